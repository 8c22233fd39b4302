"""One person registered by hand is a roster of one row: recognised, placed, asked about, undone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    HadAlready,
    Registration,
    Told,
    Unregistrable,
    register_person,
    undo_batch,
)
from huiliu.exchange.actions.registering import CALLED
from huiliu.exchange.models import Batch, Missing
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.insight.queries import tallies_agree
from huiliu.organisations.actions import open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.people.models import Match, Person, Sighting
from huiliu.stays.actions import Said, end_stay, move_stay, open_again
from huiliu.stays.choices import Act, ClosedBecause, Side, StayState
from huiliu.stays.models import Stay, Window
from tests.cast import DAY, Cast
from tests.exchange.people import HOME, number

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
HUANBAO, RONGHUA, BRANCH = "420103001001", "420104001001", "B1"
HE = {Field.NAME: "何志斌", Field.TELEPHONE: "13800138001"}
NUMBER = {Field.CITIZEN_NUMBER: number("19820301")}


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def asked(
    by: Acting, said: dict[Field, str], *, to: str, direction: Direction, id: UUID | None = None
) -> Registration | HadAlready:
    """Ask for somebody to be registered."""
    told = Told(direction, said)
    with scope.entered(by.reach):
        return register_person(by=by, id=id or new_id(), place=place(to), told=told, at=AT, day=DAY)


def come(
    by: Acting, said: dict[Field, str], *, to: str = HUANBAO, id: UUID | None = None
) -> Registration:
    """Let somebody who has come be registered."""
    done = asked(by, said, to=to, direction=Direction.INFLOW, id=id)
    assert isinstance(done, Registration)
    return done


def gone(by: Acting, said: dict[Field, str]) -> Registration:
    """Let the branch register one of its own who has left."""
    done = asked(by, said, to=BRANCH, direction=Direction.OUTFLOW)
    assert isinstance(done, Registration)
    return done


def why_not(by: Acting, said: dict[Field, str], *, to: str = HUANBAO) -> str:
    """Return the words for somebody who has come and whom another organisation has."""
    had = asked(by, said, to=to, direction=Direction.INFLOW)
    assert isinstance(had, HadAlready)
    return had.words


@pytest.fixture
def looking(cast: Cast) -> Iterator[None]:
    with scope.entered(Reach.everywhere()):
        yield


def stay_of(done: Registration) -> tuple[str, str, str]:
    """Return where the stay stands, what is waited for, and of whom."""
    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.select_related("queue").get(person=done.person)
        return stay.state, stay.waits_for, stay.queue.name if stay.queue else ""


def windows_of(done: Registration) -> set[str]:
    with scope.entered(Reach.everywhere()):
        return set(Window.objects.filter(person=done.person).values_list("side", flat=True))


def counts() -> tuple[int, ...]:
    with scope.entered(Reach.everywhere()):
        models = (Batch, Person, Sighting, Stay, Match, Missing)
        return tuple(model.objects.count() for model in models)


def test_who_has_come_from_another_province_is_in_touch_and_the_district_looks_for_the_home(
    cast: Cast,
) -> None:
    done = come(cast.luo, HE | {Field.BRANCH: HOME, Field.ARRIVED_ON: "2026-11-01"})

    assert stay_of(done) == (StayState.REGISTERED_IN, Act.FIND_HOME, "江汉区")
    assert windows_of(done) == {Side.HOST, Side.SELF}
    assert (done.known_before, done.asked_elsewhere) == (False, False)
    with scope.entered(cast.luo.reach):
        person = Person.objects.select_related("home", "host").get(id=done.person)
    home = "湖北省黄冈市王家村"
    assert (person.name, str(person.host), str(person.home)) == ("何志斌", "环保社区居委会", home)


def test_home_in_the_city_is_asked_whether_it_is_one_of_theirs(cast: Cast) -> None:
    done = come(cast.luo, HE | {Field.BRANCH: "荣华社区第一党支部"})

    expected = (StayState.REGISTERED_IN, Act.CONFIRM_AT_HOME, "荣华社区第一党支部")
    assert stay_of(done) == expected


def test_name_and_telephone_are_enough(cast: Cast) -> None:
    done = come(cast.luo, HE)

    assert stay_of(done) == (StayState.REGISTERED_IN, Act.FIND_HOME, "江汉区")


def test_who_has_left_is_asked_of_where_they_went(cast: Cast) -> None:
    done = gone(cast.zhou, HE | {Field.BOUND_FOR: "武汉市江汉区环保社区"})

    assert stay_of(done) == (StayState.DISPATCHED, Act.ACCEPT_AT_HOST, "环保社区居委会")
    assert windows_of(done) == {Side.HOME, Side.SELF}


def test_who_has_left_for_nobody_knows_where_is_dispatched_by_whoever_registered(
    cast: Cast,
) -> None:
    done = gone(cast.zhou, HE)

    assert stay_of(done) == (StayState.REGISTERED_OUT, Act.DISPATCH, "荣华社区第一党支部")


def test_street_registers_for_one_of_its_communities(cast: Cast) -> None:
    done = come(cast.he, HE, to=HUANBAO)

    with scope.entered(cast.luo.reach):
        assert Person.objects.filter(id=done.person).exists()


@pytest.mark.parametrize(("who", "to"), [("luo", RONGHUA), ("he", RONGHUA), ("zhou", HUANBAO)])
def test_nobody_registers_for_a_place_that_is_not_theirs(cast: Cast, who: str, to: str) -> None:
    with pytest.raises(OutOfReach):
        come(getattr(cast, who), HE, to=to)


def test_nobody_lets_the_members_of_another_leave(cast: Cast) -> None:
    with pytest.raises(OutOfReach):
        asked(cast.sun, HE, to=BRANCH, direction=Direction.OUTFLOW)


def test_page_of_another_is_not_ones_own(cast: Cast) -> None:
    id = new_id()
    come(cast.luo, HE, id=id)

    with pytest.raises(Refused):
        come(cast.he, HE, to=HUANBAO, id=id)


@pytest.mark.parametrize("who", ["qian", "tang"])
def test_who_takes_nobody_in_registers_nobody(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        come(getattr(cast, who), HE)


def test_sent_twice_is_registered_once(cast: Cast) -> None:
    id = new_id()
    first = come(cast.luo, HE, id=id)
    before = counts()

    again = come(cast.luo, HE, id=id)

    assert (again.person, counts()) == (first.person, before)


def test_who_is_known_here_gets_what_is_new_and_no_second_file(cast: Cast) -> None:
    first = come(cast.luo, HE | NUMBER)

    again = come(cast.luo, HE | NUMBER | {Field.ADDRESS: "环保路3号"})

    assert (again.person, again.known_before) == (first.person, True)
    with scope.entered(Reach.everywhere()):
        assert Person.objects.count() == 1
        assert Sighting.objects.filter(person=first.person).count() == 2


def test_who_is_registered_elsewhere_is_not_registered_again_and_the_way_is_told(
    cast: Cast,
) -> None:
    there = come(cast.sun, HE | NUMBER, to=RONGHUA)
    before = counts()

    words = why_not(cast.luo, HE | NUMBER)

    assert "去向有变" in words
    assert counts() == before
    with scope.entered(Reach(trail=cast.luo.range)):
        entry = Entry.objects.get(act="exchange.refuse_registration")
    assert entry.person == there.person


def test_who_is_with_another_of_the_same_street_is_sent_over_by_name(cast: Cast) -> None:
    come(cast.luo, HE | NUMBER)
    before = counts()

    words = why_not(cast.he, HE | NUMBER, to="420103001002")

    assert "登记在环保社区居委会" in words
    assert counts() == before


def test_who_has_gone_home_and_comes_again_begins_a_new_stay(cast: Cast) -> None:
    first = come(cast.luo, HE | NUMBER | {Field.BRANCH: "荣华社区第一党支部"})
    with scope.entered(Reach.everywhere()):
        over = Stay.objects.get(person=first.person)
    said = Said(id=new_id(), at=AT, day=DAY)
    end_stay(by=cast.luo, stay_id=over.id, because=ClosedBecause.RETURNED, said=said)

    again = come(cast.luo, HE | NUMBER | {Field.ADDRESS: "环保路3号"})

    assert (again.person, again.known_before) == (first.person, True)
    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.select_related("queue").get(person=first.person, closed_on=None)
        sides = set(stay.links.filter(connected=True).values_list("side", flat=True))
        windows = set(
            Window.objects.filter(stay=stay, known_to=None).values_list("side", flat=True)
        )
        assert tallies_agree()
    assert (stay.state, stay.waits_for) == (StayState.REGISTERED_IN, Act.CONFIRM_AT_HOME)
    assert sides == windows == {Side.HOST, Side.SELF}


def test_who_is_away_now_does_not_leave_once_more(cast: Cast) -> None:
    first = gone(cast.zhou, HE | NUMBER)

    with scope.entered(cast.zhou.reach), pytest.raises(Refused, match="还没有结束"):
        open_again(
            by=cast.zhou,
            persons=[first.person],
            side=Side.HOME,
            place=place(BRANCH),
            at=AT,
            day=DAY,
        )


def test_page_sent_again_after_somebody_went_elsewhere_leads_nowhere(cast: Cast) -> None:
    id = new_id()
    done = come(cast.luo, HE, id=id)
    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.get(person=done.person)
    word = Said(id=new_id(), at=AT, day=DAY)
    move_stay(by=cast.luo, stay_id=stay.id, to_id=place(RONGHUA).id, said=word)

    with pytest.raises(OutOfReach):
        come(cast.luo, HE, id=id)


def test_who_leaves_again_is_dispatched_by_the_branch(cast: Cast) -> None:
    first = gone(cast.zhou, HE | NUMBER)
    with scope.entered(Reach.everywhere()):
        over = Stay.objects.get(person=first.person)
    said = Said(id=new_id(), at=AT, day=DAY)
    end_stay(by=cast.zhou, stay_id=over.id, because=ClosedBecause.RETURNED, said=said)

    gone(cast.zhou, HE | NUMBER | {Field.EMPLOYER: "工地"})

    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.select_related("queue").get(person=first.person, closed_on=None)
        assert tallies_agree()
    expected = (StayState.REGISTERED_OUT, Act.DISPATCH, "荣华社区第一党支部")
    assert (stay.state, stay.waits_for, str(stay.queue)) == expected


def test_community_with_a_number_in_its_name_is_the_one_that_was_chosen(cast: Cast) -> None:
    street = place("420103001")
    open_organisation(
        by=cast.tang,
        parent=street,
        kind=Kind.COMMUNITY,
        name="110街社区居委会",
        code="C110",
        day=DAY,
    )

    done = come(cast.he, HE, to="C110")

    with scope.entered(Reach.everywhere()):
        assert (
            str(Person.objects.select_related("host").get(id=done.person).host) == "110街社区居委会"
        )


def test_who_was_registered_at_home_is_asked_of_both_sides(cast: Cast) -> None:
    left = gone(cast.zhou, HE | NUMBER)

    done = come(cast.luo, HE | NUMBER)

    assert (done.asked_elsewhere, done.known_before) == (True, False)
    with scope.entered(Reach.everywhere()):
        match = Match.objects.get()
    assert (match.home_person_id, match.host_person_id) == (left.person, done.person)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({Field.CITIZEN_NUMBER: "42119919820301001"}, Field.CITIZEN_NUMBER),
        ({Field.CITIZEN_NUMBER: "421199820301001"}, Field.CITIZEN_NUMBER),
        ({Field.TELEPHONE: "1380013800"}, Field.TELEPHONE),
        ({Field.NAME: "<b>何志斌</b>"}, Field.NAME),
        ({Field.ARRIVED_ON: "2026-11-24"}, Field.ARRIVED_ON),
    ],
)
def test_what_is_wrong_is_said_of_its_field_and_nothing_is_written(
    cast: Cast, said: dict[Field, str], field: Field
) -> None:
    before = counts()

    with pytest.raises(Unregistrable) as found:
        come(cast.luo, HE | said)

    assert [problem.field for problem in found.value.problems] == [field]
    assert counts() == before


def test_what_is_only_odd_goes_in_and_is_told(cast: Cast) -> None:
    done = come(cast.luo, HE | {Field.BRANCH: "老家"})

    assert [note for note in done.notes if "老家" in note] == list(done.notes)
    assert len(done.notes) == 1


@pytest.mark.parametrize(
    ("typed", "name"),
    [("何,志斌", "何,志斌"), ('He "Bin"', 'He "Bin"'), ("=1+1", "=1+1"), ("何\n志斌", "何志斌")],
)
def test_signs_that_mean_something_in_a_file_change_no_name(
    cast: Cast, typed: str, name: str
) -> None:
    done = come(cast.luo, HE | {Field.NAME: typed})

    with scope.entered(cast.luo.reach):
        assert Person.objects.get(id=done.person).name == name


@pytest.mark.parametrize("name", ["合计", "总计"])
def test_what_ends_a_roster_is_nobodys_name(cast: Cast, name: str) -> None:
    with pytest.raises(Refused, match="不像姓名"):
        come(cast.luo, HE | {Field.NAME: name})


def test_nobody_is_missing_from_a_single_row(cast: Cast, looking: None) -> None:
    come(cast.luo, HE)
    come(cast.luo, {Field.NAME: "马春林", Field.TELEPHONE: "13800138002"})

    assert Missing.objects.count() == 0


def test_batch_is_called_by_nobodys_name_and_keeps_nothing_of_what_was_typed(
    cast: Cast, looking: None
) -> None:
    done = come(cast.luo, HE)

    batch = Batch.objects.get(id=done.batch.id)
    assert (batch.file_name, batch.content, batch.findings) == (CALLED, None, None)


def test_registering_is_taken_back_whole_and_the_page_is_used_up(cast: Cast) -> None:
    before, id = counts(), new_id()
    come(cast.luo, HE | {Field.BRANCH: "荣华社区第一党支部"}, id=id)

    with scope.entered(cast.luo.reach):
        undo_batch(by=cast.luo, id=id, at=AT)

    assert counts() == (before[0] + 1, *before[1:])
    with pytest.raises(Refused, match="已经撤回"):
        come(cast.luo, HE, id=id)


def test_registering_is_on_record_with_whom_it_is_about(cast: Cast) -> None:
    done = come(cast.luo, HE)

    with scope.entered(Reach(trail=cast.luo.range)):
        entry = Entry.objects.get(act="exchange.register_person")
    assert entry.person == done.person
