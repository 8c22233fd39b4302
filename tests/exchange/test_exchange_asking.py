"""Asking for a list, and the second person who agrees beyond fifty."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from huiliu.access.queries import acting_as_retention
from huiliu.access.roles import RoleName
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Wanted,
    ask_export,
    end_permit,
    give_password,
    refuse_export,
    remove_expired_exports,
    take_export,
    withdraw_export,
)
from huiliu.exchange.actions.exports import WORDS_LENGTH
from huiliu.exchange.choices import ExportPurpose, ExportState
from huiliu.exchange.models import Export, Permit
from huiliu.exchange.outgoing import exports, people_in
from huiliu.exchange.sealed import words_in
from huiliu.people.models import Person
from tests.cast import DAY, Cast, acting_of, whole_cast
from tests.exchange.exporting import (
    AT,
    HOUR,
    ROSTER,
    acts_of,
    agreed,
    appointed_again,
    asked,
    colleague,
    looks,
    make_many,
    make_received,
    permitted,
    seen,
    taken,
)
from tests.factories import at as addresses
from tests.factories import make_person, make_stay
from tests.offices import in_office


def test_up_to_fifty_can_be_taken_at_once(cast: Cast) -> None:
    make_many(50)
    permitted(cast.tang)

    export = asked(cast.luo)

    assert (export.state, export.people, export.needs_second) == (ExportState.READY, 50, False)
    assert export.ends_at == AT + timedelta(days=1)
    assert len(taken(cast.luo, export).rows) == 50


def test_fifty_one_wait_for_a_second_person(cast: Cast) -> None:
    make_many(51)
    permitted(cast.tang)

    export = asked(cast.luo)

    assert (export.state, export.people, export.needs_second) == (ExportState.WAITING, 51, True)
    with pytest.raises(Refused, match="现在不能取"):
        take_export(by=cast.luo, id=export.id, at=AT, day=DAY)
    with pytest.raises(Refused, match="现在不能取"):
        give_password(by=cast.luo, id=export.id, at=AT, day=DAY)
    assert looks() == []


def test_parts_of_one_day_count_together_under_whatever_appointment(cast: Cast) -> None:
    first = make_many(30)
    second = [make_received(f"孙{n}", order=n, code="420104001001") for n in range(1, 22)]
    permitted(cast.tang)
    permitted(cast.qian, code="420104001001")
    elsewhere = appointed_again(cast.luo, "420104001001")

    alone, together = asked(cast.luo), asked(elsewhere, at=AT + HOUR)
    later = asked(elsewhere, at=AT + timedelta(days=1))

    assert (len(first), len(second)) == (30, 21)
    assert [one.needs_second for one in (alone, together, later)] == [False, True, False]


def test_list_that_was_taken_late_counts_for_a_day_from_then(cast: Cast) -> None:
    """Approved on Monday at nine, taken on Tuesday a minute before, forgotten at nine."""
    make_many(30)
    permitted(cast.tang)
    first, next_day = asked(cast.luo), timedelta(days=1)
    taken(cast.luo, first, after=next_day - timedelta(minutes=1))
    remove_expired_exports(by=acting_as_retention(), at=AT + next_day)

    soon = asked(cast.luo, at=AT + next_day + timedelta(minutes=1))
    later = asked(cast.luo, at=AT + 2 * next_day)

    assert [one.needs_second for one in (first, soon, later)] == [False, True, False]


def test_same_people_twice_are_counted_once(cast: Cast) -> None:
    make_many(40)
    permitted(cast.tang)

    assert [asked(cast.luo).needs_second for _ in range(3)] == [False] * 3


def test_asking_twice_is_one(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)
    id = new_id()

    assert asked(cast.luo, id=id) == asked(cast.luo, id=id)
    assert len(acts_of("ask_export")) == 1
    with pytest.raises(Refused, match="这个页面已经用过了"):
        asked(colleague(), id=id)


def test_asking_is_refused_for_another_purpose_for_nobody_and_at_length(
    cast: Cast, driver: Person
) -> None:
    permitted(cast.tang)
    permitted(cast.qian, code="420104001001")

    def ask(by: Acting, purpose: ExportPurpose, words: str = "") -> None:
        wanted = Wanted(ROSTER, purpose, words)
        ask_export(by=by, id=new_id(), wanted=wanted, at=AT, day=DAY)

    with pytest.raises(Refused, match="不作这个用途"):
        ask(cast.luo, ExportPurpose.ON_THE_WAY)
    with pytest.raises(Refused, match="一个人也没有"):
        ask(cast.sun, ExportPurpose.DISTRICT_FORM)
    with pytest.raises(Refused, match="最多写100个字"):
        ask(cast.luo, ExportPurpose.DISTRICT_FORM, "长" * (WORDS_LENGTH + 1))


@pytest.mark.parametrize("username", ["tang", "qian"])
def test_who_sees_no_members_takes_nothing_out(cast: Cast, username: str) -> None:
    with pytest.raises(NotPermitted):
        asked(getattr(cast, username))


def test_two_at_one_moment_count_together(own_database: None) -> None:
    cast = whole_cast()
    make_many(30)
    for order in range(31, 61):
        make_received(f"李{order}", order=order, code="420104001001")
    permitted(cast.tang)
    permitted(cast.qian, code="420104001001")
    elsewhere = appointed_again(cast.luo, "420104001001")

    def ask(by: Acting) -> bool:
        try:
            return asked(by).needs_second
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(ask, [cast.luo, elsewhere]))

    assert sorted(found) == [False, True]


def test_colleague_agrees_and_a_day_begins(cast: Cast, waiting: Export) -> None:
    export = agreed(colleague(), waiting)

    assert (export.state, export.decided_by) == (ExportState.READY, "龚社区")
    assert export.ends_at == AT + HOUR + timedelta(days=1)
    assert len(taken(cast.luo, export, after=2 * HOUR).rows) == 51
    assert agreed(acting_of("gong"), waiting, after=2 * HOUR).ends_at == export.ends_at
    assert len(acts_of("agree_export")) == 1


def test_street_above_agrees_too(cast: Cast, waiting: Export) -> None:
    assert agreed(cast.he, waiting).state == ExportState.READY


def test_nobody_agrees_to_their_own_under_whatever_appointment(cast: Cast, waiting: Export) -> None:
    for by in (cast.luo, replace(cast.luo, appointment_id=new_id(), name="别名")):
        with pytest.raises(Refused, match="另一个人用他自己的账号"):
            agreed(by, waiting)
        with pytest.raises(Refused, match="另一个人用他自己的账号"):
            refuse_export(by=by, id=waiting.id, because="不", at=AT)


def test_database_too_refuses_one_account_on_both_sides(cast: Cast, waiting: Export) -> None:
    with scope.entered(Reach.everywhere()):
        own = Export.objects.filter(id=waiting.id)
        with pytest.raises(IntegrityError), transaction.atomic():
            own.update(decided_by_account=waiting.asked_by_account)
        with pytest.raises(IntegrityError), transaction.atomic():
            own.update(approved_at=AT, state=ExportState.READY)
        with pytest.raises(IntegrityError), transaction.atomic():
            own.update(needs_second=False)


def test_who_does_not_reach_all_of_them_cannot_agree(cast: Cast, waiting: Export) -> None:
    gong = colleague()
    with scope.entered(Reach.everywhere()):
        there = addresses(host="420104001001", patch="420104001001")
        Person.objects.filter(id=waiting.persons[0]).update(**there)

    with pytest.raises(Refused, match="有您看不到的人"):
        agreed(gong, waiting)


def test_who_does_not_see_it_finds_nothing(cast: Cast, waiting: Export) -> None:
    with pytest.raises(OutOfReach):
        agreed(cast.sun, waiting)
    with pytest.raises(NotPermitted):
        agreed(cast.tang, waiting)


def test_agreement_comes_too_late_after_a_day_or_without_permit(
    cast: Cast, waiting: Export
) -> None:
    gong = colleague()
    with pytest.raises(Refused, match="不在等同意"):
        agreed(gong, waiting, after=timedelta(days=1))
    end_permit(by=cast.tang, id=Permit.objects.get().id, at=AT)
    with pytest.raises(Refused, match="没有开通"):
        agreed(gong, waiting)


def test_refusal_has_a_reason_that_who_asked_reads(cast: Cast, waiting: Export) -> None:
    gong = colleague()
    with pytest.raises(Refused, match="为什么不同意"):
        refuse_export(by=gong, id=waiting.id, because=" ", at=AT)

    for _ in range(2):
        refuse_export(by=gong, id=waiting.id, because="上周刚交过", at=AT)

    with seen(waiting) as export:
        assert (export.state, export.persons) == (ExportState.REFUSED, [])
        assert words_in(export) == {"words": "明天要交", "because": "上周刚交过"}
    assert len(acts_of("refuse_export")) == 1
    with pytest.raises(Refused, match="不在等同意"):
        agreed(gong, waiting)
    with pytest.raises(Refused, match="不用撤回"):
        withdraw_export(by=cast.luo, id=waiting.id)


def test_lists_show_the_own_and_those_that_wait_for_a_word(cast: Cast, waiting: Export) -> None:
    def listed(by: Acting) -> list[UUID]:
        with scope.entered(by.reach):
            return [one.id for one in exports(by=by)]

    assert (listed(cast.luo), listed(cast.he), listed(cast.sun)) == ([waiting.id], [waiting.id], [])
    agreed(cast.he, waiting)
    assert (listed(cast.luo), listed(cast.he)) == ([waiting.id], [])


def test_set_of_somebody_without_a_host_side_is_empty(cast: Cast, driver: Person) -> None:
    with scope.entered(Reach.everywhere()):
        assert people_in(by=replace(cast.luo, reach=Reach()), fixed_set=ROSTER, day=DAY) == []


@pytest.mark.parametrize("elsewhere", ["420103001001", "420103001002"])
def test_who_lives_here_and_takes_part_elsewhere_is_on_the_roster_there(
    cast: Cast, elsewhere: str
) -> None:
    here = "420103001002" if elsewhere == "420103001001" else "420103001001"
    neighbour = in_office(RoleName.COMMUNITY_WORKER, here)
    make_stay(make_person("何志斌", **addresses(host=elsewhere, patch=here)))
    there = in_office(RoleName.COMMUNITY_WORKER, elsewhere, username="there")

    found = []
    for by in (neighbour, there):
        with scope.entered(by.reach):
            found.append(len(people_in(by=by, fixed_set=ROSTER, day=DAY)))

    assert found == [0, 1]
