"""From checked rows to the rows of the database that they become. Nothing is written here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from huiliu.core import keys
from huiliu.core.ids import new_id, new_key
from huiliu.core.sealing import seal_facts
from huiliu.exchange.addressing import Addressing, Placed
from huiliu.exchange.roster.check import Report
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.rows import Row
from huiliu.exchange.stored import content_digest, facts_of
from huiliu.people.choices import MatchState, Sex, Source
from huiliu.people.columns import NewPerson, NewSighting, NewSightingKey, place_of_sighting
from huiliu.people.keys import all_digests
from huiliu.people.matching import Seen, Side, compare
from huiliu.people.models import Match
from huiliu.people.pinyin import pinyin_of
from huiliu.stays.choices import Act, Because, ClosedBecause, StayState
from huiliu.stays.choices import Side as LinkSide
from huiliu.stays.columns import NewLink, NewStay, NewWindow, addresses_of, own_path
from huiliu.stays.queries import RuleBook
from huiliu.stays.rules import first_opening

SOURCES = {Side.HOST: Source.HOST, Side.HOME: Source.HOME_REGISTER}


class Standing(StrEnum):
    """What a row that goes in brings."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Line:
    """One row that goes in: what it says, where it belongs, and as whom it is recognised."""

    row: Row
    seen: Seen
    placed: Placed
    person: UUID
    new: bool
    other: UUID | None
    """The file on the other side that may be the same person."""
    agreeing: tuple[str, ...] = ()
    """Which fields agree with it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A line with its facts, and what it brings to those that are known already."""

    line: Line
    standing: Standing
    plain: Mapping[str, Any]
    sealed: Mapping[str, Any]
    content: bytes


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is equal for all rows of one batch."""

    batch: str
    day: date
    at: datetime
    rules: RuleBook
    waits_until: Mapping[Act, date]
    """By when each act is to be done, if it is waited for from the day of the batch."""
    stands: Mapping[UUID, Mapping[str, Any]]
    """The paths of each person who is known already: what is said of somebody stands with them."""


def recognised(report: Report, addressing: Addressing) -> list[Line]:
    """Say of each row that goes in whether it opens a file or adds to one."""
    lines: list[Line] = []
    persons: dict[tuple[str, int], UUID] = {}
    for row, seen, related in report.lines:
        if not row.goes_in:
            continue
        known = _person_of(related.same, persons)
        person = known or new_id()
        persons[row.sheet, row.row] = person
        lines.append(
            Line(
                row=row,
                seen=seen,
                placed=addressing.of(row, seen),
                person=person,
                new=known is None,
                other=_person_of(related.other_side, persons),
                agreeing=_agreeing(seen, related.other_side),
            )
        )
    return lines


def planned(lines: Sequence[Line], *, said: Mapping[UUID, set[bytes]]) -> list[Planned]:
    """Say of each line whether it brings something. `said` are the contents known of persons."""
    told = {person: set(contents) for person, contents in said.items()}
    plan = []
    for line in lines:
        plain, sealed = facts_of(line.row, line.seen)
        content = content_digest(plain, sealed)
        known = told.setdefault(line.person, set())
        if content in known:
            standing = Standing.SAME
        else:
            standing = Standing.NEW if line.new else Standing.CHANGED
        known.add(content)
        plan.append(
            Planned(line=line, standing=standing, plain=plain, sealed=sealed, content=content)
        )
    return plan


class Arrivals:
    """All rows that a roster adds. Those of a table are made once they are asked for.

    So the database inserts the files while the sightings are made, and so on.
    """

    def __init__(self, plan: Sequence[Planned], *, circumstances: Circumstances) -> None:
        """Store the keys of new files, so that they are in the key store before any row is."""
        self._circumstances = circumstances
        self._bringing = [one for one in plan if one.standing is not Standing.SAME]
        self._opening = [one.line for one in self._bringing if one.standing is Standing.NEW]
        self._keys = _keys_for([one.line for one in self._bringing])
        self.changed = {
            one.line.person for one in self._bringing if one.standing is Standing.CHANGED
        }

    @cached_property
    def persons(self) -> list[NewPerson]:
        return [_person(line, self._circumstances) for line in self._opening]

    @cached_property
    def matches(self) -> list[Match]:
        return [
            _match(line, line.other, self._circumstances)
            for line in self._opening
            if line.other is not None
        ]

    def sightings(self) -> Iterator[NewSighting]:
        yield from self._sightings

    def sighting_keys(self) -> Iterator[NewSightingKey]:
        for sighting, one in zip(self._sightings, self._bringing, strict=True):
            for digest in all_digests(one.line.seen):
                yield NewSightingKey(digest, sighting.id)

    def stays(self) -> Iterator[NewStay]:
        yield from self._stays

    def links(self) -> Iterator[NewLink]:
        yield from self._links

    def windows(self) -> Iterator[NewWindow]:
        """Return the first window of each connected link of a stay whose person is in touch."""
        lost = {stay.id for stay in self._stays if stay.state == StayState.CONTACT_LOST_REVIEW}
        for link in self._links:
            if link.connected and link.stay_id not in lost:
                yield _first_window(link, self._circumstances)

    @cached_property
    def _sightings(self) -> list[NewSighting]:
        return [
            _sighting(one, self._keys[one.line.person], self._circumstances)
            for one in self._bringing
        ]

    @cached_property
    def _stays(self) -> list[NewStay]:
        return [_stay(line, self._circumstances) for line in self._opening]

    @cached_property
    def _links(self) -> list[NewLink]:
        opened = zip(self._stays, self._opening, strict=True)
        return [link for stay, line in opened for link in _three_links(stay, line)]


def _person_of(seen: Seen | None, persons: Mapping[tuple[str, int], UUID]) -> UUID | None:
    if seen is None:
        return None
    if seen.origin.person is not None:
        return UUID(seen.origin.person)
    return persons.get((seen.origin.sheet, seen.origin.row))


def _agreeing(seen: Seen, other: Seen | None) -> tuple[str, ...]:
    return compare(seen, other).agreeing if other else ()


def _keys_for(lines: Sequence[Line]) -> dict[UUID, bytes]:
    made = keys.make(line.person for line in lines if line.new)
    return made | keys.of({line.person for line in lines} - made.keys())


def _sighting(planned: Planned, key: bytes, circumstances: Circumstances) -> NewSighting:
    line, id = planned.line, new_key()
    said = NewSighting(
        id,
        *line.placed.values,
        person_id=str(line.person),
        source=SOURCES[line.seen.origin.side].value,
        seen_on=circumstances.day,
        batch=circumstances.batch,
        sheet=line.row.sheet,
        line=line.row.row,
        said=planned.plain,
        sealed=seal_facts(planned.sealed, key=key, place=place_of_sighting(id)),
        content_digest=planned.content,
    )
    return said._replace(**circumstances.stands.get(line.person, {}))


def _person(line: Line, circumstances: Circumstances) -> NewPerson:
    name = line.seen.name or ""
    return NewPerson(
        str(line.person),
        *line.placed.values,
        same_as_id=None,
        name=name,
        pinyin=pinyin_of(name),
        sex=line.seen.sex or Sex.UNKNOWN.value,
        birth_year=line.seen.born_year,
        batch=circumstances.batch,
        hidden=[],
    )


def _stay(line: Line, circumstances: Circumstances) -> NewStay:
    side, act, day = line.seen.origin.side, line.placed.waits_for, circumstances.day
    return NewStay(
        new_key(),
        *line.placed.values,
        person_id=str(line.person),
        state=line.placed.state.value,
        bound_path=line.placed.bound_for,
        home_registered_on=day if side is Side.HOME and line.placed.home else None,
        host_registered_on=day if side is Side.HOST and line.placed.host else None,
        left_on=_day(line.row, Field.LEFT_ON),
        arrived_on=_day(line.row, Field.ARRIVED_ON),
        waits_for=act.value if act else "",
        waits_until=circumstances.waits_until[act] if act else None,
        climbed=0,
        doubt=line.placed.doubt.value,
        opened_on=day,
        closed_on=None,
        closed_because=ClosedBecause.OPEN.value,
        joined_into_id=None,
        batch=circumstances.batch,
    )


def _three_links(stay: NewStay, line: Line) -> Iterator[NewLink]:
    """Return the three links; a side that has not registered or is out of reach is unconnected."""
    side, placed = line.seen.origin.side, line.placed
    reachable_home = placed.home is not None and placed.home.reached
    connected = {
        LinkSide.HOME: side is Side.HOME and reachable_home,
        LinkSide.HOST: side is Side.HOST and placed.host is not None,
        LinkSide.SELF: True,
    }
    for link_side, is_connected in connected.items():
        yield NewLink(
            new_key(),
            *placed.values,
            stay_id=stay.id,
            person_id=stay.person_id,
            side=link_side.value,
            connected=is_connected,
            contact_person_id=None,
        )


def _first_window(link: NewLink, circumstances: Circumstances) -> NewWindow:
    rule = circumstances.rules.rule_for(side=link.side, path=own_path(link))
    opening = first_opening(link=UUID(link.id), day=circumstances.day, rhythm=rule.rhythm)
    return NewWindow(
        new_key(),
        *addresses_of(link),
        link_id=link.id,
        stay_id=link.stay_id,
        person_id=link.person_id,
        side=link.side,
        opens_on=opening.opens_on,
        aim_on=opening.aim_on,
        limit_on=opening.limit_on,
        because=Because.REGISTERED.value,
        since=circumstances.day,
        rule_id=str(rule.id),
        known_from=circumstances.at,
        known_to=None,
    )


def _match(line: Line, other: UUID, circumstances: Circumstances) -> Match:
    """Propose that two files are one; the other side's addresses are filled in by the action."""
    at_home = line.seen.origin.side is Side.HOME
    return Match(
        home_person_id=line.person if at_home else other,
        host_person_id=other if at_home else line.person,
        reasons=list(line.agreeing),
        state=MatchState.PROPOSED,
        batch=circumstances.batch,
        proposed_on=circumstances.day,
        **line.placed.columns(),
    )


def _day(row: Row, field: Field) -> date | None:
    written = row.said.get(field)
    return getattr(written, "day", None)
