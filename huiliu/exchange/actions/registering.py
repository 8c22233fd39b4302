"""One person is registered by hand: a roster of one row, held against all that a roster is."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from uuid import UUID

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.passing import file_without_name
from huiliu.core.permissions import Permission
from huiliu.core.unseen import one_line
from huiliu.exchange.actions.rosters import Brought, apply_roster
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch
from huiliu.exchange.opening import Opened
from huiliu.exchange.queries import importer_of
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.problems import Problem, Verdict
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import line_of
from huiliu.people.models import Person

CALLED = "窗口登记"
"""What a batch of one row is called: never by the name of whom it is about."""
NOT_NAMED = 1
"""The city, which no text has to name, stands first in the line of an organisation."""


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


class Unregistrable(Refused):
    """What was said cannot go in; of each reason, which field it is about."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


@action(Permission.REGISTER_PERSON)
def register_person(
    *, by: Acting, id: UUID, place: Organisation, told: Told, at: datetime, day: date
) -> Registration:
    """Open a file with a stay, or add to the file that there is; sent twice it counts once.

    `place` is the host of whoever has come, or the home of whoever has left. Whoever the matching
    finds with another host is not registered a second time.
    """
    side = by.reach.host if told.direction is Direction.INFLOW else by.reach.home
    if side is None or not side.holds(place.path):
        raise OutOfReach
    sent = Batch.objects.filter(id=id, made_under=by.under()).first()
    if sent is not None:
        repeated()
        return _registered(sent)
    with file_without_name() as (file, path):
        file.write(_row(told, place=place).encode())
        file.flush()
        brought = Brought(
            path=path,
            name=CALLED,
            importer=importer_of(by=by),
            direction=told.direction,
            by_hand=id,
        )
        batch, opened = apply_roster(by=by, brought=brought, at=at, day=day)
    _refuse_what_is_out(opened)
    registered = _registered(batch, opened=opened)
    record(by=by, act="exchange.register_person", subject=batch, person=registered.person)
    return registered


def _row(told: Told, *, place: Organisation) -> str:
    """Return the row with its header; a field that nobody filled in is no column.

    A number before it makes three columns of the fewest, by which a header is told from a title.
    """
    said = {Field.SERIAL: "1"} | {field: one_line(text) for field, text in told.said.items()}
    if told.direction is Direction.INFLOW:
        said[Field.HOST] = _full(place)
    filled = {field: text for field, text in said.items() if text}
    written = StringIO()
    csv.writer(written).writerows([[field.label for field in filled], filled.values()])
    return written.getvalue()


def _full(place: Organisation) -> str:
    """Return a name that is meant once in the city: that of the district and so on before it."""
    return "".join(one.name for one in line_of(organisation=place)[NOT_NAMED:])


def _refuse_what_is_out(opened: Opened) -> None:
    found = opened.report.problems
    wrong = [problem for problem in found if problem.code.verdict is Verdict.ERROR]
    proposed = [problem for problem in found if problem.code.verdict is Verdict.REPAIR]
    if wrong or proposed:
        raise Unregistrable([*wrong, *proposed])
    if not opened.report.going_in:
        raise Refused("填的不像姓名，请照证件再写一遍。")


def _registered(batch: Batch, *, opened: Opened | None = None) -> Registration:
    if batch.state != BatchState.APPLIED:
        raise Refused("这次登记已经撤回了。要再登记，请重新打开这一页。")
    person = Person.objects.filter(id__in=batch.persons).first()
    if person is None:
        raise Refused(
            "这个人已经在别的党组织登记了，不用再登记一份。"
            "请让那边在档案里记“去向有变”，写上这里，他就会到这里来；"
            "不知道是哪里登记的，请打电话问区里的联络员。"
        )
    return Registration(
        batch=batch,
        person=person.same_as_id or person.id,
        known_before=not batch.counts["new"],
        asked_elsewhere=bool(batch.counts["matches"]),
        notes=_notes(opened) if opened else (),
    )


def _notes(opened: Opened) -> tuple[str, ...]:
    found = opened.report.problems
    return tuple(one.message for one in found if one.code.verdict is Verdict.NOTE)
