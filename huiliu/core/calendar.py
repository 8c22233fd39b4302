"""Official workdays. Years that are not announced yet fall back to weekends and say so."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar

SATURDAY = 5


@cache
def is_announced(year: int) -> bool:
    """Say whether the State Council's notice for the year is in the calendar."""
    return any(day.year == year for day in chinese_calendar.holidays)


def is_workday(day: date) -> bool:
    if is_announced(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def workdays_after(day: date, count: int) -> date:
    """Return the day on which so many workdays after `day` are over."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day
