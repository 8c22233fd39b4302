"""Adding to a table of counts."""

import pytest

from huiliu.core.tallies import add_up
from huiliu.needs.models import NeedTally

pytestmark = pytest.mark.django_db


def kept() -> list[tuple[str, str, int]]:
    return list(NeedTally.objects.order_by("path", "state").values_list("path", "state", "n"))


def test_counts_are_added_to_what_is_there() -> None:
    add_up(NeedTally, {("0001/", "open"): 2, ("0001/", "taken"): 1})
    add_up(NeedTally, {("0001/", "open"): 3})

    assert kept() == [("0001/", "open", 5), ("0001/", "taken", 1)]


def test_count_that_comes_down_to_nothing_leaves_no_row() -> None:
    add_up(NeedTally, {("0001/", "open"): 2, ("0002/", "open"): 1})
    add_up(NeedTally, {("0001/", "open"): -2, ("0002/", "open"): -1, ("0002/", "taken"): 1})

    assert kept() == [("0002/", "taken", 1)]


def test_change_of_nothing_writes_nothing() -> None:
    add_up(NeedTally, {("0001/", "open"): 0})

    assert kept() == []


def test_many_cells_are_all_added() -> None:
    cells = {(f"{number:04d}/", "open"): 1 for number in range(1_000)}

    add_up(NeedTally, cells)
    add_up(NeedTally, dict.fromkeys(cells, -1))
    add_up(NeedTally, cells)

    assert len(kept()) == 1_000
