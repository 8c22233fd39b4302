"""Work for later: deferred with the business transaction, once for each lock."""

import pytest
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound
from pytest_django import Settings

from huiliu.core.ids import new_id
from huiliu.core.jobs import is_under_way, later

TASK = "exchange.apply_batch"


@pytest.mark.django_db
def test_job_carries_the_city_and_ids_alone() -> None:
    batch, appointment = new_id(), new_id()

    later(TASK, lock=batch, batch=batch, appointment=appointment)

    job = ProcrastinateJob.objects.get()
    assert job.args == {
        "city": settings.HUILIU_CITY,
        "batch": str(batch),
        "appointment": str(appointment),
    }
    assert is_under_way(lock=batch)


@pytest.mark.django_db
def test_job_that_waits_already_is_not_added_again() -> None:
    batch = new_id()

    for _ in range(2):
        later(TASK, lock=batch, batch=batch)

    assert ProcrastinateJob.objects.count() == 1


@pytest.mark.django_db
def test_job_of_an_act_that_is_rolled_back_never_was() -> None:
    batch = new_id()

    with transaction.atomic():
        later(TASK, lock=batch, batch=batch)
        transaction.set_rollback(True)

    assert not is_under_way(lock=batch)


@pytest.mark.django_db
def test_task_that_nobody_wrote_is_refused_at_once() -> None:
    with pytest.raises(TaskNotFound):
        later("exchange.no_such_task", lock=new_id())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "expected"), [("todo", True), ("doing", True), ("failed", False)]
)
def test_job_that_failed_for_good_is_not_under_way(
    settings: Settings, status: str, *, expected: bool
) -> None:
    settings.PROCRASTINATE_READONLY_MODELS = False
    batch = new_id()
    later(TASK, lock=batch, batch=batch)

    ProcrastinateJob.objects.update(status=status)

    assert is_under_way(lock=batch) is expected
