"""What nobody did in time goes one level up, each stay in a transaction of its own."""

from datetime import date, datetime

from huiliu.core.acting import Acting
from huiliu.core.apart import each_apart
from huiliu.stays.actions import climb_stay, find_overdue


def climb_stays(*, by: Acting, at: datetime, day: date) -> int:
    """Hand on all that is overdue; return how many."""
    return each_apart(
        find_overdue(by=by, day=day),
        lambda stay: climb_stay(by=by, stay_id=stay, at=at, day=day),
        what="stays that could not be handed on",
    )
