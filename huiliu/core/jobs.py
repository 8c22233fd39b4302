"""Work that a worker does later: deferred in the business transaction, known by its lock."""

import os
from collections.abc import Collection
from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

UNDER_WAY = ("todo", "doing")
UPKEEP = "upkeep"
"""The queue of those jobs by which the queue itself is kept in order."""
WORKER_NICENESS = 10
WORKER_GIVES_SIGN_EACH_SECONDS = 5
WORKER_IS_GONE_AFTER_SECONDS = 20
"""What it was doing is given to another then. One that only stood still does no harm: every job
may run twice."""


def stand_back() -> None:
    """Let pages go first where a core has both to do: who waits for a page is looking at it."""
    held = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(WORKER_NICENESS, held))


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


def jobs_by_state(*, states: Collection[str]) -> dict[str, dict[str, int]]:
    """Return of each state how many jobs of which kind are in it."""
    found: dict[str, dict[str, int]] = {state: {} for state in states}
    counted = ProcrastinateJob.objects.filter(status__in=states).values_list("status", "task_name")
    for state, task, n in counted.annotate(n=Count("id")).order_by():
        found[state][task] = n
    return found


def is_under_way(*, lock: UUID) -> bool:
    """Say whether a job of this lock waits or runs; one that failed for good does neither."""
    return ProcrastinateJob.objects.filter(lock=str(lock), status__in=UNDER_WAY).exists()
