"""Members come in by a code, and somebody in need is found by name and number."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from huiliu.access.actions import (
    issue_code,
    open_own_account,
    spend_code,
    try_code,
)
from huiliu.access.codes import send
from huiliu.access.crossing import Crossing, crossing
from huiliu.access.queries import entered_by_code
from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.permissions import Permission
from huiliu.people.choices import (
    GlassReason,
)
from huiliu.people.keys import sign_in_digest
from huiliu.people.models import BreakGlass
from huiliu.people.queries import (
    candidates_under,
    nearest_key,
)
from huiliu.people.sign_in import may_be_one, named, wants_name

GLASS_LASTS = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Entering:
    """What came of a code: an account, or that a name is wanted as well, or nothing."""

    account: Account | None = None
    wants_name: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom somebody says to be, or to speak of: a name, and a telephone in eleven digits."""

    name: str
    telephone: str


@action(Permission.EDIT_ACCOUNT)
def send_sign_in_code(*, by: Acting, id: UUID, telephone: str, network: str, at: datetime) -> None:
    """Send six digits to a number that stands in a file.

    Nobody can tell whether one does, by the clock either: for a number that nobody has, the file
    under the nearest key is opened and closed again.
    """
    number = sign_in_digest(telephone)
    code = issue_code(by=by, id=id, telephone_digest=number, network=network, at=at)
    with crossing(Crossing.SIGN_IN, by=by):
        opened = nearest_key(digest=number)
        known = bool(candidates_under(digest=opened)) and opened == number
    send(telephone=telephone, code=code if known else None)


@action(Permission.EDIT_ACCOUNT)
def enter_by_code(
    *, by: Acting, id: UUID, code: str, name: str, at: datetime, day: date
) -> Entering:
    """Open the account of the person whose number a code was sent to, and bind it to all rows.

    A code that opens nothing is no refusal, which would take back that its try was counted.
    """
    record(by=by, act="people.enter_by_code")
    held = try_code(by=by, id=id, code=code, at=at)
    if held is None:
        return Entering()
    with crossing(Crossing.SIGN_IN, by=by):
        candidates = candidates_under(digest=bytes(held.telephone_digest))
    if wants_name(candidates) and not name.strip():
        return Entering(wants_name=True)
    chosen = named(candidates, name=name) if wants_name(candidates) else candidates
    if not chosen or not may_be_one(chosen):
        return Entering()
    rows = [row for one in chosen for row in one.rows]
    account = open_own_account(by=by, name=chosen[0].name, persons=rows)
    if not entered_by_code(account=account, day=day):
        return Entering()
    spend_code(by=by, code=held, at=at)
    return Entering(account=account)


@action(Permission.BREAK_GLASS)
def break_glass(
    *, by: Acting, id: UUID, told: Caller, reason: GlassReason, at: datetime
) -> BreakGlass | None:
    """Open somebody's file to be read beyond one's reach, for an hour; the person sees it.

    Name and number have to agree, so that nobody is looked for by half of it. None where they do
    not: that is put on record, which a refusal would take back.
    """
    known = BreakGlass.objects.filter(id=id, appointment=by.under()).first()
    if known:
        repeated()
        return known
    with crossing(Crossing.BREAK_GLASS, by=by):
        candidates = candidates_under(digest=sign_in_digest(told.telephone))
    found = named(candidates, name=told.name)
    if not found or not may_be_one(found):
        return None
    glass = BreakGlass(
        id=id,
        appointment_id=by.under(),
        persons=[row for one in found for row in one.rows],
        reason=reason,
        broken_at=at,
        ends_at=at + GLASS_LASTS,
    )
    glass.save(force_insert=True)
    detail = {"reason": reason}
    record(by=by, act="people.break_glass", subject=glass, person=glass.persons[0], detail=detail)
    return glass
