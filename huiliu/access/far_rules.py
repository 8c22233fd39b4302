"""How long a list for a home outside the city may be open. Plain Python."""

from datetime import date, timedelta

USUAL_DAYS = 180
LONGEST_DAYS = 366


def may_last_until(ends_on: date, *, day: date) -> bool:
    return day < ends_on <= day + timedelta(days=LONGEST_DAYS)


def usual_end(day: date) -> date:
    return day + timedelta(days=USUAL_DAYS)
