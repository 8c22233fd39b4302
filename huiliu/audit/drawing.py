"""Which months are reviewed, and how many of their looks. Plain Python."""

from datetime import date

from dateutil.relativedelta import relativedelta

DRAWN = 20
"""How many looks of a month fall to one auditor: ten minutes of work."""
MONTHS = 3
"""How long a drawing is open."""


def months_to_review(day: date) -> list[date]:
    """Return the first days of the months that are over and still reviewed, the newest first."""
    return [day.replace(day=1) - relativedelta(months=back) for back in range(1, MONTHS + 1)]


def month_after(month: date) -> date:
    return month + relativedelta(months=1)


def month_named(text: str, *, day: date) -> date:
    """Return the month that is asked for as `2026-10`; the newest one where none is meant."""
    open_months = months_to_review(day)
    return next((month for month in open_months if f"{month:%Y-%m}" == text), open_months[0])
