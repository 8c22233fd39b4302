"""Retention: on a given day all that is due goes, and nothing that is not."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta
from django.db import models
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huiliu.access.models import Invitation, OneTimeCode
from huiliu.access.roles import RoleName
from huiliu.accounts.models import Account, Device, Session
from huiliu.commands.retention import end_keeping
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.models import Attempt
from huiliu.core import keys, scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.core.register import register
from huiliu.exchange.actions import Brought, apply_batch, apply_roster, check_roster
from huiliu.exchange.choices import BatchState, MissingAnswer
from huiliu.exchange.models import Missing
from huiliu.needs.actions import confirm_by_telephone, raise_need, solve_need, take_need
from huiliu.needs.choices import NeedKind
from huiliu.needs.models import Need, Step
from huiliu.organisations.models import Organisation
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import DAY, Cast
from tests.conventions.sources import modules
from tests.databases import checksums
from tests.exchange.people import BROKEN, HE, HEADERS
from tests.exchange.workbooks import xlsx
from tests.factories import make_stay, make_window
from tests.members import make_member

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
LOGS = {"audit_entry", "audit_reading"}
BY_AN_ACT_OF_THE_OWNER = {"log"}


@pytest.fixture(autouse=True)
def key_folder(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.HUILIU_KEYS = tmp_path / "keys"
    yield
    keys.forget_master()


def end_on(day: date) -> int:
    return end_keeping(at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC), day=day)


def everything() -> dict[str, str]:
    with scope.entered(Reach.everywhere()):
        return checksums(leaving_out=LOGS)


def changed(before: dict[str, str]) -> set[str]:
    after = everything()
    return {table for table in before if before[table] != after[table]}


def still_there(model: type[models.Model], id: UUID) -> bool:
    with scope.entered(Reach.everywhere()):
        return models.QuerySet(model).filter(pk=id).exists()


def last_and_first(name: str) -> tuple[date, date]:
    """Return the last day on which what is of `DAY` is kept, and the first on which it is not."""
    held = register().retentions[name]
    last = DAY + relativedelta(months=held.months or 0) + timedelta(days=held.days or 0)
    return last, last + timedelta(days=1)


def assert_goes_in_time(name: str, table: str) -> None:
    """Hold that what is of `DAY` is untouched to its last day, and alone changes on the next."""
    last, first = last_and_first(name)
    before = everything()

    assert (end_on(last), changed(before)) == (0, set())
    assert end_on(first) > 0
    assert changed(before) == {table}


@pytest.fixture
def brought(cast: Cast, tmp_path: Path) -> Iterator[Brought]:
    street = Organisation.objects.get(code="420103001")
    path = xlsx(tmp_path / "名册.xlsx", {"名册": [HEADERS, HE, BROKEN]})
    return Brought(path, name="名册.xlsx", importer=street)


def test_waiting_roster_is_left_after_its_days(cast: Cast, brought: Brought) -> None:
    batch = check_roster(by=cast.he, id=new_id(), brought=brought, at=AT, day=DAY)

    assert_goes_in_time("content", "exchange_batch")

    with scope.entered(Reach.everywhere()):
        batch.refresh_from_db()
    assert (batch.state, batch.content, batch.findings) == (BatchState.DROPPED, None, None)


def test_rows_that_stayed_out_are_forgotten_and_the_page_still_opens(
    cast: Cast, brought: Brought
) -> None:
    batch, check = (
        check_roster(by=cast.he, id=new_id(), brought=brought, at=AT, day=DAY) for _ in range(2)
    )
    apply_batch(by=cast.he, id=batch.id, at=AT, day=DAY)
    end_on(last_and_first("content")[1])
    client = Client()
    client.force_login(Account.objects.get(username="he"))

    with scope.entered(Reach.everywhere()):
        batch.refresh_from_db()
    assert (batch.state, batch.content, batch.findings) == (BatchState.APPLIED, None, None)
    for id in (batch.id, check.id):
        assert client.get(reverse("batch", args=[id])).status_code == 200


def test_code_goes_after_two_days(db: None) -> None:
    OneTimeCode(telephone_digest=b"t", code_digest=b"c", asked_at=AT, ends_at=AT).save()

    assert_goes_in_time("code", "access_onetimecode")

    assert not OneTimeCode.objects.exists()


def test_letter_goes_a_year_after_its_end(cast: Cast) -> None:
    street = Organisation.objects.get(code="420103001")
    Invitation(
        code_digest=b"c",
        name="邓丽",
        role=RoleName.COMMUNITY_WORKER,
        organisation=street,
        invited_by="",
        ends_at=AT,
    ).save()

    assert_goes_in_time("invitation", "access_invitation")


def test_device_goes_a_year_after_nobody_knew_it(cast: Cast) -> None:
    known = {"account": Account.objects.get(username="he"), "known_since": AT, "last_used_at": AT}
    ended, standing = Device(browser="ended", ended_at=AT, **known), Device(browser="on", **known)
    ended.save(force_insert=True)
    standing.save(force_insert=True)

    assert_goes_in_time("device", "accounts_device")

    assert list(Device.objects.values_list("browser", flat=True)) == ["on"]


def test_session_goes_in_the_night_after_its_end(db: None) -> None:
    for key, end in (("over", AT), ("open", AT + timedelta(seconds=1))):
        Session(session_key=key, session_data="", expire_date=end, last_used_at=AT).save()

    assert end_keeping(at=AT, day=DAY) == 1

    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_note_of_a_contact_goes_and_the_contact_stays(cast: Cast) -> None:
    stay = make_stay(make_member("何志斌"))
    make_window(stay, opens_on=DAY, aim_on=DAY, limit_on=DAY)
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(stay=stay, side=Side.HOST)
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, DAY, note="家里都好")
    attempt = record_contact(by=cast.luo, id=new_id(), link_id=link.id, told=told, at=AT, day=DAY)

    assert_goes_in_time("note", "contact_attempt")

    with scope.entered(Reach.everywhere()):
        kept = Attempt.objects.get(id=attempt.id)
    assert (kept.note_to_all, kept.outcome, kept.happened_on) == (None, Outcome.REACHED, DAY)


def raised(cast: Cast, *, confirmed: bool) -> UUID:
    need = new_id()
    person = make_member("何志斌")
    words = {"words": "想学个手艺", "at": AT, "day": DAY}
    raise_need(by=cast.luo, id=need, person_id=person.id, kind=NeedKind.WORK, **words)
    take_need(by=cast.luo, id=new_id(), need_id=need, at=AT)
    solve_need(by=cast.luo, id=new_id(), need_id=need, words="报了夜校", at=AT)
    if confirmed:
        confirm_by_telephone(by=cast.luo, id=new_id(), need_id=need, at=AT)
    return need


def words_of(need: UUID) -> list[object]:
    with scope.entered(Reach.everywhere()):
        held = Need.objects.filter(id=need).exclude(words_to_all=None).count()
        return [held, Step.objects.filter(need=need).exclude(words_to_all=None).count()]


def test_words_of_a_solved_need_go_and_its_kind_stays(cast: Cast) -> None:
    need = raised(cast, confirmed=True)
    last, first = last_and_first("need")
    before = everything()

    assert (end_on(last), changed(before)) == (0, set())
    assert (end_on(first), words_of(need)) == (2, [0, 0])

    assert changed(before) == {"needs_need", "needs_step"}
    assert still_there(Need, need)


def test_words_of_a_need_that_nobody_confirmed_stay(cast: Cast) -> None:
    need = raised(cast, confirmed=False)

    end_on(DAY + timedelta(days=4000))

    assert words_of(need) == [1, 1]


def test_answered_question_goes_and_an_open_one_stays(cast: Cast, brought: Brought) -> None:
    batch, _ = apply_roster(by=cast.he, brought=brought, at=AT, day=DAY)
    one, other = make_member("马春兰"), make_member("邓丽", telephone="13700137000")
    end_on(last_and_first("content")[1])
    asked = {"batch": batch, "asked_on": DAY}
    with scope.entered(Reach.everywhere()):
        answered = Missing(
            person=one,
            answer=MissingAnswer.MOVED,
            answered_on=DAY,
            answered_by="何干事",
            **asked,
            **one.addresses(),
        )
        answered.save(force_insert=True)
        waiting = Missing(person=other, **asked, **other.addresses())
        waiting.save(force_insert=True)

    assert_goes_in_time("question", "exchange_missing")

    assert (still_there(Missing, answered.id), still_there(Missing, waiting.id)) == (False, True)


def test_every_period_of_the_register_is_kept_to_by_somebody() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in modules())
    asked = set(re.findall(r'kept_since\("(\w+)"', text))
    said = {name for name, one in register().retentions.items() if one.days or one.months}

    assert asked == said - BY_AN_ACT_OF_THE_OWNER


@pytest.mark.parametrize("days", [0, 1, 7, 400, 2000])
def test_second_night_of_a_day_has_nothing_to_do(cast: Cast, brought: Brought, days: int) -> None:
    check_roster(by=cast.he, id=new_id(), brought=brought, at=AT, day=DAY)
    raised(cast, confirmed=True)
    day = DAY + timedelta(days=days)
    end_on(day)
    before = everything()

    assert (end_on(day), changed(before)) == (0, set())
