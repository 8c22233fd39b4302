"""For which side of a match somebody speaks: only where their own range holds that side."""

from dataclasses import replace

import pytest

from huiliu.core import scope
from huiliu.core.paths import Range
from huiliu.core.reach import Reach
from huiliu.people.actions import sides_of
from huiliu.people.choices import MatchState
from huiliu.people.models import Match
from huiliu.people.queries import proposed_matches
from tests.cast import DAY, Cast
from tests.factories import at, make_person

HERE, THERE = "0001/0001/0001/", "0001/0002/0001/"


@pytest.mark.parametrize(
    ("home", "host", "queue", "sides"),
    [
        (HERE, THERE, None, {"home"}),
        (THERE, HERE, None, {"host"}),
        (THERE, THERE, HERE, {"home"}),
        (HERE, HERE, None, {"home", "host"}),
        (THERE, THERE, THERE, set()),
        (None, HERE, None, {"host"}),
    ],
)
def test_side_is_spoken_for_by_whose_range_holds_it(
    cast: Cast, home: str | None, host: str, queue: str | None, sides: set[str]
) -> None:
    match = Match(home_path=home, host_path=host, queue_path=queue)
    own = Range.below(HERE)

    secretary = replace(cast.zhou, reach=Reach(home=own, host=own, queue=own))

    assert sides_of(match, by=secretary) == sides
    assert sides_of(match, by=replace(cast.zhou, reach=Reach())) == set()


def test_liaison_has_a_say_where_a_case_waits_for_the_district_itself(cast: Cast) -> None:
    for queue in ("420103", "420103001", "420104"):
        here, there = (make_person("何志斌", **at(queue=queue)) for _ in range(2))
        match = Match(
            home_person=there,
            host_person=here,
            reasons=["name"],
            state=MatchState.PROPOSED,
            proposed_on=DAY,
            **at(queue=queue),
        )
        with scope.entered(Reach.everywhere()):
            match.save(force_insert=True)

    with scope.entered(Reach.everywhere()):
        found = proposed_matches(by=cast.tang, longest=10)

    assert [match.queue_path for match in found] == [cast.tang.organisation_path]


def test_list_of_who_acts_for_one_side_alone_holds_that_sides_matches(cast: Cast) -> None:
    one, other = (make_person(name, **at(host="420103001001")) for name in ("何志斌", "何志兵"))
    match = Match(
        home_person=one,
        host_person=other,
        reasons=["name"],
        state=MatchState.PROPOSED,
        proposed_on=DAY,
        **at(host="420103001001"),
    )
    with scope.entered(Reach.everywhere()):
        match.save(force_insert=True)
    host_alone = replace(cast.luo, reach=Reach(host=cast.luo.reach.host))

    with scope.entered(host_alone.reach):
        found = proposed_matches(by=host_alone, longest=10)

    assert [one.id for one in found] == [match.id]
