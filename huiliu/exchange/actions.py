"""Checking a roster, applying it, leaving it, and taking it back."""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import file_digest
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.conf import settings
from django.db import transaction

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.blind import digest
from huiliu.core.bulk import write_many
from huiliu.core.calendar import workdays_after
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.sealing import seal, seal_facts, unseal
from huiliu.exchange.addressing import Addressing, importer_place
from huiliu.exchange.arrivals import (
    Arrivals,
    Circumstances,
    Planned,
    Standing,
    arrivals_of,
    planned,
    recognised,
)
from huiliu.exchange.choices import BatchState, MissingAnswer
from huiliu.exchange.models import Batch, Missing
from huiliu.exchange.opening import Opened, findings_of, open_roster
from huiliu.exchange.queries import circle_of
from huiliu.exchange.roster.check import Report
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.undoing import Undoing, undoing_of
from huiliu.organisations.actions import open_outside, remove_outside
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import addressed_among, directory_nodes
from huiliu.people.actions import open_files, refresh_files, remove_sightings
from huiliu.people.models import Match, Person
from huiliu.people.queries import contents_of
from huiliu.stays.actions import open_stays, remove_stays
from huiliu.stays.queries import RuleBook, workdays_in_force


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody brings: where it lies, what it is called, and how it is to be read."""

    path: Path
    name: str
    importer: Organisation
    direction: Direction | None = None


@action(Permission.IMPORT_ROSTER)
def check_roster(*, by: Acting, id: UUID, brought: Brought, at: datetime, day: date) -> Batch:
    """Check a roster and keep it, with what was found, until somebody applies or drops it.

    `id` is made by the form; checking again under it, say for another direction, replaces the check.
    """
    known = Batch.objects.filter(id=id).first()
    if known and known.state != BatchState.CHECKED:
        repeated()
        return known
    opening = _open(by=by, brought=brought, day=day)
    with crossing(Crossing.MATCH, by=by):
        plan = opening.plan()
    batch = _batch(by=by, id=id, opened=opening.opened, brought=brought, at=at)
    keys.make([batch.id])
    key = keys.of_one(batch.id)
    text = b64encode(brought.path.read_bytes()).decode()
    batch.content = seal(text, key=key, place=batch.place)
    batch.findings = seal_facts(findings_of(opening.opened), key=key, place=batch.place)
    batch.counts = _counts(opening.opened.report, plan) | {"missing": len(_missing(batch, plan))}
    batch.save()
    record(by=by, act="exchange.check_roster", subject=batch, detail=batch.counts)
    return batch


@action(Permission.IMPORT_ROSTER)
def apply_batch(*, by: Acting, id: UUID, at: datetime, day: date) -> Batch:
    """Put a checked roster in: every row without an error, in one transaction."""
    batch = _batch_in_reach(id)
    if batch.state == BatchState.APPLIED:
        repeated()
        return batch
    if batch.state != BatchState.CHECKED or batch.content is None:
        raise Refused("这一批已经不在等待导入，请重新上传名册。")
    key = keys.of_one(batch.id)
    text = unseal(bytes(batch.content), key=key, place=batch.place)
    with NamedTemporaryFile() as file:
        file.write(b64decode(text))
        file.flush()
        brought = Brought(
            path=Path(file.name),
            name=batch.file_name,
            importer=batch.organisation,
            direction=Direction(batch.direction),
        )
        opening = _open(by=by, brought=brought, day=day)
        _apply(by=by, batch=batch, opening=opening, at=at, day=day)
    return batch


@action(Permission.IMPORT_ROSTER)
def apply_roster(*, by: Acting, brought: Brought, at: datetime, day: date) -> tuple[Batch, Opened]:
    """Check a roster and put it in at once, as the command line does."""
    opening = _open(by=by, brought=brought, day=day)
    batch = _batch(by=by, id=new_id(), opened=opening.opened, brought=brought, at=at)
    _apply(by=by, batch=batch, opening=opening, at=at, day=day)
    return batch, opening.opened


@action(Permission.IMPORT_ROSTER)
def drop_batch(*, by: Acting, id: UUID) -> Batch:
    """Leave a checked roster; nothing of it is kept but that it was there."""
    batch = _batch_in_reach(id)
    if batch.state == BatchState.DROPPED:
        repeated()
        return batch
    if batch.state != BatchState.CHECKED:
        raise Refused("这一批已经导入过了。要取消，请用“撤回”。")
    batch.state = BatchState.DROPPED
    _forget_content(batch)
    batch.save()
    record(by=by, act="exchange.drop_batch", subject=batch)
    return batch


@action(Permission.IMPORT_ROSTER)
def answer_missing(*, by: Acting, id: UUID, answer: MissingAnswer, day: date) -> Missing:
    """Answer what became of somebody who is not in the newest roster; nothing closes by itself."""
    missing = Missing.objects.select_for_update(of=("self",)).filter(id=id).first()
    if missing is None:
        raise OutOfReach
    if missing.answer == answer:
        repeated()
        return missing
    missing.answer, missing.answered_by, missing.answered_on = answer, by.name, day
    missing.save(update_fields=["answer", "answered_by", "answered_on"])
    record(
        by=by,
        act="exchange.answer_missing",
        subject=missing,
        person=missing.person_id,
        detail={"answer": answer},
    )
    return missing


@dataclass(frozen=True, slots=True)
class _Opening:
    """A checked file with the means to place its rows."""

    opened: Opened
    addressing: Addressing

    def plan(self) -> list[Planned]:
        """Plan the rows; asked inside a crossing, since it looks at what others said."""
        lines = recognised(self.opened.report, self.addressing)
        known = {line.person for line in lines if not line.new}
        return planned(lines, said=contents_of(persons=known))


def _open(*, by: Acting, brought: Brought, day: date) -> _Opening:
    nodes = directory_nodes(day=day)
    circle = circle_of(by=by, nodes=nodes)
    opened = open_roster(
        brought.path,
        circle=circle,
        today=day,
        direction=brought.direction,
        file_name=brought.name,
    )
    importer = importer_place(brought.importer)
    return _Opening(opened, Addressing(nodes, places=circle.places, importer=importer))


def _apply(*, by: Acting, batch: Batch, opening: _Opening, at: datetime, day: date) -> None:
    report = opening.opened.report
    batch.opened = _open_homes(by=by, addressing=opening.addressing, report=report, day=day)
    with crossing(Crossing.DISPATCH, by=by) as wide:
        plan = opening.plan()
        arrivals = _arrivals(plan, batch=batch, at=at, day=day)
        missing = _missing(batch, plan)
        batch.state, batch.applied_at = BatchState.APPLIED, at
        batch.counts = _counts(report, plan) | {"missing": len(missing)}
        batch.counts["matches"] = len(arrivals.matches)
        batch.persons = sorted({one.line.person for one in plan})
        _forget_content(batch)
        batch.save()
        _write(by=wide, arrivals=arrivals)
        _ask(batch, missing, day=day)
    record(by=by, act="exchange.apply_batch", subject=batch, detail=batch.counts)


def _forget_content(batch: Batch) -> None:
    batch.content = None
    batch.findings = None
    transaction.on_commit(partial(keys.destroy, [batch.id]))


def _batch_in_reach(id: UUID) -> Batch:
    found = Batch.objects.select_for_update(of=("self",)).select_related("organisation")
    batch = found.filter(id=id).first()
    if batch is None:
        raise OutOfReach
    return batch


def _batch(*, by: Acting, id: UUID, opened: Opened, brought: Brought, at: datetime) -> Batch:
    headers = sorted({column.header for _, column in opened.report.columns})
    series = "|".join([str(brought.importer.id), opened.words, *headers])
    with brought.path.open("rb") as file:
        content = file_digest(file, "sha256").digest()
    return Batch(
        id=id,
        file_name=brought.name,
        file_digest=content,
        series_digest=digest("roster series", series),
        direction=opened.words,
        organisation=brought.importer,
        owner_path=brought.importer.path,
        state=BatchState.CHECKED,
        made_by=by.name,
        made_under=by.under(),
        checked_at=at,
    )


def _missing(batch: Batch, plan: Sequence[Planned]) -> list[UUID]:
    """Return who was in the last roster of the series and is not in this one."""
    last = (
        Batch.objects.filter(series_digest=batch.series_digest, state=BatchState.APPLIED)
        .exclude(id=batch.id)
        .order_by("applied_at", "id")
        .last()
    )
    named = {one.line.person for one in plan}
    return sorted(set(last.persons) - named) if last else []


def _ask(batch: Batch, persons: Sequence[UUID], *, day: date) -> None:
    """Put the question about each missing person to where they are known."""
    known = Person.objects.filter(id__in=list(persons))
    write_many(
        Missing,
        [
            Missing(batch=batch, person=person, asked_on=day, **person.addresses())
            for person in known.order_by("id")
        ],
    )


def _open_homes(*, by: Acting, addressing: Addressing, report: Report, day: date) -> list[str]:
    """Open a light node for each home outside the city; return the ids of those that are new."""
    names = addressing.outside_names(report)
    before = set(Organisation.objects.filter(name__in=names).values_list("id", flat=True))
    nodes = open_outside(by=by, names=names, day=day)
    addressing.learn(nodes)
    return [str(node.id) for node in nodes.values() if node.id not in before]


def _arrivals(plan: Sequence[Planned], *, batch: Batch, at: datetime, day: date) -> Arrivals:
    clocks = workdays_in_force(day=day)
    circumstances = Circumstances(
        batch=batch.id,
        day=day,
        at=at,
        rules=RuleBook.on(day),
        waits_until={act: workdays_after(day, count) for act, count in clocks.items()},
    )
    arrivals = arrivals_of(plan, circumstances=circumstances)
    arrivals.matches = _complete(arrivals.matches, arrivals.persons)
    return arrivals


def _complete(matches: Sequence[Match], new: Sequence[Person]) -> list[Match]:
    """Give each proposed match the addresses of both sides; leave out what was decided before."""
    ids = {match.home_person_id for match in matches} | {match.host_person_id for match in matches}
    persons = {person.id: person for person in Person.objects.filter(id__in=ids)}
    persons |= {person.id: person for person in new if person.id in ids}
    for match in matches:
        home, host = persons[match.home_person_id], persons[match.host_person_id]
        match.home_id, match.home_path = home.home_id, home.home_path
        match.host_id, match.host_path = host.host_id, host.host_path
        match.patch_id, match.patch_path = host.patch_id, host.patch_path
        match.queue_id, match.queue_path = host.queue_id, host.queue_path
    return list(matches)


def _write(*, by: Acting, arrivals: Arrivals) -> None:
    open_files(
        by=by,
        persons=arrivals.persons,
        sightings=arrivals.sightings,
        sighting_keys=arrivals.sighting_keys,
        matches=arrivals.matches,
    )
    open_stays(by=by, stays=arrivals.stays, links=arrivals.links, windows=arrivals.windows)
    if arrivals.changed:
        refresh_files(by=by, persons=arrivals.changed)


def _counts(report: Report, plan: Sequence[Planned]) -> dict[str, int]:
    found = Counter(one.standing for one in plan)
    standings = {standing.value: found[standing] for standing in Standing}
    return {"rows": report.rows, "out": report.rows - len(plan), **standings}


@action(Permission.IMPORT_ROSTER)
def undo_batch(*, by: Acting, id: UUID, at: datetime) -> Undoing:
    """Take a batch back: what nothing depends on goes, the rest loses only the batch's values."""
    batch = _batch_in_reach(id)
    if batch.state == BatchState.UNDONE:
        repeated()
        return Undoing(going=frozenset(), staying={})
    _accept_undo(batch, at=at)
    with crossing(Crossing.DISPATCH, by=by) as wide:
        undoing = undoing_of(batch=batch.id)
        Missing.objects.filter(batch=batch).delete()
        remove_stays(by=wide, persons=undoing.going)
        remove_sightings(by=wide, batch=batch.id, persons=undoing.going)
        opened = {UUID(text) for text in batch.opened}
        remove_outside(by=wide, ids=opened - addressed_among(organisations=opened))
    batch.state, batch.undone_at, batch.persons = BatchState.UNDONE, at, []
    batch.save(update_fields=["state", "undone_at", "persons"])
    detail = {"gone": len(undoing.going), "stayed": len(undoing.staying)}
    record(by=by, act="exchange.undo_batch", subject=batch, detail=detail)
    return undoing


def _accept_undo(batch: Batch, *, at: datetime) -> None:
    if batch.state != BatchState.APPLIED or batch.applied_at is None:
        raise Refused("这一批没有导入过，不用撤回。")
    if at - batch.applied_at > timedelta(days=settings.HUILIU_UNDO_DAYS):
        raise Refused(f"导入超过{settings.HUILIU_UNDO_DAYS}天，不能整批撤回，请逐条更正。")
