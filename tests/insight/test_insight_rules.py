"""Hiding small figures: shown by what a reader could work out from all that stands on the page."""

from collections.abc import Iterable, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiliu.insight.rules import OWN, SMALL_BELOW, Shown, above, shown_cells, tree_of

ROOT = "0001/"
MUCH = 14
"""As far as the reader of a test tries values for a cell that says nothing."""


def streets(*counts: int) -> dict[str, int]:
    return {f"{ROOT}{number:04d}/": count for number, count in enumerate(counts, 1)}


def page(*counts: int) -> tuple[str, list[str]]:
    """Return what the total and the cells of a column read."""
    tree = tree_of(streets(*counts), root=ROOT)
    shown = shown_cells(tree, root=ROOT)
    return shown[ROOT].value, [shown[street].value for street in streets(*counts)]


@pytest.mark.parametrize(
    ("counts", "total", "cells"),
    [
        ((7, 9), "count", ["count", "count"]),
        ((0, 9), "count", ["count", "count"]),
        ((3, 0, 7, 9), "count", ["small", "count", "nothing", "count"]),
        ((2, 2, 9), "count", ["small", "small", "count"]),
        ((3,), "small", ["small"]),
        ((1, 5), "nothing", ["small", "nothing"]),
        ((4, 4), "nothing", ["small", "small"]),
        ((1, 1, 1, 1), "nothing", ["small", "small", "small", "small"]),
    ],
)
def test_small_cells_are_hidden_and_what_would_give_them_away(
    counts: tuple[int, ...], total: str, cells: list[str]
) -> None:
    assert page(*counts) == (total, cells)


def test_tree_sums_up_to_the_root() -> None:
    leaves = {"0001/0001/0001/": 2, "0001/0001/=": 3, "0001/0002/0001/": 4, "0001/=": 5}

    assert tree_of(leaves, root=ROOT) == {
        **leaves,
        "0001/0001/": 5,
        "0001/0002/": 4,
        "0001/": 14,
    }


def test_figure_hidden_for_its_neighbour_is_not_told_one_level_below() -> None:
    below = {"0001/0001/0001/": 3, "0001/0002/0001/": 6, "0001/0002/0002/": 8}

    shown = shown_cells(tree_of(below, root=ROOT), root=ROOT)

    hidden = sorted(cell for cell, how in shown.items() if how is not Shown.COUNT)
    assert hidden == ["0001/0001/", "0001/0001/0001/", "0001/0002/", "0001/0002/0001/"]


def test_figure_hidden_at_every_level_hides_the_sum_above_them_all() -> None:
    """Where nothing beside a small cell is left to hide, the next higher level is looked at."""
    lines = {"0001/0001/0001/0001/": 2, "0001/0002/0001/0001/": 5}

    shown = shown_cells(tree_of(lines, root=ROOT), root=ROOT)

    assert {how for cell, how in shown.items() if cell.startswith("0001/0001/")} == {Shown.SMALL}
    assert {how for cell, how in shown.items() if not cell.startswith("0001/0001/")} == {
        Shown.NOTHING
    }


def possible(leaves: Mapping[str, int], shown: Mapping[str, Shown]) -> dict[str, set[int]]:
    """Return every value that each cell could have, by trying all columns that fit the page."""
    tree = tree_of(leaves, root=ROOT)
    found: dict[str, set[int]] = {cell: set() for cell in tree}
    for values in product(*(_values(tree[leaf], shown[leaf]) for leaf in leaves)):
        tried = tree_of(dict(zip(leaves, values, strict=True)), root=ROOT)
        if all(count in _values(tree[cell], shown[cell], most=99) for cell, count in tried.items()):
            for cell, count in tried.items():
                found[cell].add(count)
    return found


def _values(count: int, shown: Shown, *, most: int = MUCH) -> Iterable[int]:
    if shown is Shown.COUNT:
        return (count,)
    if shown is Shown.SMALL:
        return range(1, SMALL_BELOW)
    return range(SMALL_BELOW if count >= SMALL_BELOW else 1, most + 1)


LEAVES = [f"{ROOT}0001/0001/", f"{ROOT}0001/0002/", f"{ROOT}0001/{OWN}", f"{ROOT}0002/0001/"]
COLUMNS = st.tuples(*(st.integers(0, 9) for _ in LEAVES))


@settings(max_examples=150, deadline=None)
@given(counts=COLUMNS)
def test_no_hidden_cell_can_be_worked_out(counts: tuple[int, ...]) -> None:
    leaves = dict(zip(LEAVES, counts, strict=True))
    tree = tree_of(leaves, root=ROOT)

    shown = shown_cells(tree, root=ROOT)

    small = {cell for cell, count in tree.items() if 0 < count < SMALL_BELOW}
    hidden = {cell for cell, how in shown.items() if how is not Shown.COUNT}
    values = possible(leaves, shown)
    assert small <= hidden
    assert {cell for cell in hidden if len(values[cell]) == 1} == set()


def test_reader_finds_a_cell_that_nothing_else_covers() -> None:
    leaves = streets(3, 7)
    planted = {ROOT: Shown.COUNT, **dict.fromkeys(leaves, Shown.COUNT)}
    planted[f"{ROOT}0001/"] = Shown.SMALL

    assert possible(leaves, planted)[f"{ROOT}0001/"] == {3}


def test_cell_of_its_own_stands_under_its_organisation() -> None:
    assert (above("0001/0002/"), above("0001/=")) == ("0001/", "0001/")
