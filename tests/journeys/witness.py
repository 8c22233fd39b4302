"""Looks at an installation from inside, as one who sees everything, and says what stands there.

`main` answers each line that it is given with a line of JSON, for as long as it is asked: `look`,
or `leaver` and a batch of whose people one will leave.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, connections, transaction
from django.db.models import Count, Max
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from huiliu.audit.models import Entry
from huiliu.contact.models import Attempt
from huiliu.core import keys, scope
from huiliu.core.clock import now
from huiliu.core.jobs import UNDER_WAY, UPKEEP
from huiliu.core.reach import EVERYWHERE, Reach
from huiliu.exchange.models import Batch
from huiliu.insight.queries import tallies_agree
from huiliu.organisations.queries import astray
from huiliu.people.models import Person, Sighting
from huiliu.stays.models import Link, Stay, Window
from tests.written import session_of

PARTS = {"persons": Person, "sightings": Sighting, "stays": Stay}
ACTS = (
    "exchange.apply_batch",
    "exchange.undo_batch",
    "contact.record_contact",
    "people.erase_file",
)
LEAVING: dict[UUID, UUID] = {}
"""Who was told to leave, of which batch."""
KEYED: dict[UUID, float] = {}
"""Since when somebody is known to be gone whose key is still there."""


def looked() -> dict[str, Any]:
    """Say what stands in the database, in one snapshot, and in the key store.

    A roster that goes in between two counts would look half done.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with scope.entered(Reach.everywhere()):
            return _standing()


def _standing() -> dict[str, Any]:
    persons = list(Person.objects.values_list("id", flat=True))
    return {
        "batches": _batches(),
        "attempts": [str(id) for id in Attempt.objects.values_list("id", flat=True)],
        "recorded": _recorded(),
        "leaving": _leaving(set(persons)),
        "tallies_agree": tallies_agree(),
        "astray": astray(),
        "keyless": len(set(persons) - keys.of(persons).keys()),
        "jobs": _jobs(),
    }


def _batches() -> dict[str, dict[str, Any]]:
    """Return of each batch its state, its rows, who of them left, and what is there."""
    held = {
        name: dict(model.objects.values_list("batch").annotate(n=Count("id")).order_by())
        for name, model in PARTS.items()
    }
    of_stay = {
        "links": dict(Link.objects.values_list("stay__batch").annotate(n=Count("id")).order_by()),
        "windows": dict(
            Window.objects.filter(known_to=None)
            .values_list("stay__batch")
            .annotate(n=Count("id"))
            .order_by()
        ),
    }
    there = set(Person.objects.filter(id__in=LEAVING).values_list("id", flat=True))
    gone = Counter(batch for person, batch in LEAVING.items() if person not in there)
    return {
        str(batch.id): {
            "state": batch.state,
            "rows": batch.counts["rows"],
            "gone": gone[batch.id],
            **{name: counted.get(batch.id, 0) for name, counted in (held | of_stay).items()},
        }
        for batch in Batch.objects.defer("content", "findings")
    }


def _recorded() -> dict[str, int]:
    """Count the audit entries by act and by the id of what, or to whom, it was done."""
    with scope.entered(Reach(trail=EVERYWHERE, own=tuple(LEAVING))):
        told = list(Entry.objects.filter(act__in=ACTS).values_list("act", "subject", "person"))
    return dict(
        Counter(f"{act} {subject.rpartition(':')[2] or person}" for act, subject, person in told)
    )


def _leaving(there: set[UUID]) -> dict[str, dict[str, Any]]:
    """Return of those who were told to leave who is there, and how long a key outlives its file."""
    keyed = keys.of(LEAVING).keys() - there
    for person in LEAVING:
        if person in keyed:
            KEYED.setdefault(person, time.monotonic())
        else:
            KEYED.pop(person, None)
    return {
        str(person): {
            "there": person in there,
            "keyed": time.monotonic() - KEYED[person] if person in KEYED else None,
        }
        for person in LEAVING
    }


def _jobs() -> list[dict[str, Any]]:
    """Return the jobs under way but those of the queue itself, with how long they are so."""
    since = dict(ProcrastinateEvent.objects.values_list("job_id").annotate(at=Max("at")).order_by())
    waiting = ProcrastinateJob.objects.exclude(queue_name=UPKEEP).filter(status__in=UNDER_WAY)
    return [
        {"status": job.status, "lock": job.lock, "age": (now() - since[job.id]).total_seconds()}
        for job in waiting
    ]


def leaver(batch: UUID) -> dict[str, Any]:
    """Sign somebody of a batch in who has not left, so that they can; nothing if all have."""
    with transaction.atomic(), scope.entered(Reach.everywhere()):
        staying = Person.objects.filter(batch=batch).exclude(id__in=LEAVING)
        person = staying.values_list("id", flat=True).first()
    if person is None:
        return {}
    session = session_of(person)
    LEAVING[person] = batch
    return {"person": str(person), "session": session}


def take_away_half(batch: UUID) -> None:
    """Do what no action does, so that the look is seen to find it: write twice, die between."""
    with transaction.atomic(), scope.entered(Reach.everywhere()):
        Window.objects.filter(stay__batch=batch).delete()
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    for line in sys.stdin:
        asked, *batch = line.split()
        try:
            found = leaver(UUID(batch[0])) if asked == "leaver" else looked()
        except OperationalError as problem:
            found = {"away": str(problem)}
        connections.close_all()
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
