"""Entries equal openings: one process shows pages, another counts by canary whom it was shown."""

from collections import Counter

import pytest

from tests.boundary.ground import Ground
from tests.boundary.visiting import Count, counted

SOME, WHOLE = 300, 10_000
"""Openings, in the run and by command."""
FEW = 60


def differences(count: Count) -> str:
    """Say each difference in a line.

    Of whom somebody may have seen who hung up before anything came there may be an entry.
    """
    unread, unseen = count.unread.copy(), Counter[tuple[str, str]]()
    for (account, persons), n in count.unseen.items():
        forgiven = min(n, unread[account]) if " " not in persons else 0
        unread[account] -= forgiven
        unseen[account, persons] = n - forgiven
    found = [("without entry", *one) for one in count.unlogged.items()]
    found += [("not shown", *one) for one in (+unseen).items()]
    return "\n".join(
        f"{what} {n}: {dict(count.pages[key])} logged, {count.addresses.get(key)} seen"
        for what, key, n in found
    )


def test_entries_equal_openings(ground: Ground, seed: int, pytestconfig: pytest.Config) -> None:
    wanted = WHOLE if pytestconfig.getoption("whole") else SOME
    count = counted(ground, count=wanted, seed=seed)
    print(f"openings: {count.seen.total()} by {count.visits} visits, {dict(count.ways)}")
    print(f"answers: {dict(count.statuses)}, hung up before: {count.unread.total()}")

    assert differences(count) == ""
    assert count.seen.total() >= wanted
    assert count.statuses["500"] == 0, count.said


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("shown without entry", {"without entry"}),
        ("entry without showing", {"not shown"}),
        ("entry of another", {"without entry", "not shown"}),
        ("fragment with entry", {"not shown"}),
    ],
)
def test_planted_fault_of_a_page_is_found(
    ground: Ground, seed: int, fault: str, found: set[str]
) -> None:
    count = counted(ground, count=FEW, seed=seed, fault=fault)

    lines = differences(count).splitlines()

    assert {" ".join(line.split()[:2]) for line in lines} == found
