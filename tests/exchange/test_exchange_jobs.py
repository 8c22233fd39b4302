"""A long roster is put in by a worker, once, however often its job runs."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from huiliu.access.models import Appointment
from huiliu.core.errors import NotPermitted, Refused
from huiliu.core.ids import new_id
from huiliu.exchange.actions import Brought, apply_batch, check_roster, drop_batch
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch
from huiliu.exchange.tasks import apply
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person, Sighting
from tests.cast import DAY, Cast
from tests.exchange.people import HE, HEADERS, MA
from tests.exchange.workbooks import xlsx

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
Waiting = Callable[[], Batch]


@pytest.fixture
def waiting(cast: Cast, everything: None, tmp_path: Path, settings: Settings) -> Batch:
    """Make a roster of two rows that is confirmed, where one row is few enough for a page."""
    settings.ROSTER_JOB_ROWS = 1
    path = xlsx(tmp_path / "流入名册.xlsx", {"名册": [HEADERS, HE, MA]})
    street = Organisation.objects.get(path=cast.he.organisation_path)
    brought = Brought(path=path, name=path.name, importer=street)
    batch = check_roster(by=cast.he, id=new_id(), brought=brought, at=AT, day=DAY)
    return apply_batch(by=cast.he, id=batch.id, at=AT, day=DAY)


def run(batch: Batch, *, city: str | None = None) -> None:
    job = ProcrastinateJob.objects.get(lock=str(batch.id))
    apply(**{**job.args, "city": city or settings.HUILIU_CITY})


def test_confirming_a_long_roster_writes_nobody_and_leaves_a_job(waiting: Batch) -> None:
    assert (waiting.state, Person.objects.count()) == (BatchState.APPLYING, 0)
    assert ProcrastinateJob.objects.get().task_name == "exchange.apply_batch"


def test_worker_puts_the_roster_in_once_however_often_it_runs(waiting: Batch) -> None:
    run(waiting)
    once = (Person.objects.count(), Sighting.objects.count())

    run(waiting)

    waiting.refresh_from_db()
    assert waiting.state == BatchState.APPLIED
    assert (Person.objects.count(), Sighting.objects.count()) == once == (2, 2)


def test_confirming_again_while_the_job_waits_adds_no_job(cast: Cast, waiting: Batch) -> None:
    apply_batch(by=cast.he, id=waiting.id, at=AT, day=DAY)

    assert ProcrastinateJob.objects.count() == 1


def test_roster_that_was_left_meanwhile_stays_out(cast: Cast, waiting: Batch) -> None:
    drop_batch(by=cast.he, id=waiting.id)

    with pytest.raises(Refused, match="不在等待导入"):
        run(waiting)

    assert Person.objects.count() == 0


def test_job_of_somebody_who_has_left_office_does_nothing(cast: Cast, waiting: Batch) -> None:
    Appointment.objects.filter(id=cast.he.appointment_id).update(ends_on=DAY)

    with pytest.raises(NotPermitted, match="不在这个任上"):
        run(waiting)

    assert Person.objects.count() == 0


def test_job_of_another_city_is_refused(waiting: Batch) -> None:
    with pytest.raises(LookupError):
        run(waiting, city="别处")
