"""For which side of a match somebody speaks: only where their own range holds that side."""

from dataclasses import replace

import pytest

from huiliu.core.paths import Range
from huiliu.core.reach import Reach
from huiliu.people.actions import sides_of
from huiliu.people.models import Match
from tests.cast import Cast

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
