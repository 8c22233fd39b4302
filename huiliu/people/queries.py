"""Reads of people's files: what is shown of somebody, and from which source."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from huiliu.access.roles import MEMBER
from huiliu.audit.models import Reading
from huiliu.audit.queries import BEYOND
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.blind import DIGEST_BYTES
from huiliu.core.paths import Range
from huiliu.core.permissions import Permission
from huiliu.core.reach import ADDRESSES, Reach
from huiliu.core.sealing import unseal_facts
from huiliu.people.choices import HIDDEN, MatchState, Source
from huiliu.people.keys import sign_in_digest
from huiliu.people.look_up import How, Sought, initials
from huiliu.people.models import BreakGlass, Match, Person, Sighting, SightingKey
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


def people_within(reach: Reach) -> Q:
    """Return the condition of a row's lying in reach, as indexes can answer it.

    The policies ask the same, by settings that no plan can know of.
    """
    terms = [
        Q(**{f"{name}_path__gte": held.lo, f"{name}_path__lt": held.hi})
        for name in ADDRESSES
        if (held := getattr(reach, name)) is not None
    ]
    return reduce(or_, terms, Q(id__in=reach.persons))


def people_called(*, reach: Reach, sought: Sought, at_most: int) -> list[Person]:
    """Return the files in reach with this name, or with these letters in their pinyin."""
    called = Q(name__contains=sought.text)
    if sought.how is How.LETTERS:
        called = Q(pinyin__regex=initials(sought.text)) | Q(squashed__startswith=sought.text)
    squashed = Replace("pinyin", Value(" "), Value(""))
    leading = Person.objects.filter(people_within(reach), same_as=None).alias(squashed=squashed)
    return _placed(leading.filter(called), at_most)


def people_among(*, reach: Reach, persons: Collection[UUID], at_most: int) -> list[Person]:
    found = Person.objects.filter(people_within(reach), id__in=list(persons))
    return _placed(found, at_most)


def _placed(people: QuerySet[Person], at_most: int) -> list[Person]:
    placed = people.select_related("home", "host", "patch")
    return list(placed.order_by("pinyin", "id")[:at_most])


def leading_in_reach(*, among: Collection[UUID]) -> list[UUID]:
    """Return those of these rows that lead a file and lie in the reach of the transaction."""
    rows = Person.objects.filter(id__in=list(among), same_as=None).order_by("id")
    return list(rows.values_list("id", flat=True))


def rows_of(*, person: Person) -> list[UUID]:
    """Return the ids of all rows that are this person: the leading one and those behind it."""
    leading = person.same_as_id or person.id
    pointing = Person.objects.filter(same_as=leading).values_list("id", flat=True)
    return [leading, *pointing]


def every_row_of(*, persons: Collection[UUID]) -> list[UUID]:
    """Return all rows that are one of these people, whichever row of theirs was named."""
    named = Person.objects.filter(id__in=list(persons)).values_list("id", "same_as_id")
    leading = {same_as or id for id, same_as in named}
    whole = Person.objects.filter(Q(id__in=leading) | Q(same_as__in=leading))
    return list(whole.order_by("id").values_list("id", flat=True))


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


def said_by(*, rows: Iterable[UUID], own: bool = False) -> list[tuple[Sighting, dict[str, Any]]]:
    """Return the sightings of a person, strongest and newest first, each with all that it said.

    In place of what the person hides stands `HIDDEN`, but for the person's `own` eyes. Every page
    that shows a fact gets it from here.
    """
    persons = list(rows)
    return _said(_strongest_first(persons), keys.of(persons), own=own)


def facts_of_each(*, persons: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the values that are shown of each of several people, whichever row was named."""
    named = dict(Person.objects.filter(id__in=list(persons)).values_list("id", "same_as_id"))
    whole = Person.objects.filter(id__in=every_row_of(persons=persons))
    leading = {id: same_as or id for id, same_as in whole.values_list("id", "same_as_id")}
    sightings: dict[UUID, list[Sighting]] = {}
    for sighting in _strongest_first(list(leading)):
        sightings.setdefault(leading[sighting.person_id], []).append(sighting)
    held = keys.of(leading)
    return {
        id: {
            field: shown.value
            for field, shown in facts_among(_said(sightings.get(same_as or id, []), held)).items()
        }
        for id, same_as in named.items()
    }


def _strongest_first(persons: Collection[UUID]) -> list[Sighting]:
    found = Sighting.objects.filter(person__in=list(persons)).select_related("person")
    sightings = list(found.order_by("-seen_on", "-id"))
    sightings.sort(key=lambda sighting: STRENGTH[sighting.source])
    return sightings


def _said(
    sightings: Iterable[Sighting], held: dict[UUID, bytes], *, own: bool = False
) -> list[tuple[Sighting, dict[str, Any]]]:
    """Open the sightings of one person."""
    found = list(sightings)
    hidden = set() if own else {field for one in found for field in one.person.hidden}
    return [(one, _without(_opened(one, held), hidden)) for one in found]


def _without(facts: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    return {field: HIDDEN if field in hidden else value for field, value in facts.items()}


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


def nearest_key(*, digest: bytes) -> bytes:
    """Return this key if somebody has it, else the next one that somebody has."""
    keys_in_order = SightingKey.objects.order_by("digest").values_list("digest", flat=True)
    found = keys_in_order.filter(digest__gte=digest).first() or keys_in_order.first()
    return bytes(found) if found else digest


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


def glass_of(*, by: Acting, at: datetime) -> dict[UUID, str]:
    """Return the person rows that somebody looks at beyond their reach now, with the reason."""
    if not by.may(Permission.BREAK_GLASS):
        return {}
    broken = BreakGlass.objects.filter(appointment=by.appointment_id, ends_at__gt=at)
    return {
        person: f"{BEYOND}{reason}"
        for persons, reason in broken.values_list("persons", "reason")
        for person in persons
    }


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
