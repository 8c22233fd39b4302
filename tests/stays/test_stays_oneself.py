"""What members say of themselves: where they live now, and that they are home again."""

from datetime import timedelta

import pytest

from huiliu.access.queries import acting_as_clock
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.stays.actions import (
    Said,
    accept_stay,
    climb_stay,
    doubt_stay,
    find_again,
    go_home,
    move_oneself,
    take_back_own_step,
)
from huiliu.stays.choices import Act, StayMove, StayState
from huiliu.stays.models import Stay, StayStep
from huiliu.stays.said import was_said
from tests.cast import DAY, Cast
from tests.members import acting_as_member
from tests.stays.test_stays_course import (
    AT,
    DISTRICT,
    RONGHUA,
    assert_all_agree,
    place,
    rhythms,
    sent,
    standing,
)
from tests.stays.test_stays_telling import said, settled


@pytest.fixture
def stay(cast: Cast) -> Stay:
    """何师傅 is in touch with both sides."""
    return settled(cast)


def he(stay: Stay) -> Acting:
    with scope.entered(Reach.everywhere()):
        return acting_as_member(Person.objects.get(id=stay.person_id))


def makers(stay: Stay) -> list[tuple[str, str]]:
    """Return the moves with who made them, the first first."""
    with scope.entered(Reach.everywhere()):
        rows = StayStep.objects.filter(stay=stay.id).order_by("made_at", "id")
        return list(rows.values_list("move", "made_by"))


def test_who_has_moved_is_asked_of_the_new_host_and_off_the_old_list(
    cast: Cast, stay: Stay
) -> None:
    move_oneself(by=he(stay), stay_id=stay.id, to_id=place(RONGHUA).id, said=said())

    expected = (StayState.DISPATCHED, Act.ACCEPT_AT_HOST, "荣华社区居委会")
    assert standing(stay) == expected
    assert makers(stay)[-1] == (StayMove.MOVED, "何志斌")
    with scope.entered(cast.luo.reach):
        assert not Stay.objects.filter(id=stay.id).exists()
    accept_stay(by=cast.sun, stay_id=stay.id, said=said())
    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert_all_agree(stay)


def test_who_knows_no_community_there_says_it_in_words_and_the_district_looks(
    cast: Cast, stay: Stay
) -> None:
    by = he(stay)

    with pytest.raises(Refused, match="写一句大概在哪里"):
        move_oneself(by=by, stay_id=stay.id, to_id=None, said=said())
    move_oneself(by=by, stay_id=stay.id, to_id=None, said=said("搬到汉口北那边的工地"))

    expected = (StayState.REGISTERED_OUT, Act.DISPATCH, place(DISTRICT).name)
    assert standing(stay) == expected


def test_who_is_home_again_is_reminded_of_nowhere(cast: Cast, stay: Stay) -> None:
    go_home(by=he(stay), stay_id=stay.id, said=said())

    assert standing(stay)[0] == StayState.CLOSED
    assert rhythms(stay) == set()
    assert_all_agree(stay)


@pytest.mark.parametrize("act", ["moved", "returned"])
def test_said_by_mistake_it_is_taken_back_and_all_is_as_before(
    cast: Cast, stay: Stay, act: str
) -> None:
    by, word, before = he(stay), said(), rhythms(stay)
    if act == "moved":
        move_oneself(by=by, stay_id=stay.id, to_id=place(RONGHUA).id, said=word)
    else:
        go_home(by=by, stay_id=stay.id, said=word)

    for _time in range(2):
        take_back_own_step(by=by, step_id=word.id, at=said().at, day=DAY)

    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert rhythms(stay) == before
    assert_all_agree(stay)


def test_what_somebody_has_built_on_stands(cast: Cast, stay: Stay) -> None:
    by, word = he(stay), said()
    move_oneself(by=by, stay_id=stay.id, to_id=place(RONGHUA).id, said=word)
    accept_stay(by=cast.sun, stay_id=stay.id, said=said())

    with pytest.raises(Refused, match="后来又有人办了"):
        take_back_own_step(by=by, step_id=word.id, at=said().at, day=DAY)


def test_on_another_day_it_stands(cast: Cast, stay: Stay) -> None:
    by, word = he(stay), said()
    go_home(by=by, stay_id=stay.id, said=word)

    with pytest.raises(Refused, match="过了当天"):
        take_back_own_step(by=by, step_id=word.id, at=AT, day=DAY + timedelta(days=1))


def test_nobody_says_it_of_another_or_takes_anothers_word_back(cast: Cast, stay: Stay) -> None:
    other, word = settled(cast, "马春林"), said()
    go_home(by=he(stay), stay_id=stay.id, said=word)

    with pytest.raises(OutOfReach):
        go_home(by=he(stay), stay_id=other.id, said=said())
    with pytest.raises(OutOfReach):
        take_back_own_step(by=he(other), step_id=word.id, at=AT, day=DAY)
    with pytest.raises(NotPermitted):
        go_home(by=cast.luo, stay_id=other.id, said=said())


def test_namesake_takes_nothing_back(cast: Cast, stay: Stay) -> None:
    other, word = settled(cast), said()
    go_home(by=he(stay), stay_id=stay.id, said=word)

    with pytest.raises(OutOfReach):
        take_back_own_step(by=he(other), step_id=word.id, at=said().at, day=DAY)


def test_what_the_clock_did_is_not_ones_own_to_take_back(cast: Cast) -> None:
    stay = sent()
    climb_stay(by=acting_as_clock(), stay_id=stay.id, at=AT, day=DAY + timedelta(days=30))
    with scope.entered(Reach.everywhere()):
        climbed = StayStep.objects.get(stay=stay.id)

    with pytest.raises(OutOfReach):
        take_back_own_step(by=he(stay), step_id=climbed.id, at=said().at, day=DAY)


def test_what_another_has_said_was_not_said_by_oneself(cast: Cast, stay: Stay) -> None:
    word = said("打了三次")
    doubt_stay(by=cast.luo, stay_id=stay.id, said=word)

    assert was_said(by=cast.luo, id=word.id)
    assert not was_said(by=cast.zhou, id=word.id)
    assert not was_said(by=he(stay), id=word.id)
    find_again(by=cast.luo, stay_id=stay.id, said=said())
    with pytest.raises(Refused):
        doubt_stay(by=cast.zhou, stay_id=stay.id, said=word)
    assert standing(stay)[0] == StayState.ACTIVE


def test_organisations_word_is_not_ones_own_to_take_back(cast: Cast, stay: Stay) -> None:
    word = Said(id=new_id(), at=said().at, day=DAY, words="打了三次")
    doubt_stay(by=cast.luo, stay_id=stay.id, said=word)

    with pytest.raises(OutOfReach):
        take_back_own_step(by=he(stay), step_id=word.id, at=said().at, day=DAY)


def test_who_is_looked_for_says_hello_and_does_not_end_it(cast: Cast, stay: Stay) -> None:
    doubt_stay(by=cast.luo, stay_id=stay.id, said=said("打了三次"))

    with pytest.raises(Refused, match="失联待核查"):
        go_home(by=he(stay), stay_id=stay.id, said=said())


def test_sent_twice_it_is_said_once(cast: Cast, stay: Stay) -> None:
    by, word, to = he(stay), said(), place(RONGHUA).id

    for _time in range(2):
        move_oneself(by=by, stay_id=stay.id, to_id=to, said=word)

    assert [move for move, _ in makers(stay)].count(StayMove.MOVED) == 1
