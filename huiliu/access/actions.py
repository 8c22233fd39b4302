"""Appointing, inviting, and binding an account to the person it is."""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from huiliu.access.models import Appointment, Invitation, Oneself
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.blind import digest
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.organisations.models import Organisation

INVITATION_DAYS = 14
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


@action(Permission.EDIT_APPOINTMENT)
def appoint(
    *, by: Acting, account: Account, role: RoleName, organisation: Organisation, day: date
) -> Appointment:
    """Give an account a role at an organisation from a day on."""
    by.require(Permission.EDIT_APPOINTMENT, at=organisation.path)
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
def end_appointment(*, by: Acting, appointment_id: UUID, day: date) -> Appointment:
    """End an appointment on a day; on that day it no longer holds."""
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("organisation", "account")
        .filter(id=appointment_id)
        .first()
    )
    if appointment is None or not by.may(
        Permission.EDIT_APPOINTMENT, at=appointment.organisation.path
    ):
        raise OutOfReach
    if appointment.ends_on is not None and appointment.ends_on <= day:
        repeated()
        return appointment
    appointment.ends_on = max(day, appointment.begins_on)
    appointment.save(update_fields=["ends_on"])
    record(by=by, act="access.end_appointment", subject=appointment)
    return appointment


@action(Permission.EDIT_APPOINTMENT)
def invite(
    *, by: Acting, name: str, role: RoleName, organisation: Organisation, at: datetime
) -> tuple[Invitation, str]:
    """Ask somebody to take up a role. The code is returned once, for a letter or a call."""
    by.require(Permission.EDIT_APPOINTMENT, at=organisation.path)
    if not name.strip():
        raise Refused("请写上被邀请人的姓名。")
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    invitation = Invitation(
        code_digest=digest("invitation", code),
        name=name.strip(),
        role=role,
        organisation=organisation,
        invited_by=str(by.account_id or ""),
        ends_at=at + timedelta(days=INVITATION_DAYS),
    )
    invitation.save(force_insert=True)
    record(by=by, act="access.invite", subject=invitation, detail={"role": role})
    return invitation, code


@action(Permission.ACCEPT_INVITATION)
def accept_invitation(
    *, by: Acting, code: str, username: str, password: str, at: datetime, day: date
) -> Account:
    """Open the invited account and its appointment; the acting is the invitation's own."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(code_digest=digest("invitation", code.strip().upper()), accepted_at=None)
        .filter(ends_at__gt=at)
        .first()
    )
    if invitation is None:
        raise Refused("这个邀请码不对，或者已经用过、过期了。请向邀请您的人再要一个。")
    if Account.objects.filter(username=username).exists():
        raise Refused("这个登录名已经有人用了，请换一个。")
    account = open_account(by=by, username=username, name=invitation.name, password=password)
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


@action(Permission.EDIT_ACCOUNT)
def bind_self(*, by: Acting, account: Account, person: UUID) -> Oneself:
    """Say that an account is this person row."""
    bound, new = Oneself.objects.get_or_create(person=person, defaults={"account": account})
    if not new:
        repeated()
        return bound
    record(by=by, act="access.bind_self", subject=bound, person=person)
    return bound
