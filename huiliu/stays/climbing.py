"""What nobody did in time goes one level up, each stay in a transaction of its own."""

import logging
from datetime import date, datetime

from huiliu.core.acting import Acting
from huiliu.stays.actions import climb_stay, find_overdue

log = logging.getLogger(__name__)


def climb_stays(*, by: Acting, at: datetime, day: date) -> int:
    """Hand on all that is overdue; return how many. One that fails is left for the next night."""
    done = 0
    for id in find_overdue(by=by, day=day):
        try:
            climb_stay(by=by, stay_id=id, at=at, day=day)
        except Exception:
            log.exception("stay %s cannot be handed on", id)
        else:
            done += 1
    return done
