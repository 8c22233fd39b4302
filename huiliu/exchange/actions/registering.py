"""One person is registered by hand: a roster of one row, held against all that a roster is."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from uuid import UUID

from django.db import transaction

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.passing import file_without_name
from huiliu.core.permissions import Permission
from huiliu.core.unseen import one_line
from huiliu.exchange.actions.rosters import Brought, ByHand, apply_roster
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch
from huiliu.exchange.opening import Opened
from huiliu.exchange.queries import importer_of
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.problems import Code, Problem, Verdict
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.people.queries import rows_of
from huiliu.stays.actions import open_again
from huiliu.stays.choices import Side
from huiliu.stays.models import Stay

CALLED = "窗口登记"
"""What a batch of one row is called: never by the name of whom it is about."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a person, by field, in words as a roster has them."""

    direction: Direction
    said: Mapping[Field, str]


@dataclass(frozen=True, slots=True)
class Registration:
    """Whose file it is now, and whether there was one before."""

    batch: Batch
    person: UUID
    known_before: bool
    asked_elsewhere: bool
    """Whether another organisation is asked if it is somebody whom it has."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HadAlready:
    """Nothing was registered: another organisation has this person, or the last stay is over."""

    words: str


class Unregistrable(Refused):
    """What was said cannot go in; of each reason, which field it is about."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


class _Had(Exception):
    """Takes back what was written of somebody whom another organisation has."""

    def __init__(self, person: UUID, words: str) -> None:
        super().__init__()
        self.person, self.words = person, words


@action(Permission.REGISTER_PERSON)
def register_person(
    *, by: Acting, id: UUID, place: Organisation, told: Told, at: datetime, day: date
) -> Registration | HadAlready:
    """Open a file with a stay, or add to the file that there is; sent twice it counts once.

    `place` is the host of whoever has come, or the home of whoever has left. Whom another
    organisation has is not registered a second time; that it was asked stays on record.
    """
    side = by.reach.host if told.direction is Direction.INFLOW else by.reach.home
    if side is None or not side.holds(place.path):
        raise OutOfReach
    try:
        with transaction.atomic():
            return _registered_once(by=by, id=id, place=place, told=told, at=at, day=day)
    except _Had as had:
        record(by=by, act="exchange.refuse_registration", person=had.person)
        return HadAlready(had.words)
    except Unregistrable:
        raise
    except Refused:
        # Another process may have put the same page in while this one waited for it.
        sent = _sent(id, by=by)
        if sent is None:
            raise
        repeated()
        return _registration(sent)


def _registered_once(
    *, by: Acting, id: UUID, place: Organisation, told: Told, at: datetime, day: date
) -> Registration:
    sent = _sent(id, by=by)
    if sent is not None:
        repeated()
        return _registration(sent)
    comes = told.direction is Direction.INFLOW
    with file_without_name() as (file, path):
        file.write(_row(told).encode())
        file.flush()
        brought = Brought(
            path=path,
            name=CALLED,
            importer=importer_of(by=by),
            direction=told.direction,
            by_hand=ByHand(id, place.id if comes else None),
        )
        batch, opened = apply_roster(by=by, brought=brought, at=at, day=day)
    _refuse_what_is_out(opened)
    person = _whose_stay_is_over(batch, place=place, comes=comes)
    if person is not None:
        side = Side.HOST if comes else Side.HOME
        open_again(by=by, persons=[person.id], side=side, place=place, at=at, day=day)
    registration = _registration(batch, opened=opened, comes=comes)
    record(by=by, act="exchange.register_person", subject=batch, person=registration.person)
    return registration


def _sent(id: UUID, *, by: Acting) -> Batch | None:
    return Batch.objects.filter(id=id, made_under=by.under()).first()


def _row(told: Told) -> str:
    """Return the row with its header; a field that nobody filled in is no column.

    A number before it makes three columns of the fewest, by which a header is told from a title.
    """
    said = {Field.SERIAL: "1"} | {field: one_line(text) for field, text in told.said.items()}
    filled = {field: text for field, text in said.items() if text}
    written = StringIO()
    csv.writer(written).writerows([[field.label for field in filled], filled.values()])
    return written.getvalue()


def _refuse_what_is_out(opened: Opened) -> None:
    found = opened.report.problems
    wrong = [problem for problem in found if problem.code.verdict is Verdict.ERROR]
    proposed = [problem for problem in found if problem.code.verdict is Verdict.REPAIR]
    if wrong or proposed:
        raise Unregistrable([*wrong, *proposed])
    if not opened.report.going_in:
        raise Refused("填的不像姓名，请照证件再写一遍。")


def _whose_stay_is_over(batch: Batch, *, place: Organisation, comes: bool) -> Person | None:
    """Return who is known here and has no stay that goes on; whom others have is refused."""
    if batch.counts["new"]:
        return None
    [id] = batch.persons
    person = Person.objects.select_related("host", "home").filter(id=id).first()
    if person is None:
        raise _Had(
            id,
            "这个人已经在别的党组织登记了，不用再登记一份。"
            "请让那边在档案里记“去向有变”，写上这里，他就会到这里来；"
            "不知道是哪里登记的，请打电话问区里的联络员。",
        )
    held, path = (person.host, person.host_path) if comes else (person.home, person.home_path)
    goes_on = Stay.objects.filter(person__in=rows_of(person=person), closed_on=None).exists()
    if goes_on and path != place.path:
        where = held.name if held else "别处"
        raise _Had(id, f"这个人现在登记在{where}。请在档案里记“去向有变”，写上这里，不用再登记。")
    return None if goes_on else person


def _registration(
    batch: Batch, *, opened: Opened | None = None, comes: bool = True
) -> Registration:
    if batch.state != BatchState.APPLIED:
        raise Refused("这次登记已经撤回了。要再登记，请重新打开这一页。")
    person = Person.objects.filter(id__in=batch.persons).first()
    if person is None:
        raise OutOfReach
    return Registration(
        batch=batch,
        person=person.same_as_id or person.id,
        known_before=not batch.counts["new"],
        asked_elsewhere=bool(batch.counts["matches"]),
        notes=_notes(opened, comes=comes) if opened else (),
    )


def _notes(opened: Opened, *, comes: bool) -> tuple[str, ...]:
    """Return what is odd; of who has come, the host was chosen and no address has to say it."""
    notes = [one for one in opened.report.problems if one.code.verdict is Verdict.NOTE]
    return tuple(one.message for one in notes if not (comes and one.code is Code.HOST_UNRESOLVED))
