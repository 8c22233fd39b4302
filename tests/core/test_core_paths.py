"""Paths and ranges of the tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiliu.core.paths import Range, ancestors_of, number_of, parent_of, segment


def test_segments_are_of_one_width_and_in_order() -> None:
    assert [segment(number) for number in (1, 9, 10, 36)] == ["0001/", "0009/", "000A/", "0010/"]


@given(st.integers(min_value=1, max_value=36**4 - 1))
def test_number_is_the_inverse_of_segment(number: int) -> None:
    assert number_of("0001/" + segment(number)) == number


@pytest.mark.parametrize("number", [0, -1, 36**4])
def test_number_without_a_segment_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no segment"):
        segment(number)


def test_range_holds_the_node_and_what_lies_below_and_no_sibling() -> None:
    held = Range.below("0001/000A/")

    assert held.holds("0001/000A/")
    assert held.holds("0001/000A/0001/")
    assert not held.holds("0001/000B/")
    assert not held.holds("0001/")
    assert not held.holds(None)


@given(st.integers(min_value=1, max_value=36**4 - 2), st.integers(min_value=1, max_value=36**4 - 1))
def test_range_ends_before_the_next_sibling(number: int, below: int) -> None:
    held = Range.below("0001/" + segment(number))

    assert held.holds("0001/" + segment(number) + segment(below))
    assert not held.holds("0001/" + segment(number + 1))


def test_range_of_something_that_is_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="not a path"):
        Range.below("0001")


def test_way_from_the_root() -> None:
    assert ancestors_of("0001/000A/0003/") == ["0001/", "0001/000A/", "0001/000A/0003/"]
    assert parent_of("0001/000A/") == "0001/"
