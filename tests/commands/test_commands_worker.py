"""The worker takes jobs from the queue as the application's role, also those of a dead one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from pytest_django import DjangoDbBlocker, Settings

from huiliu.access.models import OneTimeCode
from huiliu.core.clock import now
from huiliu.core.ids import new_id
from huiliu.core.jobs import WORKER_NICENESS, later

QUEUED = (
    "core.rescue_stalled",
    "core.remove_old",
    "commands.end_keeping",
    "exchange.end_exports",
    "exchange.apply_batch",
)


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


def test_job_of_a_dead_worker_that_was_asked_for_again_is_done_once(
    queue: QuerySet[ProcrastinateJob],
) -> None:
    """Both together would wait for each other for ever, and every other rescue with them."""
    dead = ProcrastinateWorker.objects.create(last_heartbeat=now() - timedelta(minutes=5))
    ids = {"lock": new_id(), "appointment": new_id(), "batch": new_id()}
    later("exchange.apply_batch", **ids)
    queue.filter(task_name="exchange.apply_batch").update(status="doing", worker=dead)
    later("exchange.apply_batch", **ids)
    app.configure_task("core.rescue_stalled", allow_unknown=False).defer(timestamp=0)

    call_command("worker", once=True)
    call_command("worker", once=True)

    assert statuses(queue, "exchange.apply_batch") == ["aborted", "failed"]


def test_jobs_that_ended_long_ago_are_removed(queue: QuerySet[ProcrastinateJob]) -> None:
    later("exchange.apply_batch", lock=new_id(), appointment=new_id(), batch=new_id())
    call_command("worker", once=True)
    [ended] = queue.filter(task_name="exchange.apply_batch")
    ended.procrastinateevent_set.update(at=now() - timedelta(days=31))
    app.configure_task("core.remove_old", allow_unknown=False).defer(timestamp=0)

    call_command("worker", once=True)

    assert statuses(queue, "exchange.apply_batch") == []


def test_night_ends_what_has_been_kept_long_enough(queue: QuerySet[ProcrastinateJob]) -> None:
    long_ago = now() - timedelta(days=3)
    OneTimeCode(telephone_digest=b"t", code_digest=b"c", asked_at=long_ago, ends_at=long_ago).save()
    app.configure_task("commands.end_keeping", allow_unknown=False).defer(timestamp=0)

    call_command("worker", once=True)

    assert statuses(queue, "commands.end_keeping") == ["succeeded"]
    assert not OneTimeCode.objects.filter(code_digest=b"c").exists()


def wait_until(reached: Callable[[], bool]) -> None:
    for _ in range(600):
        if reached():
            return
        time.sleep(0.1)
    pytest.fail("nothing happened")


@contextmanager
def database_away() -> Iterator[None]:
    """End what others do in the database of this test, and let nobody in until the block ends."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connections["owner"].cursor() as owner, connection.cursor() as own:
        owner.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        )
        try:
            yield
        finally:
            owner.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")


@pytest.fixture
def start(queue: QuerySet[ProcrastinateJob]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start workers of their own on the database of this test."""
    name = connection.settings_dict["NAME"]
    program = (
        "import django; django.setup(); from tests.databases import use_database;"
        f" use_database({name!r});"
        " from django.core.management import call_command; call_command('worker')"
    )
    with ExitStack() as started:

        def begin() -> subprocess.Popen[bytes]:
            process = started.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", program], env=os.environ, stdout=subprocess.PIPE
                )
            )
            started.callback(process.kill)
            return process

        yield begin
    ProcrastinateWorker.objects.all().delete()


@pytest.fixture
def process(start: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    return start()


def test_worker_whose_database_went_away_works_on(
    queue: QuerySet[ProcrastinateJob], process: subprocess.Popen[bytes]
) -> None:
    wait_until(ProcrastinateWorker.objects.exists)
    with database_away():
        assert process.stdout
        assert any("暂时连不上" in line.decode() for line in process.stdout)

    later("exchange.apply_batch", lock=new_id(), appointment=new_id(), batch=new_id())

    wait_until(lambda: statuses(queue, "exchange.apply_batch") == ["failed"])
    assert process.poll() is None


def test_worker_that_begins_while_the_database_is_away_waits_for_it(
    queue: QuerySet[ProcrastinateJob], start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    with database_away():
        process = start()
        assert process.stdout
        assert "暂时连不上" in process.stdout.readline().decode()

    wait_until(ProcrastinateWorker.objects.exists)
    assert process.poll() is None


def test_worker_stands_back_and_ends_in_order_when_it_is_asked_to(
    queue: QuerySet[ProcrastinateJob], process: subprocess.Popen[bytes]
) -> None:
    wait_until(ProcrastinateWorker.objects.exists)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == WORKER_NICENESS

    process.send_signal(signal.SIGTERM)

    assert process.wait(60) == 0
    assert not ProcrastinateWorker.objects.exists()
