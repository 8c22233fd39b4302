"""What nobody did in time goes one level up, each stay in a transaction of its own."""

from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from huiliu.core.acting import Acting
from huiliu.core.errors import Refused
from huiliu.stays.actions import climb_stay, find_overdue


def climb_stays(*, by: Acting, at: datetime, day: date) -> int:
    """Hand on all that is overdue; return how many.

    One that fails keeps no other from being handed on, and is tried again the next night. All that
    failed are raised in the end, so that the job counts as failed.
    """
    done, faults = 0, list[Exception]()
    for id in find_overdue(by=by, day=day):
        try:
            climb_stay(by=by, stay_id=id, at=at, day=day)
        except (Refused, ObjectDoesNotExist, DatabaseError) as fault:
            faults.append(fault)
        else:
            done += 1
    if faults:
        raise ExceptionGroup("stays that could not be handed on", faults)
    return done
