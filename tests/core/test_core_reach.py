"""Which addresses lie in somebody's reach."""

import pytest

from huiliu.core.paths import Range
from huiliu.core.reach import NOBODY, Reach

STREET = "0001/0001/0001/"
BRANCH = "0001/0002/0001/0001/"


@pytest.mark.parametrize(
    ("paths", "is_held"),
    [
        ({"host": f"{STREET}0002/"}, True),
        ({"home": f"{STREET}0002/"}, False),
        ({"host": BRANCH, "home": BRANCH}, True),
        ({"host": BRANCH, "patch": f"{STREET}0002/"}, False),
        ({"host": None}, False),
        ({}, False),
    ],
)
def test_row_is_in_reach_by_one_of_its_addresses(
    paths: dict[str, str | None],
    *,
    is_held: bool,
) -> None:
    reach = Reach(host=Range.below(STREET), home=Range.below(BRANCH))

    assert reach.holds(**paths) == is_held
    assert not NOBODY.holds(**paths)
