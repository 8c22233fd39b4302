"""Reads of people's files: what is shown of somebody, and from which source."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from huiliu.core import keys
from huiliu.core.sealing import unseal_facts
from huiliu.people.choices import Source
from huiliu.people.keys import sign_in_digest
from huiliu.people.models import Person, Sighting, SightingKey

STRENGTH = {source: rank for rank, source in enumerate(Source.values)}
_CHUNK = 5_000
TELEPHONES = ("mobile", "telephone", "landline")


@dataclass(frozen=True, slots=True)
class Shown:
    """One value as the file shows it, with the source that said it and when."""

    value: Any
    source: Source
    said_on: date
    sighting: UUID


def person_in_reach(*, id: UUID) -> Person | None:
    people = Person.objects.select_related("home", "host", "patch", "queue")
    return people.filter(id=id).first()


def rows_of(*, person: Person) -> list[UUID]:
    """Return the ids of all rows that are this person: the leading one and those behind it."""
    leading = person.same_as_id or person.id
    pointing = Person.objects.filter(same_as=leading).values_list("id", flat=True)
    return [leading, *pointing]


def facts_of(*, rows: Iterable[UUID]) -> dict[str, Shown]:
    """Return what is shown: of each field the word of the strongest source, then of the newest."""
    shown: dict[str, Shown] = {}
    for sighting, facts in said_by(rows=rows):
        for field, value in facts.items():
            shown.setdefault(
                field,
                Shown(
                    value=value,
                    source=Source(sighting.source),
                    said_on=sighting.seen_on,
                    sighting=sighting.id,
                ),
            )
    return shown


def said_by(*, rows: Iterable[UUID]) -> list[tuple[Sighting, dict[str, Any]]]:
    """Return the sightings of a person, strongest and newest first, each with all that it said."""
    persons = list(rows)
    sightings = list(Sighting.objects.filter(person__in=persons).order_by("-seen_on", "-id"))
    sightings.sort(key=lambda sighting: STRENGTH[sighting.source])
    held = keys.of(persons)
    return [(sighting, _opened(sighting, held)) for sighting in sightings]


def telephone_of(facts: dict[str, Shown]) -> str:
    """Return the number to call, or nothing."""
    return next((str(facts[field].value) for field in TELEPHONES if field in facts), "")


def _opened(sighting: Sighting, held: dict[UUID, bytes]) -> dict[str, Any]:
    key = held.get(sighting.person_id)
    sealed = unseal_facts(sighting.sealed, key=key, place=sighting.place) if key else {}
    return {**sighting.said, **sealed}


def known_under(*, digests: Collection[bytes]) -> list[tuple[Sighting, dict[str, Any]]]:
    """Return the sightings found under any of these keys, in the order in which they came.

    Only a crossing sees the keys; it gives back verdicts, not these rows.
    """
    found: set[UUID] = set()
    wanted = list(digests)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        held = SightingKey.objects.filter(digest__in=part)
        found.update(held.values_list("sighting_id", flat=True))
    sightings = Sighting.objects.filter(id__in=found).select_related("person").order_by("id")
    rows = list(sightings)
    held_keys = keys.of({row.person_id for row in rows})
    return [(row, _opened(row, held_keys)) for row in rows]


def contents_of(*, persons: Collection[UUID]) -> dict[UUID, set[bytes]]:
    """Return the digests of what was already said of each person."""
    said: dict[UUID, set[bytes]] = {}
    held = Sighting.objects.filter(person__in=list(persons))
    for person, content in held.values_list("person_id", "content_digest"):
        said.setdefault(person, set()).add(bytes(content))
    return said


def leading_facts(*, persons: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the plain facts that lead in each file; nothing is opened for it."""
    facts: dict[UUID, dict[str, Any]] = {}
    sightings = Sighting.objects.filter(person__in=list(persons)).order_by("-seen_on", "-id")
    for sighting in sorted(sightings, key=lambda one: STRENGTH[one.source]):
        known = facts.setdefault(sighting.person_id, {})
        for field, value in sighting.said.items():
            known.setdefault(field, value)
    return facts


def persons_with_telephone(*, telephone: str) -> list[UUID]:
    """Return whose file has this number; asked by sign-in, inside a crossing."""
    sightings = SightingKey.objects.filter(digest=sign_in_digest(telephone))
    persons = sightings.values_list("sighting__person_id", "sighting__person__same_as_id")
    return sorted({same_as or person for person, same_as in persons})
