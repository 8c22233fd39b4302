"""Reads of objections: the person's own, and those that wait for an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from huiliu.access.queries import paths_of_holders
from huiliu.access.roles import ROLES
from huiliu.access.rules import FITTING
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.paths import ancestors_of
from huiliu.core.permissions import Permission
from huiliu.core.sealing import unseal_facts
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.rights.models import Objection
from huiliu.rights.rules import answering_path, auditing_path


@dataclass(frozen=True, slots=True)
class Said:
    """An objection with what was sealed of it."""

    row: Objection
    name: str
    line: str
    words: str
    answer: str


def answering_kinds() -> frozenset[Kind]:
    """Return at which kinds of organisations somebody may answer objections."""
    roles = [role for role in ROLES.values() if Permission.ANSWER_OBJECTION in role.permissions]
    return frozenset().union(*(FITTING[role.name] for role in roles))


def answering_organisation(*, against: Organisation | None) -> Organisation:
    """Return who answers an objection against an organisation."""
    top = Organisation.objects.get(kind=Kind.CITY)
    path = against.path if against else None
    above = Organisation.objects.filter(path__in=ancestors_of(path) if path else [])
    kinds = dict(above.values_list("path", "kind"))
    answering = answering_kinds()
    found = answering_path(path, kinds=kinds, answering=answering, top=top.path)
    return Organisation.objects.get(path=found)


def auditing_organisation(
    *, against: Organisation | None, day: date, but: UUID | None
) -> Organisation | None:
    """Return whose auditor answers an objection to a look of an account; nothing without one."""
    path = against.path if against else None
    may = Permission.ANSWER_LOOK
    auditors = paths_of_holders(permission=may, above=path, day=day, but=but)
    found = auditing_path(path, auditors=auditors)
    return Organisation.objects.get(path=found) if found else None


def own_objections(*, persons: Collection[UUID]) -> list[Said]:
    """Return what somebody objected to, the newest first."""
    rows = Objection.objects.filter(person__in=list(persons))
    return _opened(rows.order_by("-raised_at", "-id"))


def objections_waiting(*, by: Acting) -> list[Said]:
    """Return what waits for an answer here, the longest waiting first."""
    return _opened(_answered_by(by).filter(answered_at=None).order_by("raised_at", "id"))


def objections_answered(*, by: Acting, longest: int) -> list[Said]:
    """Return what was answered here, the newest answers first."""
    rows = _answered_by(by).exclude(answered_at=None)
    return _opened(rows.order_by(F("answered_at").desc(), "-id")[:longest])


def objections_left(*, by: Acting) -> int:
    return _answered_by(by).filter(answered_at=None).count()


def objection_in_queue(*, by: Acting, id: UUID) -> Said | None:
    return next(iter(_opened(_answered_by(by).filter(id=id))), None)


def opened(row: Objection) -> dict[str, Any]:
    """Return what is sealed of an objection."""
    return unseal_facts(row.sealed, key=keys.of_one(row.person_id), place=row.place)


def _answered_by(by: Acting) -> QuerySet[Objection]:
    """Keep what waits at the acting organisation itself and is not about who acts.

    An auditor answers what was said of looks, and nothing else.
    """
    audited = by.may(Permission.ANSWER_LOOK)
    here = Objection.objects.filter(queue_path=by.organisation_path, audited=audited)
    return here.exclude(against_account=str(by.in_person()))


def _opened(rows: QuerySet[Objection]) -> list[Said]:
    placed = list(rows.select_related("queue", "against"))
    held = keys.of({row.person_id for row in placed})
    found = []
    for row in placed:
        said = unseal_facts(row.sealed, key=held[row.person_id], place=row.place)
        found.append(Said(row, said["name"], said["line"], said["words"], said.get("answer", "")))
    return found
