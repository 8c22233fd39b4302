"""Putting acts and readings on record: no entry, no act; no entry, no read."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from huiliu.audit.models import Entry, Reading
from huiliu.core import actions
from huiliu.core.acting import Acting
from huiliu.core.clock import now


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
    """Add the read-log entry of a page that shows these people's cards or lists them."""
    shown = list(persons)
    if shown:
        entry = Reading(**_trace(by), page=page, persons=shown, fields=list(fields))
        Reading.objects.bulk_create([entry])


def _trace(by: Acting) -> dict[str, Any]:
    return {
        "at": now(),
        "account": str(by.account_id or ""),
        "appointment": str(by.appointment_id or ""),
        "name": by.name,
        "role": by.role,
        "organisation": str(by.organisation_id or ""),
        "organisation_name": by.organisation_name,
        "organisation_path": by.organisation_path,
        "channel": by.channel,
        "purpose": by.purpose,
    }
