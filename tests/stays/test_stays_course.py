"""What happens to a stay: who is asked, who answers, and what follows from the answer."""

from datetime import UTC, date, datetime

import pytest

from huiliu.access.queries import acting_as_clock
from huiliu.core import keys, scope
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.core.sealing import unseal
from huiliu.insight.queries import tallies_agree
from huiliu.needs.actions import raise_need
from huiliu.needs.choices import NeedKind
from huiliu.needs.models import Need
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person, Sighting
from huiliu.stays import tallies
from huiliu.stays.actions import (
    accept_stay,
    climb_stay,
    confirm_home,
    disown_stay,
    dispatch_stay,
    name_home,
    refuse_stay,
)
from huiliu.stays.actions.moving import Said
from huiliu.stays.choices import Act, Side, StayMove, StayState
from huiliu.stays.climbing import climb_stays
from huiliu.stays.course_rules import next_of
from huiliu.stays.models import Link, Stay, StayStep, Window
from huiliu.stays.queries import count_asked, course_of
from tests.cast import DAY, Cast
from tests.factories import at, make_person, make_stay
from tests.web.stays.test_web_matches import outside_home

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
HUANBAO, RONGHUA = "420103001001", "420104001001"
STREET, DISTRICT = "420103001", "420103"
IN_TEN_WORKDAYS = date(2026, 12, 7)


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def said(words: str = "") -> Said:
    return Said(id=new_id(), at=AT, day=DAY, words=words)


def registered(name: str, *, met: Side, **codes: str) -> Stay:
    """Let one side have registered somebody, and the other be asked."""
    person = make_person(name, **at(**codes))
    stay = make_stay(person, connected=[met, Side.SELF])
    with scope.entered(Reach.everywhere()):
        stay.home_registered_on = DAY if met == Side.HOME else None
        stay.host_registered_on = DAY if met == Side.HOST else None
        standing = next_of(course_of(stay))
        stay.state, stay.waits_for, stay.waits_until = standing.state, standing.act, DAY
        asked = Organisation.objects.get(path=standing.queue)
        queue = {"queue": asked, "queue_path": asked.path}
        Stay.objects.filter(id=stay.id).update(**queue)
        Person.objects.filter(id=person.id).update(**queue)
        Link.objects.filter(stay=stay).update(**queue)
        Sighting.objects.filter(person=person).update(**queue)
        stay.queue, stay.queue_path = asked, asked.path
        stay.save()
        tallies.add(tallies.cells_of(stays=[stay]))
    return stay


def sent(name: str = "何志斌", *, host: str = HUANBAO) -> Stay:
    """Let the branch of 周 have registered somebody who went to a community."""
    return registered(name, met=Side.HOME, home="B1", host=host, patch=host)


def come(name: str = "何志斌", *, home: str = "B1") -> Stay:
    """Let 环保 have registered somebody of a branch."""
    return registered(name, met=Side.HOST, home=home, host=HUANBAO, patch=HUANBAO)


def standing(stay: Stay) -> tuple[str, str, str]:
    """Return where it stands, what is waited for, and whose queue it is in."""
    now = found(stay)
    return now.state, now.waits_for, str(now.queue or "")


def found(stay: Stay) -> Stay:
    with scope.entered(Reach.everywhere()):
        return Stay.objects.select_related("home", "host", "queue").get(id=stay.id)


def rhythms(stay: Stay) -> set[str]:
    """Return the sides that have a window now."""
    with scope.entered(Reach.everywhere()):
        known = Window.objects.filter(stay=stay.id, known_to=None)
        return set(known.values_list("side", flat=True))


def steps(stay: Stay) -> list[tuple[str, str, str]]:
    """Return what happened, who said so, and in which words."""
    with scope.entered(Reach.everywhere()):
        key = keys.of_one(stay.person_id)
        return [
            (
                step.move,
                step.made_by,
                unseal(step.words_to_all, key=key, place=step.place) if step.words_to_all else "",
            )
            for step in StayStep.objects.filter(stay=stay.id).order_by("made_at", "id")
        ]


def reaches(by: Acting, stay: Stay) -> bool:
    with scope.entered(by.reach):
        return Person.objects.filter(id=stay.person_id).exists()


def assert_all_agree(stay: Stay) -> None:
    """Hold the row against the rules, the file against the row, and the figures against both."""
    with scope.entered(Reach.everywhere()):
        now = found(stay)
        told = next_of(course_of(now))
        assert (now.state, now.waits_for, now.queue_path) == (
            told.state,
            told.act or "",
            told.queue,
        )
        assert (now.waits_until is None) == (told.act is None)
        assert Person.objects.get(id=stay.person_id).addresses() == now.addresses()
        for rows in (
            Link.objects.filter(stay=stay.id),
            Sighting.objects.filter(person=stay.person),
        ):
            assert {tuple(row.paths().items()) for row in rows} == {tuple(now.paths().items())}
        assert tallies_agree()


def test_host_takes_somebody_in_and_both_sides_have_their_rhythm(cast: Cast) -> None:
    stay = sent()
    assert standing(stay) == (StayState.DISPATCHED, Act.ACCEPT_AT_HOST, "环保社区居委会")

    accept_stay(by=cast.luo, stay_id=stay.id, said=said())

    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert rhythms(stay) == {Side.HOME, Side.HOST, Side.SELF}
    assert steps(stay) == [(StayMove.ACCEPTED, "罗社区", "")]
    assert_all_agree(stay)


def test_home_confirms_and_keeps_in_touch_from_then_on(cast: Cast) -> None:
    stay = come()
    assert standing(stay) == (StayState.REGISTERED_IN, Act.CONFIRM_AT_HOME, "荣华社区第一党支部")

    confirm_home(by=cast.zhou, stay_id=stay.id, said=said())

    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert rhythms(stay) == {Side.HOME, Side.HOST, Side.SELF}
    assert_all_agree(stay)


def test_refusal_names_the_next_who_reads_why_and_whose_clock_begins(cast: Cast) -> None:
    stay = sent()
    raise_need(
        by=cast.luo,
        id=(need := new_id()),
        person_id=stay.person_id,
        kind=NeedKind.WORK,
        words="想学开车",
        at=AT,
        day=DAY,
    )

    refuse_stay(
        by=cast.luo, stay_id=stay.id, to_id=place(RONGHUA).id, said=said("搬到荣华社区去住了")
    )

    assert standing(stay) == (StayState.DISPATCHED, Act.ACCEPT_AT_HOST, "荣华社区居委会")
    assert found(stay).waits_until == IN_TEN_WORKDAYS
    assert steps(stay) == [(StayMove.REFUSED, "罗社区", "搬到荣华社区去住了")]
    assert (reaches(cast.luo, stay), reaches(cast.sun, stay)) == (False, True)
    with scope.entered(cast.sun.reach):
        assert Need.objects.filter(id=need).exists()
        assert StayStep.objects.filter(stay=stay.id).exists()
    assert_all_agree(stay)


def test_refusal_that_knows_no_other_goes_to_the_street(cast: Cast) -> None:
    stay = sent()

    refuse_stay(by=cast.luo, stay_id=stay.id, to_id=None, said=said("没有这个人"))

    assert standing(stay)[1:] == (Act.DISPATCH, place(STREET).name)
    assert reaches(cast.he, stay)
    dispatch_stay(by=cast.he, stay_id=stay.id, to_id=place(RONGHUA).id, said=said())
    assert standing(stay)[1:] == (Act.ACCEPT_AT_HOST, "荣华社区居委会")
    assert_all_agree(stay)


def test_branch_says_whose_member_it_is(cast: Cast) -> None:
    stay = come()

    disown_stay(
        by=cast.zhou, stay_id=stay.id, home_id=place(RONGHUA).id, said=said("去年转到社区了")
    )

    assert standing(stay)[1:] == (Act.CONFIRM_AT_HOME, "荣华社区居委会")
    assert not reaches(cast.zhou, stay)
    confirm_home(by=cast.sun, stay_id=stay.id, said=said())
    assert standing(stay) == (StayState.ACTIVE, "", "")
    assert reaches(cast.sun, stay)
    with scope.entered(cast.sun.reach):
        duties = Window.objects.filter(stay=stay.id, known_to=None)
        assert duties.answered_within(cast.sun.reach).get().side == Side.HOME
    assert_all_agree(stay)


def test_home_that_nothing_reaches_is_looked_for_and_named_by_the_district(cast: Cast) -> None:
    outside_home()
    stay = come(home="W1")
    assert standing(stay)[1:] == (Act.FIND_HOME, place(DISTRICT).name)

    name_home(by=cast.tang, stay_id=stay.id, home_id=place("B1").id, said=said())

    assert standing(stay)[1:] == (Act.CONFIRM_AT_HOME, "荣华社区第一党支部")
    assert not reaches(cast.tang, stay)
    assert_all_agree(stay)


def test_page_that_is_sent_again_moves_once(cast: Cast) -> None:
    stay, page = sent(), said("搬走了")
    for _time in range(2):
        refuse_stay(by=cast.luo, stay_id=stay.id, to_id=place(RONGHUA).id, said=page)

    assert len(steps(stay)) == 1


def test_page_that_said_something_else_is_used_up(cast: Cast) -> None:
    stay, page = sent(), said("没有这个人")
    accept_stay(by=cast.luo, stay_id=stay.id, said=page)

    with pytest.raises(Refused, match="已经用过了"):
        refuse_stay(by=cast.luo, stay_id=stay.id, to_id=None, said=page)

    assert standing(stay) == (StayState.ACTIVE, "", "")


def test_who_has_no_queue_is_asked_nothing(cast: Cast) -> None:
    sent()

    with scope.entered(cast.luo.reach):
        assert count_asked(by=cast.luo) == (1, 0)
        assert count_asked(by=cast.luo.reaching(Reach())) == (0, 0)


def test_what_is_in_time_does_not_climb(cast: Cast) -> None:
    stay = sent()

    climb_stay(by=acting_as_clock(), stay_id=stay.id, at=AT, day=DAY)

    assert standing(stay)[2] == "环保社区居委会"
    assert steps(stay) == []


def test_who_is_not_asked_cannot_answer(cast: Cast) -> None:
    stay = sent()

    with pytest.raises(Refused, match="不等这里办"):
        confirm_home(by=cast.zhou, stay_id=stay.id, said=said())
    with pytest.raises(OutOfReach):
        accept_stay(by=cast.sun, stay_id=stay.id, said=said())
    with pytest.raises(Refused, match="已分派"):
        confirm_home(by=cast.luo, stay_id=stay.id, said=said())

    assert steps(stay) == []


@pytest.mark.parametrize(
    ("words", "to", "refused"),
    [
        ("", RONGHUA, "写一句为什么"),
        ("搬走了", DISTRICT, "不能接收"),
        ("搬走了", HUANBAO, "现在登记的就是这里"),
        ("长" * 301, RONGHUA, "最多300字"),
    ],
)
def test_refusal_says_why_and_to_whom(cast: Cast, words: str, to: str, refused: str) -> None:
    stay = sent()

    with pytest.raises(Refused, match=refused):
        refuse_stay(by=cast.luo, stay_id=stay.id, to_id=place(to).id, said=said(words))

    assert standing(stay)[1:] == (Act.ACCEPT_AT_HOST, "环保社区居委会")


def test_one_that_cannot_climb_keeps_no_other_and_lets_the_night_count_as_failed(
    cast: Cast,
) -> None:
    lost, stay = sent("马春林"), sent("谢家乐")
    nowhere = "0001/9999/9999/9999/"
    with scope.entered(Reach.everywhere()):
        Stay.objects.filter(id=lost.id).update(host=None, host_path=None, bound_path=nowhere)

    with pytest.raises(ExceptionGroup, match="could not be handed on"):
        climb_stays(by=acting_as_clock(), at=AT, day=date(2026, 12, 9))

    assert str(found(stay).queue) == place(STREET).name


def test_what_nobody_does_in_time_climbs_to_the_district_and_stays_there(cast: Cast) -> None:
    stay, by, seen = sent(), acting_as_clock(), []
    for day in (DAY, date(2026, 11, 24), date(2026, 12, 9), date(2027, 1, 4), date(2027, 2, 1)):
        climb_stays(by=by, at=AT, day=day)
        seen.append(str(found(stay).queue))

    street, district = place(STREET).name, place(DISTRICT).name
    assert seen == ["环保社区居委会", street, district, district, district]
    assert {move for move, _, _ in steps(stay)} == {StayMove.CLIMBED}
    assert_all_agree(stay)
    accept_stay(by=cast.tang, stay_id=stay.id, said=said())
    assert standing(stay) == (StayState.ACTIVE, "", "")
