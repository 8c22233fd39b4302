"""Many acts of one job, each in a transaction of its own."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from huiliu.core.errors import Refused


def each_apart(found: Iterable[UUID], act: Callable[[UUID], object], *, what: str) -> int:
    """Do an act for each; return for how many it was done.

    One that fails keeps no other from being done, and is tried again the next time. All that failed
    are raised in the end, so that the job counts as failed.
    """
    done, faults = 0, list[Exception]()
    for id in found:
        try:
            act(id)
        except (Refused, ObjectDoesNotExist, DatabaseError) as fault:
            faults.append(fault)
        else:
            done += 1
    if faults:
        raise ExceptionGroup(what, faults)
    return done
