"""Opening a page writes nothing but who looked: every page, every role, one of everything."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from huiliu.access.actions import invite, open_own_account
from huiliu.access.queries import acting_as_set_up, acting_as_sign_in
from huiliu.access.roles import RoleName
from huiliu.accounts.models import Account
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import Brought, add_synonym, apply_roster, check_roster
from huiliu.exchange.models import Missing
from huiliu.exchange.roster.fields import Field
from huiliu.needs.actions import raise_need
from huiliu.needs.choices import NeedKind
from huiliu.organisations.actions import add_name
from huiliu.organisations.models import Organisation
from huiliu.people.models import Match, Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from huiliu.web.kit.doors import door_of
from tests.cast import DAY, PARTS, Cast
from tests.conventions.test_conventions_pages import patterns
from tests.databases import checksums
from tests.exchange.people import HE, HEADERS, MA
from tests.exchange.workbooks import xlsx

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
LEFT_BY_LOOKING = {"audit_reading", "django_session"}
LEFT = [("湖北省黄冈市王家村流出党员名册",), ("姓名", "性别", "年龄", "联系电话")]

World = dict[str, UUID]
"""One of everything, by the names that addresses use for it."""


@pytest.fixture
def world(cast: Cast, tmp_path: Path) -> World:
    """Let one of everything come about through the actions."""
    street = Organisation.objects.get(code="420103001")
    community = Organisation.objects.get(code="420103001001")

    def brought(name: str, *rows: tuple[object, ...]) -> Brought:
        return Brought(xlsx(tmp_path / name, {"名册": rows}), name=name, importer=street)

    both = brought("流入.xlsx", HEADERS, HE, MA)
    one = brought("流入二.xlsx", HEADERS, HE)
    away = brought("流出.xlsx", *LEFT, (HE[0], HE[1], 44, HE[3]))
    for roster in (both, one, away):
        apply_roster(by=cast.he, brought=roster, at=AT, day=DAY)
    waiting = check_roster(by=cast.he, id=new_id(), brought=both, at=AT, day=DAY)
    with scope.entered(Reach.everywhere()):
        match = Match.objects.get()
        link = Link.objects.get(person=match.host_person, side=Side.HOST)
        missing = Missing.objects.get()
    need = new_id()
    raise_need(
        by=cast.luo,
        id=need,
        person_id=match.host_person_id,
        kind=NeedKind.WORK,
        words="想学个手艺",
        at=AT,
        day=DAY,
    )
    attempt = new_id()
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, DAY)
    record_contact(by=cast.luo, id=attempt, link_id=link.id, told=told, at=AT, day=DAY)
    set_up = acting_as_set_up()
    invitation, _ = invite(
        by=cast.he,
        id=new_id(),
        name="邓丽",
        role=RoleName.COMMUNITY_WORKER,
        organisation=community,
        at=AT,
    )
    return {
        "person": match.host_person_id,
        "link": link.id,
        "match": match.id,
        "missing": missing.id,
        "need": need,
        "attempt": attempt,
        "batch": waiting.id,
        "organisation": community.id,
        "appointment": cast.luo.under(),
        "invitation": invitation.id,
        "name": add_name(by=set_up, organisation=community, text="环保").id,
        "synonym": add_synonym(by=cast.he, header="备用栏", field=Field.REMARK).id,
    }


def member_of(world: World) -> Account:
    account = open_own_account(by=acting_as_sign_in(), name="何志斌", persons=[world["person"]])
    assert account is not None
    return account


def address_of(page: URLPattern, world: World) -> str:
    """Return the page's address for the world; an unknown kind of thing has to be put into it."""
    kinds = page.pattern.converters
    return reverse(str(page.name), kwargs={kind: world[kind] for kind in kinds})


def pages_to_read() -> list[URLPattern]:
    found = []
    for page in patterns(get_resolver()):
        door = door_of(page.callback)
        if door is not None and "GET" in door.methods:
            found.append(page)
    return found


@pytest.mark.parametrize("username", [*PARTS, "member", ""])
def test_opening_every_page_writes_nothing_but_who_looked(world: World, username: str) -> None:
    client = Client()
    if username:
        account = (
            member_of(world) if username == "member" else Account.objects.get(username=username)
        )
        client.force_login(account)
        assert SESSION_KEY in client.session
    with scope.entered(Reach.everywhere()):
        before = checksums(leaving_out=LEFT_BY_LOOKING)

    answers = {page.name: client.get(address_of(page, world)) for page in pages_to_read()}

    with scope.entered(Reach.everywhere()):
        assert checksums(leaving_out=LEFT_BY_LOOKING) == before
    assert {name for name, answer in answers.items() if answer.status_code >= 500} == set()
    assert len(answers) > 30


def test_every_role_of_the_cast_opens_some_page(world: World) -> None:
    for username in PARTS:
        client = Client()
        client.force_login(Account.objects.get(username=username))
        opened = [
            page.name
            for page in pages_to_read()
            if client.get(address_of(page, world)).status_code == 200
        ]
        assert len(opened) > 5, username


def test_planted_write_changes_a_checksum(world: World) -> None:
    with scope.entered(Reach.everywhere()):
        before = checksums(leaving_out=LEFT_BY_LOOKING)
        Person.objects.filter(id=world["person"]).update(name="别名")

        changed = {
            table
            for table, checksum in checksums(leaving_out=LEFT_BY_LOOKING).items()
            if before[table] != checksum
        }

    assert changed == {"people_person"}
