"""What a side says without being asked: moved, gone home, lost, found; and taking it back."""

from datetime import date, timedelta

import pytest

from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.stays.actions import (
    accept_stay,
    doubt_stay,
    end_stay,
    find_again,
    move_stay,
    take_back_step,
)
from huiliu.stays.choices import Act, ClosedBecause, Side, StayMove, StayState
from huiliu.stays.models import Link, Stay, StayStep, Window
from tests.cast import DAY, Cast
from tests.stays.test_stays_course import (
    AT,
    DISTRICT,
    RONGHUA,
    assert_all_agree,
    found,
    place,
    rhythms,
    said,
    sent,
    standing,
    steps,
)


def settled(cast: Cast, name: str = "何志斌") -> Stay:
    """Let somebody be in touch with both sides."""
    stay = sent(name)
    accept_stay(by=cast.luo, stay_id=stay.id, said=said())
    return stay


def contacted(by: Acting, stay: Stay) -> None:
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(stay=stay.id, side=Side.HOST)
    told = Told(channel=ContactChannel.TELEPHONE, outcome=Outcome.REACHED, happened_on=DAY)
    record_contact(by=by, id=new_id(), link_id=link.id, told=told, at=AT, day=DAY)


def windows(stay: Stay) -> set[tuple[str, date, str]]:
    """Return of each side what its window says now."""
    with scope.entered(Reach.everywhere()):
        known = Window.objects.filter(stay=stay.id, known_to=None)
        return set(known.values_list("side", "limit_on", "because"))


def last_step(stay: Stay) -> StayStep:
    with scope.entered(Reach.everywhere()):
        return StayStep.objects.filter(stay=stay.id).latest("made_at", "id")


def test_who_moves_is_asked_of_the_new_host(cast: Cast) -> None:
    stay = settled(cast)

    move_stay(by=cast.luo, stay_id=stay.id, to_id=place(RONGHUA).id, said=said())

    assert standing(stay) == (StayState.DISPATCHED, Act.ACCEPT_AT_HOST, "荣华社区居委会")
    assert rhythms(stay) == {Side.HOME, Side.SELF}
    assert_all_agree(stay)


def test_who_moves_nobody_knows_where_is_looked_for_by_the_district(cast: Cast) -> None:
    stay = settled(cast)

    move_stay(by=cast.zhou, stay_id=stay.id, to_id=None, said=said("去了硚口，不知道哪个社区"))

    assert standing(stay)[1:] == (Act.DISPATCH, place(DISTRICT).name)
    assert_all_agree(stay)


def test_who_goes_home_is_not_called_any_more(cast: Cast) -> None:
    stay = settled(cast)

    end_stay(by=cast.zhou, stay_id=stay.id, because=ClosedBecause.RETURNED, said=said())

    assert standing(stay) == (StayState.CLOSED, "", "")
    assert rhythms(stay) == set()
    assert found(stay).closed_on == DAY
    assert_all_agree(stay)


def test_who_is_lost_is_reviewed_at_home_and_due_nowhere(cast: Cast) -> None:
    stay = settled(cast)

    doubt_stay(by=cast.luo, stay_id=stay.id, said=said("打了三次，去了两次"))

    assert standing(stay) == (
        StayState.CONTACT_LOST_REVIEW,
        Act.REVIEW,
        "荣华社区第一党支部",
    )
    assert rhythms(stay) == set()
    assert_all_agree(stay)


def test_who_is_found_again_goes_on_where_they_stood(cast: Cast) -> None:
    stay = settled(cast)
    contacted(cast.luo, stay)
    before = windows(stay)
    doubt_stay(by=cast.luo, stay_id=stay.id, said=said("打不通"))

    find_again(by=cast.zhou, stay_id=stay.id, said=said())

    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert windows(stay) == before
    assert_all_agree(stay)


@pytest.mark.parametrize("how", [StayMove.MOVED, StayMove.CLOSED, StayMove.DOUBTED])
def test_what_is_taken_back_on_the_day_leaves_all_as_it_was(cast: Cast, how: StayMove) -> None:
    stay = settled(cast)
    contacted(cast.luo, stay)
    with scope.entered(Reach.everywhere()):
        Stay.objects.filter(id=stay.id).update(host_registered_on=DAY - timedelta(200))
    before, stood = windows(stay), found(stay)
    if how == StayMove.MOVED:
        move_stay(by=cast.luo, stay_id=stay.id, to_id=place(RONGHUA).id, said=said())
    elif how == StayMove.CLOSED:
        end_stay(by=cast.luo, stay_id=stay.id, because=ClosedBecause.RETURNED, said=said())
    else:
        doubt_stay(by=cast.luo, stay_id=stay.id, said=said("打不通"))

    take_back_step(by=cast.luo, step_id=last_step(stay).id, said=said())

    now = found(stay)
    assert windows(stay) == before
    for name in ("state", "host_path", "host_registered_on", "home_registered_on", "closed_on"):
        assert getattr(now, name) == getattr(stood, name)
    assert_all_agree(stay)


def test_taking_back_is_for_who_said_it_on_that_day(cast: Cast) -> None:
    stay = settled(cast)
    doubt_stay(by=cast.luo, stay_id=stay.id, said=said("打不通"))
    step, later = last_step(stay), said()

    with pytest.raises(OutOfReach):
        take_back_step(by=cast.zhou, step_id=step.id, said=later)
    tomorrow = type(later)(id=later.id, at=AT, day=DAY + timedelta(1))
    with pytest.raises(Refused, match="过了当天"):
        take_back_step(by=cast.luo, step_id=step.id, said=tomorrow)
    assert len(steps(stay)) == 2


def test_who_is_of_neither_side_says_nothing(cast: Cast) -> None:
    stay = settled(cast)

    with pytest.raises(OutOfReach):
        end_stay(by=cast.sun, stay_id=stay.id, because=ClosedBecause.RETURNED, said=said())
    with pytest.raises(Refused, match="会议的决定"):
        end_stay(by=cast.luo, stay_id=stay.id, because=ClosedBecause.REMOVED, said=said())
    with pytest.raises(Refused, match="两边已接上"):
        find_again(by=cast.luo, stay_id=stay.id, said=said())
    with pytest.raises(Refused, match="写一句为什么"):
        move_stay(by=cast.luo, stay_id=stay.id, to_id=None, said=said())

    assert standing(stay) == (StayState.ACTIVE, "", "")
