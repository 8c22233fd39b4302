"""Work that a worker does later: deferred in the business transaction, known by its lock."""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

UNDER_WAY = ("todo", "doing")


def later(task: str, *, lock: UUID, **ids: UUID) -> None:
    """Defer a task by its name, with the city and these ids.

    Jobs of one lock never run at the same time, and no second one waits beside the first.
    """
    deferrer = app.configure_task(
        task, allow_unknown=False, lock=str(lock), queueing_lock=str(lock)
    )
    named = {name: str(id) for name, id in ids.items()}
    with suppress(AlreadyEnqueued), transaction.atomic():
        deferrer.defer(city=settings.HUILIU_CITY, **named)


def is_under_way(*, lock: UUID) -> bool:
    """Say whether a job of this lock waits or runs; one that failed for good does neither."""
    return ProcrastinateJob.objects.filter(lock=str(lock), status__in=UNDER_WAY).exists()
