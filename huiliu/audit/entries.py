"""Putting acts and readings on record: no entry, no act; no entry, no read."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import DatabaseError, models

from huiliu.audit.models import Entry, Reading
from huiliu.core import actions
from huiliu.core.acting import Acting
from huiliu.core.clock import now
from huiliu.core.errors import NotLogged


def record(
    *,
    by: Acting,
    act: str,
    subject: models.Model | None = None,
    person: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add the audit entry of the running act. `detail` holds ids, days, codes and counts only."""
    place = f"{subject._meta.label_lower}:{subject.pk}" if subject is not None else ""
    Entry.objects.bulk_create(
        [Entry(**_trace(by), act=act, subject=place, person=person, detail=dict(detail or {}))]
    )
    actions.recorded()


def read(*, by: Acting, page: str, persons: Iterable[UUID], fields: Iterable[str] = ()) -> None:
    """Add the read-log entry of a page that shows these people's cards or lists them.

    Where it cannot be added nothing is shown.
    """
    shown = list(persons)
    if shown:
        trace = _trace(by) | {"purpose": _purpose(by, shown)}
        entry = Reading(**trace, page=page, persons=shown, fields=list(fields))
        try:
            Reading.objects.bulk_create([entry])
        except DatabaseError as problem:
            raise NotLogged from problem


def _purpose(by: Acting, persons: list[UUID]) -> str:
    """Return why it looks: of a file beyond its reach, the reason that it gave."""
    return next((by.glass[person] for person in persons if person in by.glass), by.purpose)


def _trace(by: Acting) -> dict[str, Any]:
    return {
        "at": now(),
        "account": str(by.account_id or ""),
        "appointment": str(by.appointment_id or ""),
        "name": by.name if by.named else "",
        "role": by.role,
        "organisation": str(by.organisation_id or ""),
        "organisation_name": by.organisation_name,
        "organisation_path": by.organisation_path,
        "channel": by.channel,
        "purpose": by.purpose,
    }
