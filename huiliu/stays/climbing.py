"""What nobody did in time goes one level up, and lists end: each in a transaction of its own."""

from datetime import date, datetime

from huiliu.core.acting import Acting
from huiliu.core.apart import each_apart
from huiliu.stays.actions import (
    climb_stay,
    find_over_far_lists,
    find_overdue,
    shut_far_home,
)


def climb_stays(*, by: Acting, at: datetime, day: date) -> int:
    """Hand on all that is overdue; return how many."""
    return each_apart(
        find_overdue(by=by, day=day),
        lambda stay: climb_stay(by=by, stay_id=stay, at=at, day=day),
        what="stays that could not be handed on",
    )


def shut_far_homes(*, by: Acting, at: datetime, day: date) -> int:
    """Ask the district again for every home whose list is over; return how many were shut."""
    return each_apart(
        find_over_far_lists(by=by, day=day),
        lambda far_list: shut_far_home(by=by, far_list_id=far_list, at=at, day=day),
        what="lists that could not be shut",
    )
