"""Appointing, inviting, closing an organisation, and binding an account to the person it is."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db.models import Q, QuerySet

from huiliu.access.choices import TryKind
from huiliu.access.code_rules import LIFETIME, Asking, asking, opens, six_digits
from huiliu.access.crossing import Crossing, crossing
from huiliu.access.models import Appointment, FailedTry, Invitation, Oneself, OneTimeCode
from huiliu.access.queries import (
    account_of_oneself,
    appointment_in_range,
    code_digest,
    tried_too_often,
)
from huiliu.access.roles import RoleName
from huiliu.access.rules import LETTERS, fits, may_give, new_code
from huiliu.accounts.actions import open_account
from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.blind import digest
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.reach import ADDRESSES
from huiliu.organisations.choices import Kind
from huiliu.organisations.events import PATH_JOINED
from huiliu.organisations.models import Addressed, Name, Organisation
from huiliu.organisations.queries import (
    addressed_among,
    addressed_models,
    level_of,
    outside_pair,
)
from huiliu.organisations.rules import may_change

INVITATION_DAYS = 14
ASKING_WORDS = {
    Asking.TOO_SOON: "一分钟里只发一次，请稍等一会儿再要。",
    Asking.TOO_MANY: "一天里最多发五次，请明天再来，或者请您的联系人带您看。",
}
OWN_NAME_LENGTH = 8
TRIES_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody with a letter typed, and the network that it came from."""

    code: str
    username: str
    password: str
    network: str


@action(Permission.EDIT_APPOINTMENT)
def appoint(
    *, by: Acting, account: Account, role: RoleName, organisation: Organisation, day: date
) -> Appointment:
    """Give an account a role at an organisation from a day on."""
    _require_giving(by=by, role=role, organisation=organisation)
    _refuse_own(by, account)
    held = Appointment.objects.in_force(day)
    known = held.filter(account=account, role=role, organisation=organisation).first()
    if known:
        repeated()
        return known
    appointment = Appointment(account=account, role=role, organisation=organisation, begins_on=day)
    appointment.save(force_insert=True)
    record(by=by, act="access.appoint", subject=appointment, detail={"role": role})
    return appointment


@action(Permission.EDIT_APPOINTMENT)
def end_appointment(
    *, by: Acting, appointment_id: UUID, ends_on: date, at: datetime, day: date
) -> Appointment:
    """End an appointment by a day; on that day it no longer holds."""
    appointment = _locked_appointment(by, appointment_id)
    if ends_on < day:
        raise Refused("停的日子不能早于今天。")
    over = appointment.ends_on is not None and appointment.ends_on <= day
    if over or appointment.ends_on == ends_on:
        repeated()
        return appointment
    if not appointment.may_undo_end(day):
        appointment.end_before = appointment.ends_on
    appointment.ends_on, appointment.end_set_at = max(ends_on, appointment.begins_on), at
    appointment.save(update_fields=["ends_on", "end_before", "end_set_at"])
    detail = {"ends_on": appointment.ends_on.isoformat()}
    record(by=by, act="access.end_appointment", subject=appointment, detail=detail)
    return appointment


@action(Permission.EDIT_APPOINTMENT)
def restore_appointment(*, by: Acting, appointment_id: UUID, day: date) -> Appointment:
    """Take the end that was set today back to what it was in the morning."""
    appointment = _locked_appointment(by, appointment_id)
    if appointment.end_set_at is None:
        repeated()
        return appointment
    if not appointment.may_undo_end(day):
        raise Refused("撤销只能在当天做。要恢复，请重新任命。")
    again = Appointment.objects.in_force(day).filter(
        account=appointment.account, role=appointment.role, organisation=appointment.organisation
    )
    if again.exclude(id=appointment.id).exists():
        raise Refused("这个身份已经重新任命了，不用再恢复。")
    appointment.ends_on = appointment.end_before
    appointment.end_before = appointment.end_set_at = None
    appointment.save(update_fields=["ends_on", "end_before", "end_set_at"])
    record(by=by, act="access.restore_appointment", subject=appointment)
    return appointment


@action(Permission.EDIT_APPOINTMENT)
def invite(
    *, by: Acting, id: UUID, name: str, role: RoleName, organisation: Organisation, at: datetime
) -> tuple[Invitation, str | None]:
    """Ask somebody to take up a role. The code is returned once, for a letter or a call.

    Nobody can tell the code of an invitation that an earlier, equal call made: it is None.
    """
    _require_giving(by=by, role=role, organisation=organisation)
    known = Invitation.objects.filter(id=id, organisation=organisation).first()
    if known:
        repeated()
        return known, None
    if not name.strip():
        raise Refused("请写上被邀请人的姓名。")
    code = new_code()
    invitation = Invitation(
        id=id,
        code_digest=code_digest(code),
        name=name.strip(),
        role=role,
        organisation=organisation,
        invited_by=str(by.account_id or ""),
        ends_at=at + timedelta(days=INVITATION_DAYS),
    )
    invitation.save(force_insert=True)
    record(by=by, act="access.invite", subject=invitation, detail={"role": role})
    return invitation, code


@action(Permission.EDIT_APPOINTMENT)
def withdraw_invitation(*, by: Acting, invitation_id: UUID, at: datetime) -> Invitation:
    """Let an invitation end now; its code opens nothing any more."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    invitation = found.filter(id=invitation_id).first()
    if invitation is None or not by.may(
        Permission.EDIT_APPOINTMENT, at=invitation.organisation.path
    ):
        raise OutOfReach
    if invitation.accepted_at is not None:
        raise Refused(f"{invitation.name}已经接受了。要停，请在任职名单里停。")
    if invitation.ends_at <= at:
        repeated()
        return invitation
    invitation.ends_at = at
    invitation.save(update_fields=["ends_at"])
    record(by=by, act="access.withdraw_invitation", subject=invitation)
    return invitation


@action(Permission.ACCEPT_INVITATION)
def accept_invitation(
    *, by: Acting, accepted: Acceptance, at: datetime, day: date
) -> Account | None:
    """Open the invited account and its appointment.

    A code that opens nothing gives None and counts as a failed try of its network: a refusal would
    take the count back.
    """
    if tried_too_often(kind=TryKind.INVITATION, network=accepted.network, at=at):
        raise Refused("试错的次数太多了。请一小时以后再试，或者向邀请您的人再要一个码。")
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    invitation = found.open_at(at).filter(code_digest=code_digest(accepted.code)).first()
    if invitation is None:
        _count_failed_try(by=by, network=accepted.network, at=at)
        return None
    account = _opened(by=by, invitation=invitation, accepted=accepted)
    appoint(
        by=by,
        account=account,
        role=RoleName(invitation.role),
        organisation=invitation.organisation,
        day=day,
    )
    invitation.accepted_at, invitation.account = at, account
    invitation.save(update_fields=["accepted_at", "account"])
    record(by=by, act="access.accept_invitation", subject=invitation)
    return account


@action(Permission.EDIT_ORGANISATION)
def close_organisation(*, by: Acting, id: UUID, at: datetime, day: date) -> Organisation:
    """Close an organisation that nothing depends on; from this day it is not offered any more."""
    organisation = Organisation.objects.select_for_update(of=("self",)).filter(id=id).first()
    if organisation is None or not by.may(Permission.EDIT_ORGANISATION, at=organisation.path):
        raise OutOfReach
    if organisation.closed_on is not None:
        repeated()
        return organisation
    if not may_change(Kind(organisation.kind), level=level_of(by=by)):
        raise NotPermitted(f"{Kind(organisation.kind).label}要由上一级来撤销。")
    _refuse_needed(organisation, at=at, day=day)
    with crossing(Crossing.REORGANISE, by=by):
        if addressed_among(organisations=[organisation.id]):
            raise Refused("还有党员的记录写着这里，撤销以后就没有组织管了。要先并到别的组织。")
    organisation.closed_on = day
    organisation.save(update_fields=["closed_on"])
    record(by=by, act="access.close_organisation", subject=organisation)
    return organisation


@action(Permission.IMPORT_ROSTER)
def join_outside(*, by: Acting, kept_id: UUID, other_id: UUID, day: date) -> Organisation:
    """Say that two spellings of a home outside the city are one organisation.

    The other is closed and remembered as a spelling; its rows stand under the kept one, with the
    organisation as it was written still beside them.
    """
    kept, other = outside_pair(kept_id=kept_id, other_id=other_id)
    if other.successor_id == kept.id:
        repeated()
        return kept
    if kept.closed_on is not None or other.closed_on is not None:
        raise Refused("这两个里有一个已经并到别处了，请重新看一看。")
    Name.objects.get_or_create(organisation=kept, text=other.name)
    Name.objects.filter(organisation=other).update(organisation=kept)
    other.closed_on, other.successor = day, kept
    other.save(update_fields=["closed_on", "successor"])
    record(by=by, act="access.join_outside", subject=kept, detail={"other": str(other.id)})
    with crossing(Crossing.REORGANISE, by=by) as wide:
        for model in addressed_models():
            for name in ADDRESSES:
                _move_rows(model, f"{name}_path", before=other.path, after=kept.path)
        PATH_JOINED.happened(by=wide, before=other.path, after=kept.path)
    return kept


@action(Permission.EDIT_ACCOUNT)
def bind_self(*, by: Acting, account: Account, person: UUID) -> Oneself:
    """Say that an account is this person row."""
    bound, new = Oneself.objects.get_or_create(person=person, defaults={"account": account})
    if not new:
        repeated()
        return bound
    record(by=by, act="access.bind_self", subject=bound, person=person)
    return bound


@action(Permission.EDIT_ACCOUNT)
def issue_code(*, by: Acting, id: UUID, telephone_digest: bytes, at: datetime) -> str | None:
    """Make a code for a number, as often as the rule allows. None where this call made it before.

    Codes of one number wait for each other, so that two calls of one moment count one another.
    """
    if OneTimeCode.objects.filter(id=id, telephone_digest=telephone_digest).exists():
        repeated()
        return None
    earlier = OneTimeCode.objects.filter(telephone_digest=telephone_digest)
    list(earlier.select_for_update(of=("self",)).values_list("id"))
    judged = asking(asked=list(earlier.values_list("asked_at", flat=True)), at=at)
    if judged is not Asking.FINE:
        raise Refused(ASKING_WORDS[judged])
    code = six_digits()
    OneTimeCode(
        id=id,
        telephone_digest=telephone_digest,
        code_digest=_digest_of_six(id, code),
        asked_at=at,
        ends_at=at + LIFETIME,
    ).save(force_insert=True)
    record(by=by, act="access.issue_code")
    return code


@action(Permission.EDIT_ACCOUNT)
def try_code(*, by: Acting, id: UUID, code: str, at: datetime) -> OneTimeCode | None:
    """Return the code if it is the right one and still opens. Every try counts, the right one too.

    Nothing says why a code does not open; a refusal would take the count back.
    """
    held = OneTimeCode.objects.select_for_update(of=("self",)).filter(id=id).first()
    record(by=by, act="access.try_code")
    if held is None or not opens(
        ends_at=held.ends_at, tries=held.tries, used_at=held.used_at, at=at
    ):
        return None
    held.tries += 1
    held.save(update_fields=["tries"])
    right = compare_digest(bytes(held.code_digest), _digest_of_six(id, code))
    return held if right else None


@action(Permission.EDIT_ACCOUNT)
def spend_code(*, by: Acting, code: OneTimeCode, at: datetime) -> None:
    """Say that a code has opened an account; it opens nothing more."""
    code.used_at = at
    code.save(update_fields=["used_at"])
    record(by=by, act="access.spend_code")


@action(Permission.EDIT_ACCOUNT)
def open_own_account(*, by: Acting, name: str, persons: Sequence[UUID]) -> Account:
    """Return the account of somebody, opened if there is none, and bound to all rows of theirs."""
    record(by=by, act="access.open_own_account")
    account = account_of_oneself(persons=persons)
    if account is None:
        account = open_account(by=by, username=_free_username(), name=name, password=None)
    for person in persons:
        bind_self(by=by, account=account, person=person)
    return account


def _free_username() -> str:
    """Return a name that nobody has: to open an account under a known one is to enter it."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(OWN_NAME_LENGTH))
    username = f"member-{letters.lower()}"
    return _free_username() if Account.objects.filter(username=username).exists() else username


def _digest_of_six(id: UUID, code: str) -> bytes:
    return digest("one_time_code", f"{id}:{code}")


def _require_giving(*, by: Acting, role: RoleName, organisation: Organisation) -> None:
    """Refuse a role above the giver's own, outside its range, or at a place that has no such role.

    The organisation is locked, so that nobody closes it meanwhile.
    """
    by.require(Permission.EDIT_APPOINTMENT, at=organisation.path)
    if not may_give(role, giver=by.role):
        raise NotPermitted(f"{role.label}比您现在的身份高，要由上级来定。")
    if not fits(role, Kind(organisation.kind)):
        raise Refused(f"{Kind(organisation.kind).label}里没有{role.label}这个身份，请换一个。")
    locked = Organisation.objects.select_for_update(of=("self",)).get(id=organisation.id)
    if locked.closed_on is not None:
        raise Refused("这个组织已经撤销了，不能再任命人。")


def _refuse_own(by: Acting, account: Account) -> None:
    """Let nobody widen or end what they hold themselves: it takes a second person."""
    if account.id == by.account_id:
        raise NotPermitted("自己的身份要由别人来定，请上级或同级的同志来做。")


def _locked_appointment(by: Acting, appointment_id: UUID) -> Appointment:
    appointment = appointment_in_range(by=by, id=appointment_id)
    if not may_give(RoleName(appointment.role), giver=by.role):
        raise NotPermitted("这个身份比您现在的身份高，要由上级来定。")
    _refuse_own(by, appointment.account)
    locked = Appointment.objects.select_for_update(of=("self",))
    return locked.select_related("organisation", "account").get(id=appointment_id)


def _opened(*, by: Acting, invitation: Invitation, accepted: Acceptance) -> Account:
    if Account.objects.filter(username=accepted.username).exists():
        raise Refused("这个登录名已经有人用了，请换一个。")
    return open_account(
        by=by, username=accepted.username, name=invitation.name, password=accepted.password
    )


def _count_failed_try(*, by: Acting, network: str, at: datetime) -> None:
    FailedTry.objects.filter(at__lt=at - TRIES_KEPT).delete()
    FailedTry(kind=TryKind.INVITATION, network=network, at=at).save(force_insert=True)
    record(by=by, act="access.fail_try", detail={"kind": TryKind.INVITATION})


def _refuse_needed(organisation: Organisation, *, at: datetime, day: date) -> None:
    """Refuse to close what somebody stands under, works at or is invited to."""
    if Organisation.objects.standing_on(day).filter(parent=organisation).exists():
        raise Refused("下面还有组织，请先撤销下面的。")
    held = Appointment.objects.filter(organisation=organisation)
    if held.filter(Q(ends_on=None) | Q(ends_on__gt=day)).exists():
        raise Refused("还有人在这里任职，请先停下他们的任职。")
    if Invitation.objects.open_at(at).filter(organisation=organisation).exists():
        raise Refused("还有没接受的邀请，请先收回。")


def _move_rows(model: type[Addressed], column: str, *, before: str, after: str) -> None:
    rows: QuerySet[Addressed] = QuerySet(model)
    rows.filter(**{column: before}).update(**{column: after})
