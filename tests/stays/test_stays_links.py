"""For which link somebody acts: by the range of its own side, or because it was entrusted."""

import pytest

from huiliu.core.ids import new_id
from huiliu.core.paths import Range
from huiliu.core.reach import Reach
from huiliu.stays.choices import Side
from huiliu.stays.models import Link

HERE, THERE = "0001/0001/0001/", "0001/0002/0001/"
OWN = Range.below(HERE)


@pytest.mark.parametrize(
    ("side", "paths", "answers", "holds"),
    [
        (Side.HOME, {"home_path": HERE, "host_path": THERE}, True, True),
        (Side.HOME, {"home_path": THERE, "host_path": HERE}, False, False),
        (Side.HOST, {"home_path": HERE, "host_path": THERE}, False, False),
        (Side.HOST, {"home_path": THERE, "host_path": HERE}, True, True),
        (Side.HOST, {"host_path": THERE, "patch_path": HERE}, True, False),
        (Side.SELF, {"home_path": HERE, "host_path": HERE}, False, False),
        (Side.HOST, {"home_path": HERE}, False, False),
    ],
)
def test_link_is_answered_by_its_own_side(
    side: Side,
    paths: dict[str, str],
    *,
    answers: bool,
    holds: bool,
) -> None:
    link, everywhere_here = Link(side=side, **paths), Reach(home=OWN, host=OWN, patch=OWN)

    assert link.answered_within(everywhere_here) == answers
    assert link.held_within(everywhere_here) == holds
    assert not link.answered_within(Reach())
    assert not link.held_within(Reach())


@pytest.mark.parametrize("side", Side)
def test_entrusted_link_is_answered_wherever_it_lies(side: Side) -> None:
    fang = new_id()
    link = Link(side=side, home_path=THERE, host_path=THERE, contact_person_id=fang)

    assert link.answered_within(Reach(appointment=fang))
    assert not link.answered_within(Reach(appointment=new_id()))
    assert not Link(side=side, host_path=THERE).answered_within(Reach(appointment=None))
