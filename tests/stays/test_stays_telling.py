"""What a side says without being asked: moved, gone home, lost, found; and taking it back."""

from datetime import date, timedelta
from itertools import count

import pytest

from huiliu.contact.actions import Told, record_contact, void_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.insight.queries import tallies_agree
from huiliu.people.actions import agree_match
from huiliu.people.models import Match
from huiliu.stays import tallies
from huiliu.stays.actions import (
    Said,
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
from tests.factories import at, make_person, make_stay
from tests.stays.test_stays_course import (
    AT,
    DISTRICT,
    RONGHUA,
    assert_all_agree,
    found,
    place,
    rhythms,
    sent,
    standing,
    steps,
)
from tests.web.stays.test_web_matches import seen_from_both


def settled(cast: Cast, name: str = "何志斌") -> Stay:
    """Let somebody be in touch with both sides."""
    stay = sent(name)
    accept_stay(by=cast.luo, stay_id=stay.id, said=said())
    return stay


MOMENTS = count(1)


def said(words: str = "") -> Said:
    """Say something a minute after whatever was said before."""
    at = AT + timedelta(minutes=next(MOMENTS))
    return Said(id=new_id(), at=at, day=DAY, words=words)


def contacted(by: Acting, stay: Stay) -> None:
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(stay=stay.id, side=Side.HOST)
    told = Told(channel=ContactChannel.TELEPHONE, outcome=Outcome.REACHED, happened_on=DAY)
    record_contact(by=by, id=new_id(), link_id=link.id, told=told, at=said().at, day=DAY)


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

    take_back_step(by=cast.luo, step_id=last_step(stay).id, at=said().at, day=DAY)

    now = found(stay)
    assert windows(stay) == before
    for name in ("state", "host_path", "patch_path", "host_registered_on", "closed_on"):
        assert getattr(now, name) == getattr(stood, name)
    assert_all_agree(stay)


def test_taking_back_is_for_who_said_it_on_that_day(cast: Cast) -> None:
    stay = settled(cast)
    doubt_stay(by=cast.luo, stay_id=stay.id, said=said("打不通"))
    step = last_step(stay)

    with pytest.raises(OutOfReach):
        take_back_step(by=cast.zhou, step_id=step.id, at=AT, day=DAY)
    with pytest.raises(Refused, match="过了当天"):
        take_back_step(by=cast.luo, step_id=step.id, at=AT, day=DAY + timedelta(1))
    assert len(steps(stay)) == 2


def test_taking_back_is_not_taken_back(cast: Cast) -> None:
    stay = settled(cast)
    doubt_stay(by=cast.luo, stay_id=stay.id, said=said("打不通"))
    take_back_step(by=cast.luo, step_id=last_step(stay).id, at=said().at, day=DAY)

    with pytest.raises(Refused, match="后来又有人办了"):
        take_back_step(by=cast.luo, step_id=last_step(stay).id, at=said().at, day=DAY)


def test_who_was_named_for_a_side_is_so_again(cast: Cast) -> None:
    stay = settled(cast)
    with scope.entered(Reach.everywhere()):
        host = Link.objects.filter(stay=stay.id, side=Side.HOST)
        host.update(contact_person=cast.luo.under())
    move_stay(by=cast.luo, stay_id=stay.id, to_id=place(RONGHUA).id, said=said())
    with scope.entered(Reach.everywhere()):
        assert host.get().contact_person_id is None

    take_back_step(by=cast.luo, step_id=last_step(stay).id, at=said().at, day=DAY)

    with scope.entered(Reach.everywhere()):
        assert host.get().contact_person_id == cast.luo.under()


def test_who_only_has_the_house_in_reach_does_not_speak_for_the_stay(cast: Cast) -> None:
    stay = settled(cast)
    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.get(id=stay.id)
        stay.host, stay.host_path = place(RONGHUA), place(RONGHUA).path
        stay.save()

    with pytest.raises(Refused, match="由流出地或者流入地来记"):
        end_stay(by=cast.luo, stay_id=stay.id, because=ClosedBecause.RETURNED, said=said())


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


def test_answer_from_before_a_joining_is_not_taken_back(cast: Cast) -> None:
    stay = settled(cast)
    accepted = last_step(stay)
    match = seen_from_both("何志斌")
    with scope.entered(Reach.everywhere()):
        Stay.objects.filter(person=match.host_person).delete()
        Match.objects.filter(id=match.id).update(host_person=stay.person_id)
    for by in (cast.zhou, cast.luo):
        agree_match(by=by, id=match.id, at=said().at, day=DAY)

    with pytest.raises(Refused, match="后来又有人办了"):
        take_back_step(by=cast.luo, step_id=accepted.id, at=said().at, day=DAY)


def test_who_has_no_place_at_all_can_end_too(cast: Cast) -> None:
    person = make_person("何志斌", **at(queue="420103001001"))
    stay = make_stay(person, connected=[Side.SELF])
    with scope.entered(Reach.everywhere()):
        tallies.add(tallies.cells_of(stays=[stay]))

    end_stay(by=cast.luo, stay_id=stay.id, because=ClosedBecause.DIED, said=said())

    assert found(stay).state == StayState.CLOSED
    with scope.entered(Reach.everywhere()):
        assert tallies_agree()


def test_contact_taken_back_during_a_review_opens_nothing(cast: Cast) -> None:
    stay = settled(cast)
    contacted(cast.luo, stay)
    doubt_stay(by=cast.luo, stay_id=stay.id, said=said("打不通"))
    with scope.entered(Reach.everywhere()):
        attempt = Attempt.objects.get()

    void_contact(by=cast.luo, id=attempt.id, because="记错了", at=AT, day=DAY)

    assert windows(stay) == set()
