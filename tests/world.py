"""One of everything, made through the actions, and the addresses of all pages for it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huiliu.access.actions import Secretary, invite, open_far_list, open_own_account
from huiliu.access.queries import (
    acting_as_self,
    acting_as_set_up,
    acting_as_sign_in,
    acting_at_station,
)
from huiliu.access.roles import RoleName
from huiliu.accounts.models import Account
from huiliu.audit.entries import read
from huiliu.audit.models import Reading
from huiliu.contact.actions import Told, record_contact, void_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.clock import day_of
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Brought,
    Wanted,
    add_synonym,
    apply_roster,
    ask_export,
    check_roster,
    permit_export,
    report_in,
)
from huiliu.exchange.choices import ExportPurpose, ExportSet
from huiliu.exchange.models import Missing
from huiliu.exchange.roster.fields import Field
from huiliu.needs.actions import raise_need
from huiliu.needs.choices import NeedKind
from huiliu.organisations.actions import add_name, open_outside
from huiliu.organisations.models import Organisation
from huiliu.people.models import Match, Sighting
from huiliu.places.actions import Desk, open_station
from huiliu.rights.actions import About, answer_objection, raise_objection
from huiliu.rights.choices import Reason, Subject
from huiliu.stays.actions import Said, dispatch_stay, move_stay
from huiliu.stays.choices import Side
from huiliu.stays.models import Link, Stay
from huiliu.web.kit.doors import door_of
from tests.cast import DAY, PARTS, Cast
from tests.exchange.people import HE, HEADERS, MA
from tests.exchange.workbooks import xlsx

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
LEFT = [("湖北省黄冈市王家村流出党员名册",), ("姓名", "性别", "年龄", "联系电话")]

World = dict[str, UUID]
"""One of everything, by the names that addresses use for it."""


def one_of_everything(cast: Cast, folder: Path) -> World:
    """Let one of everything come about through the actions."""
    street = Organisation.objects.get(code="420103001")
    community = Organisation.objects.get(code="420103001001")

    def brought(name: str, *rows: tuple[object, ...]) -> Brought:
        return Brought(xlsx(folder / name, {"名册": rows}), name=name, importer=street)

    both = brought("流入.xlsx", HEADERS, HE, MA)
    one = brought("流入二.xlsx", HEADERS, HE)
    away = brought("流出.xlsx", *LEFT, (HE[0], HE[1], 44, HE[3]))
    for roster in (both, one, away):
        apply_roster(by=cast.he, brought=roster, at=AT, day=DAY)
    waiting = check_roster(by=cast.he, id=new_id(), brought=both, at=AT, day=DAY)
    stay, move = _answered(cast, MA[0])
    with scope.entered(Reach.everywhere()):
        match = Match.objects.get()
        link = Link.objects.get(person=match.host_person, side=Side.HOST)
        missing = Missing.objects.get()
        sighting = Sighting.objects.filter(person=match.host_person).latest("id")
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
    attempt, mistaken = new_id(), new_id()
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, DAY, note="家里都好")
    for id, at in ((mistaken, AT - timedelta(hours=1)), (attempt, AT)):
        record_contact(by=cast.luo, id=id, link_id=link.id, told=told, at=at, day=DAY)
    void_contact(by=cast.luo, id=mistaken, because="记错了人", at=AT, day=DAY)
    permit, export = _export(cast, community)
    station, report = _reported(cast, community)
    [home] = open_outside(by=cast.qian, names=["湖南省临湘市坦渡村党支部"], day=DAY).values()
    far_list = open_far_list(
        by=cast.tang, id=new_id(), organisation=home, secretary=SECRETARY, at=AT, day=DAY
    )
    look, objections = _objections(cast, match.host_person_id, attempt)
    set_up = acting_as_set_up()
    invitation, _ = invite(
        by=cast.he,
        id=new_id(),
        name="邓丽",
        role=RoleName.COMMUNITY_WORKER,
        organisation=community,
        at=AT,
    )
    luo = Account.objects.get(username="luo")
    return {
        "person": match.host_person_id,
        "link": link.id,
        "stay": stay,
        "move": move,
        "match": match.id,
        "missing": missing.id,
        "need": need,
        "attempt": attempt,
        "step": need,
        "sighting": sighting.id,
        "look": look,
        "objection": objections[0],
        "batch": waiting.id,
        "permit": permit,
        "export": export,
        "station": station,
        "report": report,
        "home": home.id,
        "far_list": far_list.id,
        "organisation": community.id,
        "appointment": cast.luo.under(),
        "invitation": invitation.id,
        "device": new_id(),
        "delegation": new_id(),
        "factor": new_id(),
        "account": luo.id,
        "name": add_name(by=set_up, organisation=community, text="环保").id,
        "synonym": add_synonym(by=cast.he, header="备用栏", field=Field.REMARK).id,
    }


def _answered(cast: Cast, name: object) -> tuple[UUID, UUID]:
    """Let the community say that somebody has moved to where nobody knows, and take them again."""
    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.get(person__name=name, closed_on=None)
    moved = Said(id=new_id(), at=AT, day=DAY, words="说是搬到东门那边去了")
    move_stay(by=cast.luo, stay_id=stay.id, to_id=None, said=moved)
    back = Said(id=new_id(), at=AT + timedelta(minutes=5), day=DAY, words="原来还住在这里")
    dispatch_stay(by=cast.tang, stay_id=stay.id, to_id=stay.host_id, said=back)
    return stay.id, moved.id


def _export(cast: Cast, community: Organisation) -> tuple[UUID, UUID]:
    """Let the district open the roster to a community, and somebody there ask for it."""
    permit, export = new_id(), new_id()
    now = datetime.now(UTC)
    permit_export(
        by=cast.tang,
        id=permit,
        organisation=community.id,
        fixed_set=ExportSet.ROSTER_RECEIVED,
        ends_on=day_of(now) + timedelta(days=30),
        because="填一次全区的报表",
        at=now,
        day=day_of(now),
    )
    wanted = Wanted(ExportSet.ROSTER_RECEIVED, ExportPurpose.DISTRICT_FORM, "明天要交")
    ask_export(by=cast.luo, id=export, wanted=wanted, at=now, day=day_of(now))
    return permit, export


SECRETARY = Secretary("邹桂兰", "13800009988", DAY + timedelta(days=90))
DESK = Desk("环保社区报到服务站", "环保街 12 号一楼", "周一到周五 9:00–17:30", "027-8200 0000")


def _reported(cast: Cast, community: Organisation) -> tuple[UUID, UUID]:
    """Let a community have a desk, and somebody report in there."""
    station = open_station(by=cast.luo, id=new_id(), organisation=community, desk=DESK, day=DAY)
    said = {Field.NAME: "向家英", Field.TELEPHONE: "13900005566", Field.ADDRESS: "环保街 3 号"}
    report = report_in(
        by=acting_at_station(organisation=community),
        id=new_id(),
        station=station,
        said=said,
        day=DAY,
    )
    return station.id, report.id


def _objections(cast: Cast, person: UUID, attempt: UUID) -> tuple[UUID, list[UUID]]:
    """Let the person object to a look and to a contact, and the second be answered."""
    read(by=cast.luo, page="person", persons=[person], fields=("file",))
    account = open_own_account(by=acting_as_sign_in(), name="何志斌", persons=[person])
    member, made = acting_as_self(account=account), []
    with scope.entered(member.reach):
        look = Reading.objects.filter(persons__contains=[person]).latest("id").id
    for about in (About(Subject.LOOK, look), About(Subject.CONTACT, attempt)):
        objection = raise_objection(
            by=member,
            id=new_id(),
            about=about,
            reason=Reason.NOT_NEEDED,
            words="没有请他看",
            at=AT,
            day=DAY,
        )
        made.append(objection.id)
    answer_objection(by=cast.tang, id=made[1], words="问过社区了，是值班的同志打的", at=AT)
    return look, made


def member_of(world: World) -> Account:
    account = open_own_account(by=acting_as_sign_in(), name="何志斌", persons=[world["person"]])
    assert account is not None
    return account


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


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


def client_of(username: str, world: World) -> Client:
    """Return a browser as which one of the cast, the member, or nobody has signed in."""
    client = Client()
    if username:
        known = username != "member"
        account = Account.objects.get(username=username) if known else member_of(world)
        client.force_login(account)
    return client


VISITORS = (*PARTS, "member", "")
"""Everybody who opens pages in tests; the last one has not signed in."""
