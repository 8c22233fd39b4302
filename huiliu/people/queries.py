"""Reads of people's files: what is shown of somebody, and from which source."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from huiliu.access.roles import MEMBER
from huiliu.audit.models import Reading
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.blind import DIGEST_BYTES
from huiliu.core.paths import Range
from huiliu.core.sealing import unseal_facts
from huiliu.people.choices import MatchState, Source
from huiliu.people.keys import sign_in_digest
from huiliu.people.models import Match, Person, Sighting, SightingKey
from huiliu.people.sign_in import Candidate

STRENGTH = {source: rank for rank, source in enumerate(Source.values)}
_CHUNK = 50_000
_UNDER = """
SELECT DISTINCT sighting_id FROM people_sightingkey WHERE digest IN (
    SELECT substring(%(digests)s::bytea FROM place * %(bytes)s + 1 FOR %(bytes)s)
    FROM generate_series(0, %(count)s - 1) AS place)
"""
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
    return facts_among(said_by(rows=rows))


def facts_among(said: Iterable[tuple[Sighting, Mapping[str, Any]]]) -> dict[str, Shown]:
    """Return what is shown of sightings that were read already."""
    shown: dict[str, Shown] = {}
    for sighting, facts in said:
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
    found = _sightings_under(list(digests))
    sightings = Sighting.objects.filter(id__in=found).select_related("person").order_by("id")
    rows = list(sightings)
    held_keys = keys.of({row.person_id for row in rows})
    return [(row, _opened(row, held_keys)) for row in rows]


def _sightings_under(digests: Sequence[bytes]) -> set[UUID]:
    """Return whose keys these are. The digests go in one value, as parsing many is slow."""
    found: set[UUID] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(digests), _CHUNK):
            part = digests[start : start + _CHUNK]
            given: dict[str, bytes | int] = {
                "digests": b"".join(part),
                "bytes": DIGEST_BYTES,
                "count": len(part),
            }
            cursor.execute(_UNDER, given)
            found.update(sighting for (sighting,) in cursor)
    return found


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


def candidates_under(*, digest: bytes) -> list[Candidate]:
    """Return the files in which a number stands now; asked by sign-in, inside a crossing.

    A number that a newer word has replaced may be a stranger's today, and opens nothing.
    """
    people = Person.objects.filter(id__in=_persons_under(digest)).order_by("id")
    found = []
    for person in people:
        rows = rows_of(person=person)
        said = said_by(rows=rows)
        if digest in {sign_in_digest(number) for number in standing_telephones(said)}:
            found.append(_candidate(person, rows, said))
    return found


def standing_telephones(said: Iterable[tuple[Sighting, Mapping[str, Any]]]) -> set[str]:
    """Return the numbers in the newest word of each source; the member's own word stands alone."""
    newest: dict[str, set[str]] = {}
    for sighting, facts in said:
        numbers = {str(facts[field]) for field in TELEPHONES if facts.get(field)}
        if numbers:
            newest.setdefault(sighting.source, numbers)
    return newest.get(Source.MEMBER, set().union(*newest.values()))


def oneself(*, persons: Collection[UUID]) -> list[Person]:
    """Return the rows that somebody is, the leading one first."""
    rows = Person.objects.filter(id__in=list(persons)).select_related("home", "host", "patch")
    return sorted(rows, key=lambda row: (row.same_as_id is not None, row.id))


def proposed_matches(*, by: Acting, longest: int) -> list[Match]:
    """Return the open matches on which somebody has a say, the oldest first.

    Neither file is joined: of the other side's there is nothing to see before both have agreed.
    """
    proposed = Match.objects.filter(_has_a_say(by), state=MatchState.PROPOSED)
    places = proposed.select_related("home", "host", "patch")
    return list(places.order_by("proposed_on", "id")[:longest])


def _has_a_say(by: Acting) -> Q:
    """Return the condition for `actions.sides_of`.

    A role that reaches people by its queue alone speaks where the case waits for it itself.
    """
    if by.reach.host is None and by.reach.home is None:
        return Q(queue_path=by.organisation_path)
    said = Q(pk=None)
    for name in ("home", "host", "queue"):
        held: Range | None = getattr(by.reach, name)
        if held is not None:
            said |= Q(**{f"{name}_path__gte": held.lo, f"{name}_path__lt": held.hi})
    return said


def persons_of_matches(*, matches: Collection[Match]) -> dict[UUID, Person]:
    """Return those of either side that are in reach."""
    wanted = {id for match in matches for id in (match.home_person_id, match.host_person_id)}
    return {person.id: person for person in Person.objects.filter(id__in=wanted)}


def has_proposed_match(*, persons: Collection[UUID]) -> bool:
    either = Q(home_person__in=list(persons)) | Q(host_person__in=list(persons))
    return Match.objects.filter(either, state=MatchState.PROPOSED).exists()


def readings_of(*, persons: Collection[UUID], start: int, longest: int) -> list[Reading]:
    """Return who looked at a person, newest first, without the person's own looks."""
    looks = Reading.objects.filter(persons__overlap=list(persons)).exclude(role=MEMBER)
    return list(looks.order_by("-at", "-id")[start : start + longest])


def _persons_under(digest: bytes) -> list[UUID]:
    sightings = SightingKey.objects.filter(digest=digest)
    persons = sightings.values_list("sighting__person_id", "sighting__person__same_as_id")
    return sorted({same_as or person for person, same_as in persons})


def _candidate(
    person: Person, rows: list[UUID], said: Iterable[tuple[Sighting, Mapping[str, Any]]]
) -> Candidate:
    numbers = [str(facts["citizen_number"]) for _, facts in said if facts.get("citizen_number")]
    return Candidate(
        rows=tuple(rows),
        name=person.name,
        sex=person.sex,
        birth_year=person.birth_year,
        citizen_number=numbers[0] if numbers else "",
    )
