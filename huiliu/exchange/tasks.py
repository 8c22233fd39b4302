"""What a worker does: rosters too long for a page to wait for, and lists whose day is over."""

from uuid import UUID

from django.conf import settings
from django.db import OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huiliu.access.models import Appointment
from huiliu.access.queries import acting_as_clock, acting_as_retention, acting_under
from huiliu.core.acting import Acting, Channel
from huiliu.core.clock import day_of, now
from huiliu.core.errors import NotPermitted
from huiliu.exchange.actions import APPLY, apply_batch, remove_expired_exports
from huiliu.exchange.climbing import climb_reports

_AGAIN = RetryStrategy(max_attempts=3, wait=20, retry_exceptions=[OperationalError])


@app.task(name=APPLY, retry=_AGAIN)
def apply(*, city: str, appointment: str, batch: str) -> None:
    """Put a waiting roster in as whoever confirmed it; one that is in already stays as it is."""
    if city != settings.HUILIU_CITY:
        message = f"a job of {city}"
        raise LookupError(message)
    at = now()
    by = _acting(UUID(appointment))
    apply_batch(by=by, id=UUID(batch), at=at, day=day_of(at))


@app.periodic(cron="7 * * * *")
@app.task(name="exchange.end_exports", queueing_lock="exchange.end_exports")
def end_exports(timestamp: int) -> None:
    """Forget each hour who was on the lists that can no longer be taken; the night does it too."""
    del timestamp
    remove_expired_exports(by=acting_as_retention(), at=now())


@app.periodic(cron="12 16 * * *")
@app.task(name="exchange.climb", queueing_lock="exchange.climb")
def climb(timestamp: int) -> None:
    """Hand on at 0:12 in Wuhan whom nobody called by yesterday; a missed night is made up."""
    del timestamp
    climb_reports(by=acting_as_clock(), day=day_of(now()))


def _acting(id: UUID) -> Acting:
    held = Appointment.objects.in_force(day_of(now())).select_related("account", "organisation")
    appointment = held.filter(id=id).first()
    if appointment is None:
        raise NotPermitted("确认导入的人已经不在这个任上了，请换一个人来导入。")
    return acting_under(appointment=appointment, account=appointment.account, channel=Channel.JOB)
