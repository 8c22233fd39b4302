"""A match that both sides agree on makes one stay of two."""

from datetime import UTC, datetime, timedelta

import pytest

from huiliu.core import scope
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.reach import Reach
from huiliu.organisations.choices import Kind, ReachedBy
from huiliu.organisations.models import Organisation
from huiliu.people.actions import agree_match, refuse_match
from huiliu.people.choices import MatchState
from huiliu.people.models import Match, Person
from huiliu.people.queries import rows_of
from huiliu.stays.choices import Side, StayState
from huiliu.stays.models import Link, Stay, Window
from tests.cast import DAY, Cast
from tests.factories import at, make_person, make_stay

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
NEXT_DAY = DAY + timedelta(days=1)


@pytest.fixture
def seen_here(cast: Cast) -> Person:
    """何师傅 as the community 环保 knows him."""
    person = make_person("何志斌", **at(host="420103001001", patch="420103001001"))
    make_stay(person, connected=[Side.HOST, Side.SELF])
    return person


def seen_at_home(home: str) -> Person:
    """何师傅 as his branch knows him: gone to the city."""
    person = make_person("何志斌", **at(home=home, queue="420103"))
    stay = make_stay(person)
    with scope.entered(Reach.everywhere()):
        Stay.objects.filter(id=stay.id).update(state=StayState.REGISTERED_OUT)
    return person


def propose(home_person: Person, host_person: Person) -> Match:
    match = Match(
        home_person=home_person,
        host_person=host_person,
        reasons=["name", "telephone"],
        state=MatchState.PROPOSED,
        proposed_on=DAY,
        **{
            **host_person.addresses(),
            "home_id": home_person.home_id,
            "home_path": home_person.home_path,
            "queue_id": home_person.queue_id,
            "queue_path": home_person.queue_path,
        },
    )
    with scope.entered(Reach.everywhere()):
        match.save(force_insert=True)
    return match


def open_states() -> list[tuple[str, str]]:
    with scope.entered(Reach.everywhere()):
        rows = Stay.objects.order_by("state").values_list("state", "closed_because")
        return list(rows)


def test_match_agreed_by_both_sides_makes_one_stay(cast: Cast, seen_here: Person) -> None:
    match = propose(seen_at_home("B1"), seen_here)

    agree_match(by=cast.luo, id=match.id, at=AT, day=DAY)
    assert open_states() == [("registered_in", ""), ("registered_out", "")]
    agree_match(by=cast.zhou, id=match.id, at=AT, day=DAY)

    assert open_states() == [("active", ""), ("closed", "joined")]
    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.get(state=StayState.ACTIVE)
        assert (stay.home.code, stay.host.code, stay.waits_for) == ("B1", "420103001001", "")
        home_link = Link.objects.get(stay=stay, side=Side.HOME)
        assert home_link.connected
        assert Window.objects.filter(link=home_link, known_to=None).count() == 1


def test_home_reads_what_the_host_wrote_once_both_have_agreed(
    cast: Cast, seen_here: Person
) -> None:
    match = propose(seen_at_home("B1"), seen_here)
    for by in (cast.luo, cast.zhou):
        agree_match(by=by, id=match.id, at=AT, day=DAY)

    with scope.entered(cast.zhou.reach):
        leading = Person.objects.get(id=seen_here.id)
        assert set(rows_of(person=leading)) == {match.home_person_id, match.host_person_id}


def test_home_does_not_see_the_host_file_before(cast: Cast, seen_here: Person) -> None:
    match = propose(seen_at_home("B1"), seen_here)
    agree_match(by=cast.luo, id=match.id, at=AT, day=DAY)

    with scope.entered(cast.zhou.reach):
        assert not Person.objects.filter(id=seen_here.id).exists()


def test_liaison_agrees_for_a_home_that_cannot_be_reached(cast: Cast, seen_here: Person) -> None:
    root = Organisation.objects.get(code="outside")
    outside = Organisation.objects.create(
        code="OUT",
        name="湖北省黄冈市王家村",
        kind=Kind.OUTSIDE,
        parent=root,
        path=root.path + "0001/",
        reached_by=ReachedBy.NOTHING,
        opened_on=DAY,
    )
    match = propose(seen_at_home("OUT"), seen_here)

    agree_match(by=cast.luo, id=match.id, at=AT, day=DAY)
    agree_match(by=cast.tang, id=match.id, at=AT, day=DAY)

    with scope.entered(Reach.everywhere()):
        stay = Stay.objects.get(state=StayState.ACTIVE)
        assert stay.home == outside
        assert not Link.objects.get(stay=stay, side=Side.HOME).connected


def test_match_is_agreed_once(cast: Cast, seen_here: Person) -> None:
    match = propose(seen_at_home("B1"), seen_here)
    for by in (cast.luo, cast.zhou):
        agree_match(by=by, id=match.id, at=AT, day=DAY)

    again = agree_match(by=cast.luo, id=match.id, at=AT + timedelta(days=1), day=NEXT_DAY)

    assert (again.state, again.host_agreed_on) == (MatchState.AGREED, DAY)
    assert open_states() == [("active", ""), ("closed", "joined")]


def test_home_without_a_stay_has_confirmed_the_stay_of_the_host(
    cast: Cast, seen_here: Person
) -> None:
    match = propose(make_person("何志斌", **at(home="B1")), seen_here)

    for by in (cast.luo, cast.zhou):
        agree_match(by=by, id=match.id, at=AT, day=DAY)

    assert open_states() == [("active", "")]
    with scope.entered(cast.zhou.reach):
        assert Stay.objects.get().person_id == seen_here.id


def test_second_registration_at_home_joins_the_same_file(cast: Cast, seen_here: Person) -> None:
    """Village and branch both have him; both files follow the one of the host."""
    for home_person in (seen_at_home("B1"), seen_at_home("B1")):
        match = propose(home_person, seen_here)
        for by in (cast.luo, cast.zhou):
            agree_match(by=by, id=match.id, at=AT, day=DAY)

    with scope.entered(Reach.everywhere()):
        assert Person.objects.filter(same_as=seen_here).count() == 2
        assert Stay.objects.filter(closed_on=None).count() == 1


@pytest.mark.parametrize("side", ["home", "host"])
def test_file_that_is_joined_follows_no_third_one(cast: Cast, seen_here: Person, side: str) -> None:
    """He moves on to 荣华: its file is not joined with what 环保 and his branch have joined."""
    at_home = seen_at_home("B1")
    moved = make_person("何志斌", **at(host="420104001001", patch="420104001001"))
    make_stay(moved, connected=[Side.HOST, Side.SELF])
    first = propose(at_home, seen_here)
    for by in (cast.luo, cast.zhou):
        agree_match(by=by, id=first.id, at=AT, day=DAY)
    with scope.entered(Reach.everywhere()):
        seen_here.refresh_from_db()
    again = propose(at_home if side == "home" else seen_here, moved)

    agree_match(by=cast.sun, id=again.id, at=AT, day=DAY)
    with pytest.raises(Refused, match="要办转接"):
        agree_match(by=cast.zhou, id=again.id, at=AT, day=DAY)

    with scope.entered(Reach.everywhere()):
        assert set(Person.objects.filter(same_as=None)) == {seen_here, moved}
        assert Stay.objects.filter(closed_on=None).count() == 2


def test_agreed_match_is_not_refused(cast: Cast, seen_here: Person) -> None:
    match = propose(seen_at_home("B1"), seen_here)
    for by in (cast.luo, cast.zhou):
        agree_match(by=by, id=match.id, at=AT, day=DAY)

    with pytest.raises(Refused, match="两边都已确认是同一个人"):
        refuse_match(by=cast.luo, id=match.id, day=DAY)


def test_match_is_refused_once(cast: Cast, seen_here: Person) -> None:
    match = propose(seen_at_home("B1"), seen_here)

    refused = [refuse_match(by=by, id=match.id, day=DAY) for by in (cast.zhou, cast.luo)]

    assert [one.refused_by for one in refused] == ["周书记", "周书记"]


def test_community_where_somebody_only_lives_speaks_for_no_side(cast: Cast) -> None:
    """罗 reads of the match, as the driver lives at 环保; he reported in at 荣华."""
    lives_here = make_person("何志斌", **at(host="420104001001", patch="420103001001"))
    match = propose(seen_at_home("B1"), lives_here)

    with pytest.raises(OutOfReach):
        agree_match(by=cast.luo, id=match.id, at=AT, day=DAY)


def test_refused_match_is_remembered(cast: Cast, seen_here: Person) -> None:
    match = propose(seen_at_home("B1"), seen_here)

    refuse_match(by=cast.zhou, id=match.id, day=DAY)

    with pytest.raises(Refused, match="不是同一个人"):
        agree_match(by=cast.luo, id=match.id, at=AT, day=DAY)


def test_somebody_who_stands_on_neither_side_finds_no_match(cast: Cast, seen_here: Person) -> None:
    match = propose(seen_at_home("B1"), seen_here)

    with pytest.raises(OutOfReach):
        agree_match(by=cast.sun.reaching(Reach()), id=match.id, at=AT, day=DAY)
