"""Reads of needs, each with its words."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from huiliu.core import keys
from huiliu.core.sealing import unseal
from huiliu.needs.models import Need, Step


def needs_of(*, persons: Iterable[UUID]) -> list[tuple[Need, str]]:
    """Return the needs of a person's rows, newest first."""
    return _with_words(Need.objects.filter(person__in=list(persons)))


def need_in_reach(*, id: UUID) -> tuple[Need, str] | None:
    return next(iter(_with_words(Need.objects.filter(id=id))), None)


def steps_of(*, need: Need) -> list[tuple[Step, str]]:
    steps = list(Step.objects.filter(need=need).order_by("made_at", "id"))
    held = keys.of([need.person_id])
    return [(step, _words(step, held)) for step in steps]


def _with_words(needs: QuerySet[Need]) -> list[tuple[Need, str]]:
    rows = list(needs.select_related("person", "taken_by", "host").order_by("-raised_on", "-id"))
    held = keys.of({row.person_id for row in rows})
    return [(row, _words(row, held)) for row in rows]


def _words(row: Need | Step, held: dict[UUID, bytes]) -> str:
    key = held.get(row.person_id)
    if row.words_to_all is None or key is None:
        return ""
    return unseal(bytes(row.words_to_all), key=key, place=row.place)
