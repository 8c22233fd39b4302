"""The worker takes jobs from the queue as the application's role, also those of a dead one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from pytest_django import DjangoDbBlocker, Settings

from huiliu.core.clock import now
from huiliu.core.ids import new_id
from huiliu.core.jobs import later

QUEUED = ("core.rescue_stalled", "core.remove_old", "exchange.apply_batch")


@pytest.fixture
def queue(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings
) -> Iterator[QuerySet[ProcrastinateJob]]:
    """Give a queue whose jobs are committed, as a worker needs them, and empty it again."""
    settings.PROCRASTINATE_READONLY_MODELS = False
    with django_db_blocker.unblock():
        yield ProcrastinateJob.objects.order_by("id")
        ProcrastinateJob.objects.filter(task_name__in=QUEUED).delete()


def statuses(queue: QuerySet[ProcrastinateJob], task: str) -> list[str]:
    return list(queue.filter(task_name=task).values_list("status", flat=True))


def test_worker_runs_what_waits_and_stops(queue: QuerySet[ProcrastinateJob]) -> None:
    """A job of nobody's appointment fails: what counts is that it was taken and ran."""
    later("exchange.apply_batch", lock=new_id(), appointment=new_id(), batch=new_id())

    call_command("worker", once=True)

    assert statuses(queue, "exchange.apply_batch") == ["failed"]


def test_job_of_a_dead_worker_is_done_again(queue: QuerySet[ProcrastinateJob]) -> None:
    long_ago = now() - timedelta(minutes=5)
    dead = ProcrastinateWorker.objects.create(last_heartbeat=long_ago)
    later("exchange.apply_batch", lock=new_id(), appointment=new_id(), batch=new_id())
    queue.filter(task_name="exchange.apply_batch").update(status="doing", worker=dead)
    app.configure_task("core.rescue_stalled", allow_unknown=False).defer(timestamp=0)

    call_command("worker", once=True)
    call_command("worker", once=True)

    assert statuses(queue, "exchange.apply_batch") == ["failed"]


def test_jobs_that_ended_long_ago_are_removed(queue: QuerySet[ProcrastinateJob]) -> None:
    later("exchange.apply_batch", lock=new_id(), appointment=new_id(), batch=new_id())
    call_command("worker", once=True)
    [ended] = queue.filter(task_name="exchange.apply_batch")
    ended.procrastinateevent_set.update(at=now() - timedelta(days=31))
    app.configure_task("core.remove_old", allow_unknown=False).defer(timestamp=0)

    call_command("worker", once=True)

    assert statuses(queue, "exchange.apply_batch") == []
