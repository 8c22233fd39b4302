"""Workdays: announced holidays and swapped rest days count, years to come fall back to weekends."""

from datetime import date

import pytest

from huiliu.core.calendar import is_announced, is_workday, workdays_after


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2027, 10, 1), True),
        (date(2027, 10, 2), False),
    ],
)
def test_workday(day: date, worked: object) -> None:
    assert is_workday(day) is worked


def test_year_to_come_is_not_announced() -> None:
    assert (is_announced(2026), is_announced(2027)) == (True, False)


def test_ten_workdays_skip_the_rest_days() -> None:
    assert workdays_after(date(2026, 11, 23), 10) == date(2026, 12, 7)
    assert workdays_after(date(2026, 9, 30), 1) == date(2026, 10, 8)
