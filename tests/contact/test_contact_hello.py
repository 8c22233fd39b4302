"""The third link: a member says that all is well, or asks to be called, and both sides see it."""

from datetime import date, timedelta

import pytest

from huiliu.contact.actions import say_hello, take_back_hello
from huiliu.contact.choices import ContactChannel, Hello
from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.insight.queries import tallies_agree
from huiliu.needs.choices import NeedKind, WhoseWord
from huiliu.needs.models import Need, Step
from huiliu.people.models import Person
from huiliu.stays.actions import Said, doubt_stay, end_stay
from huiliu.stays.choices import Act, ClosedBecause, Side, StayState
from huiliu.stays.models import Stay, StayStep, Window
from tests.cast import DAY, Cast
from tests.members import acting_as_member
from tests.stays.test_stays_course import AT, rhythms, standing
from tests.stays.test_stays_telling import settled


@pytest.fixture
def stay(cast: Cast) -> Stay:
    """何师傅 is in touch with both sides."""
    return settled(cast)


def he(stay: Stay) -> Acting:
    with scope.entered(Reach.everywhere()):
        return acting_as_member(Person.objects.get(id=stay.person_id))


def hello(by: Acting, what: Hello = Hello.FINE, *, days: int = 0) -> Attempt:
    """Let somebody say hello so many days after the day of the cast."""
    at, day = AT + timedelta(days=days, hours=9), DAY + timedelta(days=days)
    return say_hello(by=by, id=new_id(), hello=what, at=at, day=day)


def own_windows(stay: Stay) -> list[tuple[date, date, bool]]:
    """Return aim and limit of the own link, and which of them is known now."""
    with scope.entered(Reach.everywhere()):
        rows = Window.objects.filter(stay=stay.id, side=Side.SELF).order_by("known_from", "id")
        return [(row.aim_on, row.limit_on, row.known_to is None) for row in rows]


def agrees() -> bool:
    with scope.entered(Reach.everywhere()):
        return tallies_agree()


def test_hello_turns_the_own_window_and_no_other(cast: Cast, stay: Stay) -> None:
    with scope.entered(Reach.everywhere()):
        others = Window.objects.filter(stay=stay.id, known_to=None).exclude(side=Side.SELF)
        before = set(others.values_list("id", "limit_on"))

    hello(he(stay))

    assert own_windows(stay)[-1] == (date(2027, 5, 23), date(2027, 11, 23), True)
    assert [known for _, _, known in own_windows(stay)] == [False, True]
    with scope.entered(Reach.everywhere()):
        after = set(others.all().values_list("id", "limit_on"))
    assert after == before
    assert agrees()


@pytest.mark.parametrize("who", ["luo", "zhou"])
def test_both_sides_read_it(cast: Cast, stay: Stay, who: str) -> None:
    hello(he(stay))

    with scope.entered(getattr(cast, who).reach):
        attempt = Attempt.objects.get(stay=stay.id)
    assert (attempt.side, attempt.channel) == (Side.SELF, ContactChannel.OWN_PAGE)
    assert (attempt.made_by, attempt.made_by_organisation) == ("何志斌", "")


def test_sent_twice_it_is_said_once(cast: Cast, stay: Stay) -> None:
    by, id = he(stay), new_id()

    for _time in range(2):
        say_hello(by=by, id=id, hello=Hello.TALK, at=AT, day=DAY)

    assert len(own_windows(stay)) == 2
    with scope.entered(Reach.everywhere()):
        assert (Attempt.objects.count(), Need.objects.count()) == (1, 1)


def test_who_would_like_a_call_waits_for_somebody_to_take_that(cast: Cast, stay: Stay) -> None:
    hello(he(stay), Hello.TALK)

    with scope.entered(cast.luo.reach):
        need = Need.objects.get(person=stay.person_id)
        first = Step.objects.get(need=need)
    assert (need.kind, first.whose_word) == (NeedKind.COMPANY, WhoseWord.PERSON)


def test_who_was_looked_for_is_found_by_their_own_word(cast: Cast, stay: Stay) -> None:
    said = Said(id=new_id(), at=AT, day=DAY, words="打了三次，去了两次")
    doubt_stay(by=cast.luo, stay_id=stay.id, said=said)
    assert standing(stay)[1] == Act.REVIEW

    hello(he(stay), days=1)

    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert rhythms(stay) == {Side.HOME, Side.HOST, Side.SELF}
    with scope.entered(cast.zhou.reach):
        steps = StayStep.objects.filter(stay=stay.id).order_by("made_at")
        assert steps.values_list("made_by", flat=True).last() == "何志斌"
    assert agrees()


def test_pressed_by_mistake_it_is_taken_back_on_the_same_day(cast: Cast, stay: Stay) -> None:
    by = he(stay)
    [(aim, limit, _)] = own_windows(stay)
    said = hello(by)

    for _time in range(2):
        take_back_hello(by=by, id=said.id, at=AT + timedelta(hours=10), day=DAY)

    assert own_windows(stay)[-1] == (aim, limit, True)
    assert len(own_windows(stay)) == 3
    with scope.entered(Reach.everywhere()):
        assert Attempt.objects.get().voided_because == "本人当天撤回"
    assert agrees()


def test_taken_back_it_leaves_who_was_looked_for_as_it_found_them(cast: Cast, stay: Stay) -> None:
    word = Said(id=new_id(), at=AT, day=DAY, words="打了三次，去了两次")
    doubt_stay(by=cast.luo, stay_id=stay.id, said=word)
    by, before = he(stay), standing(stay)
    said = hello(by)

    take_back_hello(by=by, id=said.id, at=AT + timedelta(hours=10), day=DAY)

    assert standing(stay) == before
    assert rhythms(stay) == set()
    assert agrees()


def test_page_that_was_taken_back_is_used_up(cast: Cast, stay: Stay) -> None:
    by = he(stay)
    said = hello(by)
    take_back_hello(by=by, id=said.id, at=AT + timedelta(hours=10), day=DAY)

    with pytest.raises(Refused, match="已经用过了"):
        say_hello(by=by, id=said.id, hello=Hello.FINE, at=AT, day=DAY)


def test_on_another_day_it_stands(cast: Cast, stay: Stay) -> None:
    by = he(stay)
    said = hello(by)

    with pytest.raises(Refused, match="过了当天"):
        take_back_hello(by=by, id=said.id, at=AT, day=DAY + timedelta(days=1))


def test_who_is_in_no_stay_has_nobody_to_say_it_to(cast: Cast, stay: Stay) -> None:
    by = he(stay)
    said = Said(id=new_id(), at=AT, day=DAY)
    end_stay(by=cast.zhou, stay_id=stay.id, because=ClosedBecause.RETURNED, said=said)

    with pytest.raises(OutOfReach):
        hello(by)


def test_nobody_says_it_for_another_or_takes_it_back(cast: Cast, stay: Stay) -> None:
    said = hello(he(stay))
    other = he(settled(cast, "马春林"))

    with pytest.raises(OutOfReach):
        take_back_hello(by=other, id=said.id, at=AT, day=DAY)
    with pytest.raises(NotPermitted):
        hello(cast.luo)
