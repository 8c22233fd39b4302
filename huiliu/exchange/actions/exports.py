"""Asking for a list, agreeing to it, taking it, and finding out whose a sheet was."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from huiliu.access.crossing import Crossing, crossing
from huiliu.accounts.models import Account
from huiliu.audit.entries import read, record
from huiliu.core.acting import Acting, Channel
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.register import kept_since
from huiliu.core.unseen import one_line
from huiliu.exchange.choices import ExportPurpose, ExportSet, ExportState
from huiliu.exchange.models import Export
from huiliu.exchange.outgoing import all_in_reach, people_in, permit_for, rows_of_set
from huiliu.exchange.queries import importer_of
from huiliu.exchange.rules import is_number, needs_second, new_number, new_password
from huiliu.exchange.sealed import forget_words, seal_words, words_in
from huiliu.exchange.sets import SETS

WORDS_LENGTH = 100
DAY_LONG = timedelta(days=1)
"""Within what is taken out by one account counts together."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which set is wanted, what for, and a line of words that the second person reads."""

    fixed_set: ExportSet
    purpose: ExportPurpose
    words: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is handed out: the export, its rows, and the password of a workbook."""

    export: Export
    rows: list[list[str]]
    password: str

    @property
    def left_out(self) -> int:
        """How many were approved and are not on the set, or not in reach, any more."""
        return self.export.people - len(self.rows)


@dataclass(frozen=True, slots=True)
class Traced:
    """Whose a sheet was; never who is on it."""

    export: Export
    organisation: str


@action(Permission.TAKE_EXPORT)
def ask_export(*, by: Acting, id: UUID, wanted: Wanted, at: datetime, day: date) -> Export:
    """Ask for a set: to be taken at once, or, of many people, once a second person agrees.

    `id` is made by the form. What the account was given within a day counts together, under
    whatever appointment, so that nothing large goes out in small parts.
    """
    account = Account.objects.select_for_update(of=("self",)).get(id=by.in_person())
    known = Export.objects.filter(id=id, asked_by_account=str(account.id)).first()
    if known:
        repeated()
        return known
    _refuse_closed(by, wanted.fixed_set, day)
    if wanted.purpose not in SETS[wanted.fixed_set].purposes:
        raise Refused("这种名单不作这个用途。请选一个列出来的。")
    words = _accepted(wanted.words)
    persons = people_in(by=by, fixed_set=wanted.fixed_set, day=day)
    if not persons:
        raise Refused("这份名单上现在一个人也没有，不用导出。")
    taken = _taken_within_a_day(by, wanted.fixed_set, at)
    second = needs_second(taken=taken, wanted={str(person) for person in persons})
    export = _new_export(by, id, wanted, at=at)
    export.persons, export.people, export.needs_second = persons, len(persons), second
    export.state = ExportState.WAITING if second else ExportState.READY
    export.approved_at = None if second else at
    seal_words(export, {"words": words})
    export.save(force_insert=True)
    detail = {"set": export.fixed_set, "purpose": export.purpose, "people": export.people}
    record(by=by, act="exchange.ask_export", subject=export, detail={**detail, **_named(export)})
    return export


@action(Permission.AGREE_EXPORT)
def agree_export(*, by: Acting, id: UUID, at: datetime, day: date) -> Export:
    """Agree that another account takes out these people, all of whom one reaches oneself."""
    export = _waiting_for_another(by, id)
    if export.state == ExportState.READY and export.decided_by_account == str(by.in_person()):
        repeated()
        return export
    _refuse_decided(export, at)
    _refuse_closed(by, ExportSet(export.fixed_set), day, organisation=export.organisation_id)
    if not all_in_reach(persons=export.persons):
        raise Refused("名单里有您看不到的人。请一位看得到他们的人来同意。")
    export.state, export.approved_at, export.ends_at = ExportState.READY, at, at + lifetime(at)
    _decide(export, by, at)
    record(by=by, act="exchange.agree_export", subject=export, detail=_named(export))
    return export


@action(Permission.AGREE_EXPORT)
def refuse_export(*, by: Acting, id: UUID, because: str, at: datetime) -> Export:
    """Say no, with a reason that whoever asked reads; nothing goes out."""
    export = _waiting_for_another(by, id)
    if export.state == ExportState.REFUSED and export.decided_by_account == str(by.in_person()):
        repeated()
        return export
    _refuse_decided(export, at)
    because = _accepted(because)
    if not because:
        raise Refused("请写一句为什么不同意，对方会看到。")
    seal_words(export, words_in(export) | {"because": because})
    export.state, export.persons, export.ends_at = ExportState.REFUSED, [], at + lifetime(at)
    _decide(export, by, at)
    record(by=by, act="exchange.refuse_export", subject=export, detail=_named(export))
    return export


@action(Permission.TAKE_EXPORT)
def withdraw_export(*, by: Acting, id: UUID) -> Export:
    """Take back what one asked for. What was taken already still counts for its day."""
    export = _own(by, id)
    if export.state == ExportState.WITHDRAWN:
        repeated()
        return export
    if export.state not in (ExportState.WAITING, ExportState.READY):
        raise Refused("这份已经不能取了，不用撤回。")
    export.state = ExportState.WITHDRAWN
    if export.taken_at is None:
        export.persons = []
        forget_words(export)
    export.save(update_fields=["state", "persons", "sealed"])
    record(by=by, act="exchange.withdraw_export", subject=export, detail=_named(export))
    return export


@action(Permission.TAKE_EXPORT)
def give_password(*, by: Acting, id: UUID, at: datetime, day: date) -> str:
    """Make a new password for the workbook and return it, this once; the one before is void."""
    export = _to_take(by, id, at=at, day=day)
    if SETS[ExportSet(export.fixed_set)].on_paper:
        raise Refused("这份是印在纸上的，没有密码。")
    password = new_password()
    seal_words(export, words_in(export) | {"password": password})
    export.save(update_fields=["sealed"])
    record(by=by, act="exchange.give_password", subject=export, detail=_named(export))
    return password


@action(Permission.TAKE_EXPORT)
def take_export(*, by: Acting, id: UUID, at: datetime, day: date) -> Taken:
    """Take it: those who were approved and are still on the set and in reach, and nobody else.

    It is made anew each time, so that nothing that is ready lies anywhere; each time is a look at
    each of these people.
    """
    export = _to_take(by, id, at=at, day=day)
    fixed_set = SETS[ExportSet(export.fixed_set)]
    password = words_in(export).get("password", "")
    if not fixed_set.on_paper and not password:
        raise Refused("请先看密码，再下载。")
    rows = rows_of_set(by=by, fixed_set=fixed_set.code, persons=export.persons, day=day)
    if not rows:
        raise Refused("名单里的人都已经不在这里了。需要的话，请重新申请一份。")
    export.taken_at, export.times = at, export.times + 1
    export.save(update_fields=["taken_at", "times"])
    taking = replace(by, channel=Channel.EXPORT, purpose=str(ExportPurpose(export.purpose).label))
    read(by=taking, page=fixed_set.code, persons=rows, fields=fixed_set.registered)
    detail = {"people": len(rows), "times": export.times, **_named(export)}
    record(by=taking, act="exchange.take_export", subject=export, detail=detail)
    return Taken(export, list(rows.values()), password)


@action(Permission.TRACE_EXPORT)
def trace_export(*, by: Acting, number: str) -> Traced | None:
    """Find out whose a sheet was by the number on it, within the auditor's range.

    None is on record too, which a refusal would take back.
    """
    letters = "".join(letter for letter in number.upper() if letter.isalnum())
    if not is_number(letters):
        raise Refused("编号不对：可能有一位看错了。编号是八位，没有 0、1、O、I。")
    with crossing(Crossing.EXPORT, by=by):
        export = Export.objects.select_related("organisation").filter(number=letters).first()
    if export is None or not by.may(Permission.TRACE_EXPORT, at=export.owner_path):
        record(by=by, act="exchange.trace_export", detail={"number": letters})
        return None
    record(by=by, act="exchange.trace_export", subject=export, detail=_named(export))
    return Traced(export, export.organisation.name)


def lifetime(at: datetime) -> timedelta:
    """Return how long a list can be taken, as the data register says."""
    day = at.date()
    return day - kept_since("export", day)


def _new_export(by: Acting, id: UUID, wanted: Wanted, *, at: datetime) -> Export:
    place = importer_of(by=by)
    return Export(
        id=id,
        number=new_number(),
        fixed_set=wanted.fixed_set,
        purpose=wanted.purpose,
        organisation=place,
        owner_path=place.path,
        asked_by=by.name,
        asked_by_account=str(by.in_person()),
        asked_under=by.under(),
        asked_at=at,
        ends_at=at + lifetime(at),
    )


def _taken_within_a_day(by: Acting, fixed_set: ExportSet, at: datetime) -> set[str]:
    """Return whom this account was given.

    Of a list that was taken late and is forgotten since that is as many as were on it, each counted
    as somebody else.
    """
    since = at - DAY_LONG
    with crossing(Crossing.EXPORT, by=by):
        own = Export.objects.filter(asked_by_account=str(by.in_person()), fixed_set=fixed_set)
        given = own.filter(Q(approved_at__gt=since) | Q(taken_at__gt=since))
        return {str(person) for export in given for person in export.persons or _unnamed(export)}


def _unnamed(export: Export) -> list[str]:
    people = export.people if export.taken_at else 0
    return [f"{export.id}/{number}" for number in range(people)]


def _refuse_closed(
    by: Acting, fixed_set: ExportSet, day: date, *, organisation: UUID | None = None
) -> None:
    if permit_for(by=by, fixed_set=fixed_set, day=day, organisation=organisation) is None:
        raise Refused("这里没有开通这种导出。需要的话，请区里的联络员开通。")


def _refuse_decided(export: Export, at: datetime) -> None:
    if export.state != ExportState.WAITING or at >= export.ends_at:
        raise Refused("这份已经不在等同意了。")


def _waiting_for_another(by: Acting, id: UUID) -> Export:
    """Return an export that somebody else asked for, locked; nobody decides on the own."""
    export = Export.objects.select_for_update(of=("self",)).filter(id=id).first()
    if export is None:
        raise OutOfReach
    if export.asked_by_account == str(by.in_person()):
        raise Refused("自己申请的，要由另一个人用他自己的账号来同意。")
    return export


def _own(by: Acting, id: UUID) -> Export:
    """Return what one asked for under this very appointment, locked."""
    found = Export.objects.select_for_update(of=("self",)).select_related("organisation")
    export = found.filter(id=id, asked_under=by.under()).first()
    if export is None:
        raise OutOfReach
    return export


def _to_take(by: Acting, id: UUID, *, at: datetime, day: date) -> Export:
    export = _own(by, id)
    if export.state != ExportState.READY or at >= export.ends_at:
        raise Refused("这份现在不能取：还没有人同意，或者已经过了一天。")
    _refuse_closed(by, ExportSet(export.fixed_set), day)
    return export


def _decide(export: Export, by: Acting, at: datetime) -> None:
    export.decided_by, export.decided_by_account = by.name, str(by.in_person())
    export.decided_at = at
    export.save(
        update_fields=[
            *("state", "persons", "approved_at", "ends_at", "sealed"),
            *("decided_by", "decided_by_account", "decided_at"),
        ]
    )


def _named(export: Export) -> dict[str, object]:
    return {"number": export.number}


def _accepted(words: str) -> str:
    words = one_line(words)
    if len(words) > WORDS_LENGTH:
        raise Refused(f"最多写{WORDS_LENGTH}个字，现在有{len(words)}个。")
    return words
