"""Reporting in: somebody without a file leaves words for one desk, and is called from there."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from huiliu.access.actions import open_own_account
from huiliu.access.queries import (
    acting_as_clock,
    acting_as_retention,
    acting_as_self,
    acting_as_sign_in,
    acting_at_station,
)
from huiliu.access.roles import RoleName
from huiliu.audit.models import Entry
from huiliu.core import keys, scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.paths import EVERYWHERE
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Answer,
    Filled,
    HadAlready,
    Registration,
    Told,
    Unregistrable,
    ask_report,
    climb_report,
    close_report,
    issue_slips,
    note_unanswered,
    pass_on_report,
    register_person,
    register_reported,
    remove_expired_reports,
    reopen_report,
    report_in,
    take_back_passing,
    undo_batch,
    withdraw_report,
)
from huiliu.exchange.choices import ReportEnd, ReportState
from huiliu.exchange.climbing import climb_reports
from huiliu.exchange.models import Report
from huiliu.exchange.queries import (
    code_of,
    count_reports,
    report_in_reach,
    waiting_reports,
)
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.rules import is_number
from huiliu.organisations.models import Organisation
from huiliu.people.actions import erase_file
from huiliu.people.models import Person
from huiliu.places.actions import Desk, close_station, open_station
from huiliu.places.models import Station
from huiliu.stays.actions import name_contact_person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import DAY, Cast, whole_cast
from tests.exchange.people import number
from tests.offices import in_office

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
HUANBAO, RONGHUA, STREET = "420103001001", "420104001001", "420103001"
DESK = Desk("环保社区报到服务站", "环保街 12 号一楼", "周一到周五 9:00–17:30", "027-8200 0000")
XIANG = {Field.NAME: "向家英", Field.TELEPHONE: "13900005566", Field.ADDRESS: "环保街 3 号"}
FIVE_WORKDAYS_LATER = date(2026, 11, 30)


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


@pytest.fixture
def station(cast: Cast) -> Station:
    return open_station(by=cast.luo, id=new_id(), organisation=place(HUANBAO), desk=DESK, day=DAY)


@pytest.fixture
def report(station: Station) -> Report:
    return come(station)


def come(
    station: Station, said: dict[Field, str] = XIANG, *, id: UUID | None = None, day: date = DAY
) -> Report:
    """Let somebody report in at the door."""
    by = acting_at_station(organisation=station.organisation)
    return report_in(by=by, id=id or new_id(), station=station, said=said, day=day)


def waits(by: Acting, *, below: bool = False) -> list[str]:
    """Return who waits for a call, by name."""
    with scope.entered(by.reach):
        rows = waiting_reports(by=by, below=below, longest=10)
        return [said[Field.NAME] for _report, said in rows]


def now(report: Report) -> Report:
    with scope.entered(Reach.everywhere()):
        return Report.objects.select_related("organisation").get(id=report.id)


def acts() -> Counter[str]:
    with scope.entered(Reach(trail=EVERYWHERE)):
        return Counter(
            act.removeprefix("exchange.")
            for act in Entry.objects.values_list("act", flat=True)
            if "report" in act or "slips" in act or "unanswered" in act
        )


def ask(report: Report, *, day: date = DAY) -> Answer | None:
    return ask_report(by=acting_at_station(), code=code_of(report.id), day=day)


def registered(
    by: Acting, report: Report, said: dict[Field, str] = XIANG, *, id: UUID | None = None
) -> Registration | HadAlready:
    told = Told(Direction.INFLOW, said)
    filled = Filled(id or new_id(), place(HUANBAO), told)
    return register_reported(by=by, report_id=report.id, filled=filled, at=AT, day=DAY)


def people() -> list[str]:
    with scope.entered(Reach.everywhere()):
        return list(Person.objects.values_list("name", flat=True))


def test_who_reports_in_waits_for_a_call_of_that_desk_for_five_workdays(
    cast: Cast, report: Report
) -> None:
    assert report.waits_until == FIVE_WORKDAYS_LATER
    assert waits(cast.luo) == ["向家英"]
    assert waits(cast.he) == []
    assert waits(cast.he, below=True) == ["向家英"]
    assert waits(cast.sun) == waits(cast.tang) == []


def test_reporting_in_opens_no_file_and_asks_for_none(cast: Cast, report: Report) -> None:
    assert people() == []
    assert acts() == {"report_in": 1}


def test_same_form_sent_twice_waits_once_and_gives_the_same_number(
    cast: Cast, station: Station
) -> None:
    id = new_id()

    first, again = come(station, id=id), come(station, id=id)

    assert code_of(first.id) == code_of(again.id)
    assert is_number(code_of(first.id))
    assert waits(cast.luo) == ["向家英"]
    assert acts() == {"report_in": 1}


def test_form_of_another_desk_does_not_open_its_report(cast: Cast, report: Report) -> None:
    other = open_station(by=cast.sun, id=new_id(), organisation=place(RONGHUA), desk=DESK, day=DAY)

    with pytest.raises(Refused, match="没有记下"):
        come(other, id=report.id)

    assert waits(cast.sun) == []


def test_nobody_reports_in_at_a_desk_that_is_closed(cast: Cast, station: Station) -> None:
    closed = close_station(by=cast.luo, id=station.id, day=DAY)

    with pytest.raises(Refused, match="已经不在了"):
        come(closed)


def test_what_was_said_stands_in_no_column_as_it_is(report: Report) -> None:
    kept = now(report)

    assert "向家英".encode() not in bytes(kept.sealed)
    assert kept.place == f"exchange.report.{report.id}"


def test_machine_at_the_door_reads_what_waits_for_its_own_desk_alone(
    cast: Cast, report: Report
) -> None:
    other = acting_at_station(organisation=place(RONGHUA))

    with scope.entered(other.reach), pytest.raises(OutOfReach):
        report_in_reach(id=report.id)


def test_worker_reads_what_was_said(cast: Cast, report: Report) -> None:
    with scope.entered(cast.luo.reach):
        _report, said = report_in_reach(id=report.id)

    assert said == {field.value: text for field, text in XIANG.items()}


def test_registering_opens_the_file_and_ends_the_waiting(cast: Cast, report: Report) -> None:
    done = registered(cast.luo, report)

    assert isinstance(done, Registration)
    assert people() == ["向家英"]
    assert waits(cast.luo) == []
    assert (now(report).person, now(report).answered_by) == (done.person, "罗社区")
    assert acts() == {"report_in": 1, "register_reported": 1}


def test_same_registration_sent_twice_counts_once(cast: Cast, report: Report) -> None:
    id = new_id()

    first, again = registered(cast.luo, report, id=id), registered(cast.luo, report, id=id)

    assert isinstance(first, Registration)
    assert isinstance(again, Registration)
    assert first.person == again.person
    assert acts()["register_reported"] == 1


def test_who_is_registered_is_not_registered_again_from_the_same_report(
    cast: Cast, report: Report
) -> None:
    registered(cast.luo, report)

    with pytest.raises(Refused, match="登记好了，不用再办了"):
        registered(cast.luo, report)


def test_number_that_cannot_be_keeps_the_report_waiting(cast: Cast, report: Report) -> None:
    with pytest.raises(Unregistrable):
        registered(cast.luo, report, XIANG | {Field.CITIZEN_NUMBER: "420199199001011239"})

    assert waits(cast.luo) == ["向家英"]


def test_whom_another_organisation_has_still_waits_for_a_word(cast: Cast, report: Report) -> None:
    same = XIANG | {Field.CITIZEN_NUMBER: number("19820301")}
    told = Told(Direction.INFLOW, same)
    register_person(by=cast.sun, id=new_id(), place=place(RONGHUA), told=told, at=AT, day=DAY)

    assert isinstance(registered(cast.luo, report, same), HadAlready)

    assert waits(cast.luo) == ["向家英"]
    assert acts()["find_reported_elsewhere"] == 1


def test_registration_that_is_taken_back_lets_somebody_wait_again(
    cast: Cast, report: Report
) -> None:
    done = registered(cast.luo, report)
    assert isinstance(done, Registration)

    undo_batch(by=cast.luo, id=done.batch.id, at=AT)

    assert people() == []
    assert waits(cast.luo) == ["向家英"]
    assert now(report).person is None


def test_unanswered_call_counts_once_a_day(cast: Cast, report: Report) -> None:
    for day in (DAY, DAY, DAY + timedelta(1)):
        note_unanswered(by=cast.luo, report_id=report.id, day=day)

    assert (now(report).tries, now(report).tried_on) == (2, DAY + timedelta(1))
    assert acts()["note_unanswered"] == 2


def test_who_lives_elsewhere_is_passed_on_and_that_desk_has_all_its_days(
    cast: Cast, report: Report
) -> None:
    note_unanswered(by=cast.luo, report_id=report.id, day=DAY)
    later = DAY + timedelta(7)

    pass_on_report(by=cast.luo, report_id=report.id, to_id=place(RONGHUA).id, day=later)

    assert waits(cast.luo) == []
    assert waits(cast.sun) == ["向家英"]
    assert (now(report).waits_until, now(report).tries) == (date(2026, 12, 7), 0)


def test_passing_on_is_taken_back_on_the_same_day_alone(cast: Cast, report: Report) -> None:
    there = place(RONGHUA).id
    pass_on_report(by=cast.luo, report_id=report.id, to_id=there, day=DAY)
    take_back_passing(by=cast.luo, report_id=report.id, day=DAY)
    assert waits(cast.luo) == ["向家英"]

    pass_on_report(by=cast.luo, report_id=report.id, to_id=there, day=DAY)
    with pytest.raises(Refused, match="那边已经在办了"):
        take_back_passing(by=cast.luo, report_id=report.id, day=DAY + timedelta(1))

    assert waits(cast.sun) == ["向家英"]


def test_passing_on_is_not_taken_back_once_somebody_there_has_called(
    cast: Cast, report: Report
) -> None:
    pass_on_report(by=cast.luo, report_id=report.id, to_id=place(RONGHUA).id, day=DAY)
    note_unanswered(by=cast.sun, report_id=report.id, day=DAY)

    with pytest.raises(Refused, match="那边已经在办了"):
        take_back_passing(by=cast.luo, report_id=report.id, day=DAY)


def test_whose_it_never_was_takes_nothing_back(cast: Cast, report: Report) -> None:
    pass_on_report(by=cast.luo, report_id=report.id, to_id=place(RONGHUA).id, day=DAY)

    with pytest.raises(OutOfReach):
        take_back_passing(by=cast.zhou, report_id=report.id, day=DAY)
    with pytest.raises(OutOfReach):
        take_back_passing(by=cast.sun, report_id=report.id, day=DAY)


def test_nobody_is_passed_to_the_same_desk_or_to_one_that_is_gone(
    cast: Cast, report: Report
) -> None:
    with pytest.raises(Refused, match="现在就在等这里联系"):
        pass_on_report(by=cast.luo, report_id=report.id, to_id=place(HUANBAO).id, day=DAY)
    for id in (new_id(), place("4201").id):
        with pytest.raises(Refused, match="这里不能接收党员"):
            pass_on_report(by=cast.luo, report_id=report.id, to_id=id, day=DAY)


def test_who_is_no_member_is_not_waited_for_and_can_be_again(cast: Cast, report: Report) -> None:
    for _ in range(2):
        close_report(by=cast.luo, report_id=report.id, because=ReportEnd.NOT_A_MEMBER, day=DAY)
    assert (now(report).state, now(report).because) == ("closed", "not_a_member")

    for _ in range(2):
        reopen_report(by=cast.luo, report_id=report.id)

    assert waits(cast.luo) == ["向家英"]
    assert acts() == {"report_in": 1, "close_report": 1, "reopen_report": 1}


def test_what_is_over_is_not_called_passed_on_closed_or_reopened(
    cast: Cast, report: Report
) -> None:
    registered(cast.luo, report)

    for act in (
        lambda: note_unanswered(by=cast.luo, report_id=report.id, day=DAY),
        lambda: pass_on_report(by=cast.luo, report_id=report.id, to_id=place(RONGHUA).id, day=DAY),
        lambda: close_report(by=cast.luo, report_id=report.id, because=ReportEnd.TWICE, day=DAY),
        lambda: reopen_report(by=cast.luo, report_id=report.id),
    ):
        with pytest.raises(Refused, match="登记好了，不用再办了"):
            act()


def test_report_out_of_reach_is_not_there(cast: Cast, report: Report) -> None:
    with pytest.raises(OutOfReach):
        note_unanswered(by=cast.sun, report_id=report.id, day=DAY)
    with pytest.raises(NotPermitted):
        note_unanswered(by=cast.qian, report_id=report.id, day=DAY)


def test_whom_nobody_calls_goes_up_to_the_street_and_to_the_district_and_no_further(
    cast: Cast, report: Report
) -> None:
    day, seen = DAY, []
    for _ in range(4):
        waits_until = now(report).waits_until
        assert waits_until is not None
        assert climb_reports(by=acting_as_clock(), day=waits_until) == 0
        day = waits_until + timedelta(1)
        assert climb_reports(by=acting_as_clock(), day=day) == 1
        seen.append(now(report).organisation.code)

    assert seen == [STREET, "420103", "420103", "420103"]
    assert waits(cast.tang) == ["向家英"]
    assert waits(cast.luo) == []


def test_report_that_was_answered_while_the_night_ran_stays_where_it_is(
    cast: Cast, report: Report
) -> None:
    close_report(by=cast.luo, report_id=report.id, because=ReportEnd.TWICE, day=DAY)

    climb_report(by=acting_as_clock(), report_id=report.id, day=DAY + timedelta(days=30))

    assert now(report).organisation.code == HUANBAO
    assert "climb_report" not in acts()


def test_counts_are_those_of_the_lists(cast: Cast, station: Station) -> None:
    for name in ("甲一", "乙二"):
        come(station, XIANG | {Field.NAME: name})

    with scope.entered(cast.he.reach):
        assert count_reports(by=cast.he) == (0, 2)
    with scope.entered(cast.luo.reach):
        assert count_reports(by=cast.luo) == (2, 0)
    assert count_reports(by=acting_at_station()) == (0, 0)


def test_slips_have_numbers_of_their_own_and_printing_again_prints_the_same(
    cast: Cast, station: Station
) -> None:
    id = new_id()

    first, again = (
        issue_slips(by=cast.luo, id=id, station=station, count=3, day=DAY) for _ in range(2)
    )

    assert len({code_of(slip.id) for slip in first}) == 3
    assert {slip.id for slip in first} == {slip.id for slip in again}
    assert waits(cast.luo) == []
    assert acts() == {"issue_slips": 1}


def test_slips_are_printed_for_a_desk_of_ones_own_alone(cast: Cast, station: Station) -> None:
    with pytest.raises(NotPermitted):
        issue_slips(by=cast.sun, id=new_id(), station=station, count=3, day=DAY)


def test_slip_that_is_handed_in_becomes_a_registration_and_blank_again_if_taken_back(
    cast: Cast, station: Station
) -> None:
    [slip] = issue_slips(by=cast.luo, id=new_id(), station=station, count=1, day=DAY)

    done = registered(cast.luo, slip)

    assert isinstance(done, Registration)
    assert now(slip).state == ReportState.REGISTERED
    undo_batch(by=cast.luo, id=done.batch.id, at=AT)
    assert now(slip).state == ReportState.BLANK


def test_number_tells_who_has_it_now(cast: Cast, report: Report) -> None:
    first = ask(report)
    pass_on_report(by=cast.luo, report_id=report.id, to_id=place(RONGHUA).id, day=DAY)
    second = ask(report)

    assert first is not None
    assert second is not None
    assert [one.report.organisation.code for one in (first, second)] == [HUANBAO, RONGHUA]


def test_number_tells_who_looks_after_somebody_who_is_registered(
    cast: Cast, report: Report
) -> None:
    done = registered(cast.luo, report)
    assert isinstance(done, Registration)
    named = in_office(RoleName.CONTACT_PERSON, HUANBAO).under()
    with scope.entered(cast.luo.reach):
        link = Link.objects.get(person=done.person, side=Side.HOST)
    name_contact_person(by=cast.luo, link_id=link.id, appointment_id=named, day=DAY)

    answer = ask(report)

    assert answer is not None
    assert (answer.host, answer.contact_person) == (place(HUANBAO).name, "沈在任")


def test_number_that_nobody_has_tells_nothing(cast: Cast, report: Report) -> None:
    assert ask_report(by=acting_at_station(), code="2345678X", day=DAY) is None


def test_whoever_holds_the_number_may_have_all_forgotten(cast: Cast, report: Report) -> None:
    by = acting_at_station()

    assert withdraw_report(by=by, code=code_of(report.id)) is True
    assert withdraw_report(by=by, code=code_of(report.id)) is False

    assert waits(cast.luo) == []
    assert ask(report) is None


def test_key_goes_with_a_report_that_is_withdrawn(own_database: None) -> None:
    cast = whole_cast()
    desk = open_station(by=cast.luo, id=new_id(), organisation=place(HUANBAO), desk=DESK, day=DAY)
    report = come(desk)
    assert report.key_id in keys.of([report.key_id])

    withdraw_report(by=acting_at_station(), code=code_of(report.id))

    assert keys.of([report.key_id]) == {}


def test_what_was_registered_is_not_withdrawn_by_its_number(cast: Cast, report: Report) -> None:
    registered(cast.luo, report)

    assert withdraw_report(by=acting_at_station(), code=code_of(report.id)) is False

    assert people() == ["向家英"]


def test_file_that_is_erased_takes_its_report_along(cast: Cast, report: Report) -> None:
    done = registered(cast.luo, report)
    assert isinstance(done, Registration)
    account = open_own_account(by=acting_as_sign_in(), name="向家英", persons=[done.person])

    erase_file(by=acting_as_self(account=account), persons=[done.person], at=AT)

    assert ask(report) is None


def test_answered_reports_are_kept_thirty_days_and_blank_slips_a_hundred_and_eighty(
    cast: Cast, station: Station
) -> None:
    answered, waiting = come(station), come(station)
    issue_slips(by=cast.luo, id=new_id(), station=station, count=2, day=DAY)
    close_report(by=cast.luo, report_id=answered.id, because=ReportEnd.TWICE, day=DAY)
    by = acting_as_retention()

    gone = [remove_expired_reports(by=by, day=DAY + timedelta(days)) for days in (30, 31, 180, 181)]

    assert gone == [0, 1, 0, 2]
    assert now(waiting).state == ReportState.WAITING


def test_planted_report_without_a_day_is_refused_by_the_database(report: Report) -> None:
    with (
        scope.entered(Reach.everywhere()),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        Report.objects.filter(id=report.id).update(waits_until=None)
