"""Appointing, and inviting somebody to take up a role."""

from datetime import date, datetime, timedelta
from uuid import UUID

from huiliu.access.models import Appointment, Invitation
from huiliu.access.queries import (
    appointment_in_range,
    code_digest,
)
from huiliu.access.roles import RoleName
from huiliu.access.rules import Acceptance, fits, may_be_held_beside, may_give, new_code
from huiliu.accounts.actions import open_account
from huiliu.accounts.counters import count, counted
from huiliu.accounts.models import Account
from huiliu.accounts.rules import INVITATIONS_OF_NETWORK
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.unseen import one_line
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation

INVITATION_DAYS = 14


@action(Permission.EDIT_APPOINTMENT)
def appoint(
    *, by: Acting, account: Account, role: RoleName, organisation: Organisation, day: date
) -> Appointment:
    """Give an account a role at an organisation from a day on."""
    _require_giving(by=by, role=role, organisation=organisation)
    _refuse_own(by, account)
    held = Appointment.objects.in_force(day).filter(account=account)
    known = held.filter(role=role, organisation=organisation).first()
    if known:
        repeated()
        return known
    if not may_be_held_beside(role, held=held.values_list("role", flat=True)):
        raise Refused(f"{role.label}要单独担任，请另外请一位。")
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
    name = one_line(name)
    if not name:
        raise Refused("请写上被邀请人的姓名。")
    code = new_code()
    invitation = Invitation(
        id=id,
        code_digest=code_digest(code),
        name=name,
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
    tries = counted(INVITATIONS_OF_NETWORK, subject=accepted.network, at=at)
    if tries >= INVITATIONS_OF_NETWORK.most:
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
    count(INVITATIONS_OF_NETWORK, subject=network, at=at)
    record(by=by, act="access.fail_try", detail={"kind": INVITATIONS_OF_NETWORK.kind})
