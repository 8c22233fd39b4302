"""Checking a roster, applying it, leaving it, and taking it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core.acting import Acting, Channel
from huiliu.core.actions import action, repeated
from huiliu.core.blind import digest
from huiliu.core.bulk import remove_many, write_many
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.jobs import later
from huiliu.core.memory import no_search_for_cycles
from huiliu.core.permissions import Permission
from huiliu.core.unseen import one_line
from huiliu.exchange.actions.ending import take_off_lists, wait_again
from huiliu.exchange.addressing import Addressing, importer_place
from huiliu.exchange.arrivals import (
    Arrivals,
    Planned,
    planned,
    recognised,
)
from huiliu.exchange.choices import WAITING, BatchState, MissingAnswer
from huiliu.exchange.models import Batch, HeaderSynonym, Missing
from huiliu.exchange.opening import OWN_COLUMN, Opened, findings_of, open_roster
from huiliu.exchange.planning import arrivals_of, completed, counts_of, known_in, missing_from
from huiliu.exchange.queries import circle_of
from huiliu.exchange.roster.check import Report
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.sealed import content_of, findings_in, forget, seal_into
from huiliu.exchange.undoing import Undoing, accept_undo, undoing_of
from huiliu.exchange.workbook.limits import Limits
from huiliu.organisations.actions import open_outside, remove_outside
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import addressed_among, directory_nodes
from huiliu.people.actions import open_files, refresh_files, remove_sightings
from huiliu.people.locking import lock_persons
from huiliu.people.models import Person
from huiliu.people.queries import contents_of
from huiliu.stays.actions import open_stays, remove_stays

APPLY = "exchange.apply_batch"
"""The name of the job; `tasks` knows the actions, and not the other way round."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A single row that somebody typed: it is in no series of lists, so that nobody is missing."""

    id: UUID
    host: UUID | None
    """Of somebody who has come, the host that was chosen."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody brings: where it lies, what it is called, and how it is to be read."""

    path: Path
    name: str
    importer: Organisation
    direction: Direction | None = None
    limits: Limits | None = None
    by_hand: ByHand | None = None


@action(Permission.IMPORT_ROSTER)
def check_roster(*, by: Acting, id: UUID, brought: Brought, at: datetime, day: date) -> Batch:
    """Check a roster and keep it, with what was found, until somebody applies or drops it.

    `id` is made by the form; checking again under it, say for another direction, replaces that.
    """
    known = Batch.objects.filter(id=id).first()
    if known and known.state != BatchState.CHECKED:
        repeated()
        return known
    opening = _open(by=by, brought=brought, day=day)
    if not opening.opened.report.rows:
        raise Refused("没有找到名册。要有一行表头写着姓名、性别这样的列名，下面一行写一个人。")
    with crossing(Crossing.MATCH, by=by):
        plan = opening.plan()
    batch = _batch(by=by, id=id, opened=opening.opened, brought=brought, at=at)
    seal_into(batch, content=brought.path.read_bytes(), findings=findings_of(opening.opened))
    batch.counts = counts_of(opening.opened.report, plan) | {
        "missing": len(missing_from(batch, plan))
    }
    batch.persons = sorted({one.line.person for one in plan if not one.line.new})
    batch.save(force_update=known is not None)
    record(by=by, act="exchange.check_roster", subject=batch, detail=batch.counts)
    return batch


@action(Permission.IMPORT_ROSTER)
def apply_batch(*, by: Acting, id: UUID, at: datetime, day: date) -> Batch:
    """Put a checked roster in: every row without an error, in one transaction.

    A long one is left to a worker, who comes here again; nobody waits for it on a page.
    """
    batch = _batch_in_reach(id)
    if batch.state == BatchState.APPLIED:
        repeated()
        return batch
    if batch.state not in WAITING or batch.content is None:
        raise Refused("这一批已经不在等待导入，请重新上传名册。")
    if batch.counts["rows"] > settings.ROSTER_JOB_ROWS and by.channel is not Channel.JOB:
        return _left_to_worker(by=by, batch=batch)
    with content_of(batch) as path:
        brought = _brought_again(batch, path, _said_direction(batch))
        opening = _open(by=by, brought=brought, day=day)
        _apply(by=by, batch=batch, opening=opening, at=at, day=day)
    return batch


@action(Permission.IMPORT_ROSTER)
def recheck_batch(
    *, by: Acting, id: UUID, direction: Direction | None, at: datetime, day: date
) -> Batch:
    """Check a waiting roster again: a person says its direction, or headers were made known."""
    batch = _batch_in_reach(id)
    if batch.state != BatchState.CHECKED or batch.content is None:
        raise Refused("这一批已经不在等待导入，请重新上传名册。")
    record(by=by, act="exchange.recheck_batch", subject=batch, detail={"direction": direction})
    with content_of(batch) as path:
        brought = _brought_again(batch, path, direction)
        return check_roster(by=by, id=id, brought=brought, at=at, day=day)


@action(Permission.IMPORT_ROSTER)
def apply_roster(*, by: Acting, brought: Brought, at: datetime, day: date) -> tuple[Batch, Opened]:
    """Check a roster and put it in at once, as the command line does."""
    opening = _open(by=by, brought=brought, day=day)
    id = brought.by_hand.id if brought.by_hand else new_id()
    batch = _batch(by=by, id=id, opened=opening.opened, brought=brought, at=at)
    _apply(by=by, batch=batch, opening=opening, at=at, day=day)
    return batch, opening.opened


@action(Permission.IMPORT_ROSTER)
def drop_batch(*, by: Acting, id: UUID) -> Batch:
    """Leave a checked roster; nothing of it is kept but that it was there."""
    batch = _batch_in_reach(id)
    if batch.state == BatchState.DROPPED:
        repeated()
        return batch
    if batch.state not in WAITING:
        raise Refused("这一批已经导入过了。要取消，请用“撤回”。")
    batch.state = BatchState.DROPPED
    forget(batch)
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


@action(Permission.FOLLOW_COURSE)
def follow_person(
    *, by: Acting, persons: Collection[UUID], paths: Mapping[str, str | None]
) -> None:
    """Put the questions that wait for an answer to those who have somebody now."""
    waiting = Missing.objects.filter(person__in=list(persons), answer=MissingAnswer.NONE)
    record(by=by, act="exchange.follow_person", detail={"questions": waiting.update(**paths)})


@action(Permission.EDIT_SYNONYM)
def add_synonym(*, by: Acting, header: str, field: Field) -> HeaderSynonym:
    """Remember what a header means; said again for another field, the newer word holds."""
    text = one_line(header)
    known = HeaderSynonym.objects.select_for_update().filter(header=text).first()
    if known and known.field == field:
        repeated()
        return known
    synonym = known or HeaderSynonym(header=text)
    synonym.field = field.value
    synonym.save()
    record(by=by, act="exchange.add_synonym", subject=synonym, detail={"field": field})
    return synonym


@action(Permission.EDIT_SYNONYM)
def remove_synonym(*, by: Acting, id: UUID) -> None:
    """Forget what a header was said to mean; one that is gone already is no fault."""
    synonym = HeaderSynonym.objects.filter(id=id).first()
    if synonym is None:
        repeated()
        return
    record(by=by, act="exchange.remove_synonym", subject=synonym)
    synonym.delete()


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
        file_name=one_line(brought.name),
        limits=brought.limits,
    )
    importer = importer_place(brought.importer)
    host = brought.by_hand.host if brought.by_hand else None
    addressing = Addressing(nodes, places=circle.places, importer=importer, host=host)
    return _Opening(opened, addressing)


@no_search_for_cycles()
def _apply(*, by: Acting, batch: Batch, opening: _Opening, at: datetime, day: date) -> None:
    report = opening.opened.report
    batch.opened = _open_homes(by=by, addressing=opening.addressing, report=report, day=day)
    with crossing(Crossing.DISPATCH, by=by) as wide:
        plan = opening.plan()
        missing = missing_from(batch, plan)
        lock_persons(known_in(plan) | {*missing})
        arrivals = arrivals_of(plan, batch=batch, at=at, day=day)
        batch.state, batch.applied_at = BatchState.APPLIED, at
        batch.counts = counts_of(report, plan) | {"missing": len(missing)}
        batch.counts["matches"] = len(arrivals.matches)
        batch.persons = sorted({one.line.person for one in plan})
        if not batch.counts["out"]:
            forget(batch)
        batch.save()
        _write(by=wide, arrivals=arrivals)
        _ask(batch, missing, day=day)
    record(by=by, act="exchange.apply_batch", subject=batch, detail=batch.counts)


def _left_to_worker(*, by: Acting, batch: Batch) -> Batch:
    batch.state = BatchState.APPLYING
    batch.save(update_fields=["state"])
    later(APPLY, lock=batch.id, appointment=by.under(), batch=batch.id)
    record(by=by, act="exchange.leave_to_worker", subject=batch, detail=batch.counts)
    return batch


def _brought_again(batch: Batch, path: Path, direction: Direction | None) -> Brought:
    return Brought(
        path=path, name=batch.file_name, importer=batch.organisation, direction=direction
    )


def _said_direction(batch: Batch) -> Direction | None:
    """Return what a person said; else each sheet is taken again as what it was detected to be."""
    [findings] = findings_in([batch])
    return Direction(findings["said"]) if findings.get("said") else None


def _batch_in_reach(id: UUID) -> Batch:
    found = Batch.objects.select_for_update(of=("self",)).select_related("organisation")
    batch = found.filter(id=id).first()
    if batch is None:
        raise OutOfReach
    return batch


def _batch(*, by: Acting, id: UUID, opened: Opened, brought: Brought, at: datetime) -> Batch:
    headers = sorted({column.header for _, column in opened.report.columns} - {OWN_COLUMN})
    whose = brought.by_hand.id if brought.by_hand else brought.importer.id
    series = "|".join([str(whose), opened.words, *headers])
    return Batch(
        id=id,
        file_name=one_line(brought.name),
        file_digest=_digest_of(brought),
        series_digest=digest("roster series", series),
        direction=opened.words,
        organisation=brought.importer,
        owner_path=brought.importer.path,
        state=BatchState.CHECKED,
        made_by=by.name,
        made_under=by.under(),
        checked_at=at,
    )


def _digest_of(brought: Brought) -> bytes:
    """Digest the file; a single row could be guessed from it, so that its id stands for that."""
    if brought.by_hand is not None:
        return sha256(brought.by_hand.id.bytes).digest()
    with brought.path.open("rb") as file:
        return file_digest(file, "sha256").digest()


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


def _write(*, by: Acting, arrivals: Arrivals) -> None:
    open_files(
        by=by,
        persons=arrivals.persons,
        sightings=arrivals.sightings(),
        sighting_keys=arrivals.sighting_keys(),
        matches=completed(arrivals.matches, arrivals.persons),
    )
    if arrivals.changed:
        refresh_files(by=by, persons=arrivals.changed)
    open_stays(by=by, stays=arrivals.stays(), links=arrivals.links(), windows=arrivals.windows())


@action(Permission.IMPORT_ROSTER)
def undo_batch(*, by: Acting, id: UUID, at: datetime) -> Undoing:
    """Take a batch back: what nothing depends on goes, the rest loses only the batch's values."""
    batch = _batch_in_reach(id)
    if batch.state == BatchState.UNDONE:
        repeated()
        return Undoing(going=frozenset(), staying={})
    accept_undo(batch, at=at)
    with crossing(Crossing.DISPATCH, by=by) as wide:
        lock_persons(batch.persons)
        undoing = undoing_of(batch=batch.id)
        Missing.objects.filter(batch=batch).delete()
        remove_many(Missing, column="person_id", among=undoing.going)
        take_off_lists(undoing.going)
        wait_again(batch.id)
        remove_stays(by=wide, persons=undoing.going)
        remove_sightings(by=wide, batch=batch.id, persons=undoing.going)
        opened = {UUID(text) for text in batch.opened}
        remove_outside(by=wide, ids=opened - addressed_among(organisations=opened))
    batch.state, batch.undone_at, batch.persons = BatchState.UNDONE, at, []
    forget(batch)
    batch.save(update_fields=["state", "undone_at", "persons", "content", "findings"])
    detail = {"gone": len(undoing.going), "stayed": len(undoing.staying)}
    record(by=by, act="exchange.undo_batch", subject=batch, detail=detail)
    return undoing
