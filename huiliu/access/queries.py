"""From an account or a code to the `Acting` that its day allows."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from huiliu.access.models import Appointment, FarList, Invitation, Oneself
from huiliu.access.roles import (
    CLOCK,
    CLOCK_PERMISSIONS,
    INVITATION,
    INVITATION_PERMISSIONS,
    MEMBER,
    MEMBER_PERMISSIONS,
    OWN_ACCOUNT,
    OWN_ACCOUNT_PERMISSIONS,
    RETENTION,
    RETENTION_PERMISSIONS,
    ROLES,
    SET_UP,
    SET_UP_PERMISSIONS,
    SIGN_IN,
    SIGN_IN_PERMISSIONS,
    STATION,
    STATION_PERMISSIONS,
    RoleName,
)
from huiliu.access.rules import LETTERS
from huiliu.accounts.models import Account
from huiliu.core import keys
from huiliu.core.acting import Acting, Channel
from huiliu.core.blind import digest
from huiliu.core.errors import OutOfReach
from huiliu.core.paths import EVERYWHERE, Range, ancestors_of
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from huiliu.core.sealing import unseal_facts
from huiliu.organisations.choices import Kind, ReachedBy
from huiliu.organisations.models import Organisation

OWN_NAME_LENGTH = 8


def appointments_of(*, account: Account, day: date) -> list[Appointment]:
    held = Appointment.objects.in_force(day).filter(account=account)
    return list(held.select_related("organisation").order_by("begins_on", "id"))


def acting_under(
    *, appointment: Appointment, account: Account, channel: Channel, purpose: str = ""
) -> Acting:
    role = ROLES[RoleName(appointment.role)]
    place = appointment.organisation.range
    reach = role.reach(place)
    return Acting(
        name=account.name,
        role=role.name,
        permissions=role.permissions,
        reach=replace(reach, appointment=appointment.id) if role.entrusted else reach,
        account_id=account.id,
        appointment_id=appointment.id,
        organisation_id=appointment.organisation_id,
        organisation_name=appointment.organisation.name,
        organisation_path=appointment.organisation.path,
        channel=channel,
        purpose=purpose,
        range=place,
    )


def persons_of(*, account: Account) -> tuple[UUID, ...]:
    """Return the person rows that an account is; for nearly everybody one or none."""
    return tuple(
        Oneself.objects.filter(account=account).order_by("id").values_list("person", flat=True)
    )


def acting_as_self(*, account: Account, channel: Channel = Channel.PAGE) -> Acting:
    return Acting(
        name=account.name,
        role=MEMBER,
        permissions=MEMBER_PERMISSIONS,
        reach=Reach(own=persons_of(account=account)),
        account_id=account.id,
        channel=channel,
        named=False,
    )


def account_of_oneself(*, persons: Collection[UUID]) -> Account | None:
    """Return the account that is one of these person rows, if one was opened."""
    bound = Oneself.objects.filter(person__in=list(persons)).select_related("account")
    first = bound.order_by("id").first()
    return first.account if first else None


def is_members_alone(*, account: Account) -> bool:
    """Say whether an account is a member's and nothing else: no password, never an appointment."""
    if account.has_usable_password() or Oneself.objects.filter(account=account).exists():
        return False
    invited = Invitation.objects.filter(account=account).exists()
    return not invited and not Appointment.objects.filter(account=account).exists()


def free_username() -> str:
    """Return a name that nobody has: to open an account under a known one is to enter it."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(OWN_NAME_LENGTH))
    username = f"member-{letters.lower()}"
    return free_username() if Account.objects.filter(username=username).exists() else username


def entered_by_code(*, account: Account, day: date) -> bool:
    """Say whether a code alone may open this account: a member's own, with no role and password."""
    if not account.is_active or account.has_usable_password():
        return False
    return not Appointment.objects.in_force(day).filter(account=account).exists()


def acting_as_sign_in() -> Acting:
    """Return the machine that lets members in: it opens their accounts and reaches nobody."""
    return Acting(name=SIGN_IN, role=SIGN_IN, permissions=SIGN_IN_PERMISSIONS)


def acting_as_account(*, account: Account) -> Acting:
    """Return somebody who looks after the own sign-in, as no appointment and reaching nobody."""
    return Acting(
        name=account.name,
        role=OWN_ACCOUNT,
        permissions=OWN_ACCOUNT_PERMISSIONS,
        account_id=account.id,
        named=account.has_usable_password(),
    )


def acting_as_retention() -> Acting:
    """Return the machine of the night: what is over ends, and what waits for nobody moves on."""
    return Acting(
        name=RETENTION, role=RETENTION, permissions=RETENTION_PERMISSIONS, channel=Channel.JOB
    )


def acting_as_clock() -> Acting:
    """Return the machine that hands on what nobody did in time."""
    return Acting(name=CLOCK, role=CLOCK, permissions=CLOCK_PERMISSIONS, channel=Channel.JOB)


def acting_at_station(*, organisation: Organisation | None = None) -> Acting:
    """Return the machine that takes down who reports in: it reaches what waits for one desk alone.

    Without a desk it reaches nothing: it answers who comes with a number.
    """
    machine = Acting(name=STATION, role=STATION, permissions=STATION_PERMISSIONS)
    if organisation is None:
        return machine
    return replace(
        machine,
        reach=Reach(queue=Range.exactly(organisation.path)),
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        organisation_path=organisation.path,
    )


def acting_as_set_up() -> Acting:
    """Return the machine that makes an installation: it opens things and sees nobody."""
    return Acting(
        name=SET_UP,
        role=SET_UP,
        permissions=SET_UP_PERMISSIONS,
        channel=Channel.COMMAND,
        range=EVERYWHERE,
    )


def code_digest(code: str) -> bytes:
    """Return what is kept of the code of an invitation."""
    return digest("invitation", code)


def digest_of_six(id: UUID, code: str) -> bytes:
    """Return what is kept of the six digits of a one-time code."""
    return digest("one_time_code", f"{id}:{code}")


def far_digest(id: UUID) -> bytes:
    """Return under what six digits for a list are kept: for no other list, and for no member."""
    return digest("far_list", str(id))


def far_paper_digest(id: UUID, code: str) -> bytes:
    """Return what is kept of the code in the letter of a list."""
    return digest("far_letter", f"{id}:{code}")


def far_list_at(*, id: UUID) -> FarList | None:
    """Return a list by its address, which whoever has it may know."""
    related = FarList.objects.select_related("appointment__account", "appointment__organisation")
    return related.filter(id=id).first()


def far_list_kept(*, by: Acting, id: UUID) -> FarList | None:
    """Return a list that the acting district, or the machine of the night, looks after."""
    far_list = far_list_at(id=id)
    is_kept = far_list is not None and (by.role == CLOCK or _looks_after(by, far_list))
    return far_list if is_kept else None


def _looks_after(by: Acting, far_list: FarList) -> bool:
    return by.range is not None and by.range.holds(far_list.opened_at_path)


def far_lists_of(*, by: Acting, day: date) -> list[FarList]:
    """Return the lists in force that the acting district looks after, the next to end first."""
    if by.range is None:
        return []
    held = FarList.objects.filter(
        opened_at_path__gte=by.range.lo,
        opened_at_path__lt=by.range.hi,
        appointment__ends_on__gt=day,
    ).select_related("appointment__account", "appointment__organisation")
    return list(held.order_by("appointment__ends_on", "id"))


def far_lists_over(*, day: date) -> list[UUID]:
    """Return the lists that are over and of which something is left to do."""
    over = FarList.objects.filter(appointment__ends_on__lte=day)
    is_kept = Q(sealed__isnull=False) | Q(paper_digest__isnull=False)
    is_asked = Q(appointment__organisation__reached_by=ReachedBy.FAR_LIST)
    return list(over.filter(is_kept | is_asked).order_by("id").values_list("id", flat=True))


def has_far_list(*, organisation: UUID, day: date) -> bool:
    """Say whether somebody acts for a home outside the city on a day."""
    held = Appointment.objects.in_force(day).filter(role=RoleName.FAR_SECRETARY)
    return held.filter(organisation=organisation).exists()


def telephone_of_far_list(far_list: FarList) -> str:
    """Return the number of its secretary, or nothing."""
    held = keys.of([far_list.key_id]).get(far_list.key_id) if far_list.sealed else None
    if held is None:
        return ""
    said = unseal_facts(far_list.sealed, key=held, place=far_list.place)
    return str(said.get("telephone", ""))


def acting_as_invitation(*, code: str, at: datetime) -> Acting:
    """Return the machine that accepts invitations: it appoints where the letter says, or nowhere.

    What it does is on record at the organisation that invited.
    """
    held = Invitation.objects.open_at(at).filter(code_digest=code_digest(code))
    invitation = held.select_related("organisation").first()
    machine = Acting(name=INVITATION, role=INVITATION, permissions=INVITATION_PERMISSIONS)
    if invitation is None:
        return machine
    return replace(
        machine,
        organisation_id=invitation.organisation_id,
        organisation_name=invitation.organisation.name,
        organisation_path=invitation.organisation.path,
        range=invitation.organisation.range,
    )


def appointments_below(*, path: str, day: date) -> QuerySet[Appointment]:
    """Return the appointments at an organisation and below, with those that end on this day."""
    held = Range.below(path)
    return (
        Appointment.objects.filter(begins_on__lte=day)
        .filter(Q(ends_on=None) | Q(ends_on__gte=day))
        .filter(organisation__path__gte=held.lo, organisation__path__lt=held.hi)
        .select_related("account", "organisation")
        .order_by("organisation__path", "begins_on", "id")
    )


def paths_of_holders(
    *, permission: Permission, above: str | None, day: date, but: UUID | None = None
) -> set[str]:
    """Return where somebody is in office who may do this: at a path, above it, and at the top.

    `but` is an account that does not count, for it would answer for itself.
    """
    roles = [role.name for role in ROLES.values() if permission in role.permissions]
    held = Appointment.objects.in_force(day).filter(role__in=roles)
    line = Q(organisation__path__in=ancestors_of(above) if above else [])
    held = held.filter(line | Q(organisation__kind=Kind.CITY))
    others = held.exclude(account=but) if but else held
    return set(others.values_list("organisation__path", flat=True))


def account_in_range(*, by: Acting, id: UUID, day: date) -> Account:
    """Return an account that holds an office in the actor's range; no other is there."""
    if by.organisation_path is not None:
        held = appointments_below(path=by.organisation_path, day=day).filter(account=id).first()
        if held is not None:
            return held.account
    raise OutOfReach


def appointments_at(*, organisation: Organisation, day: date) -> list[Appointment]:
    below = appointments_below(path=organisation.path, day=day)
    return list(below.filter(organisation=organisation))


def appointment_in_range(*, by: Acting, id: UUID) -> Appointment:
    """Return an appointment at an organisation that the actor administers; no other is there."""
    found = Appointment.objects.select_related("account", "organisation").filter(id=id).first()
    if found is None or by.range is None or not by.range.holds(found.organisation.path):
        raise OutOfReach
    return found


def open_invitations(*, path: str, at: datetime) -> list[Invitation]:
    held = Range.below(path)
    return list(
        Invitation.objects.open_at(at)
        .filter(organisation__path__gte=held.lo, organisation__path__lt=held.hi)
        .select_related("organisation")
        .order_by("ends_at", "id")
    )


def account_to_appoint(*, username: str, name: str) -> Account | None:
    """Return the account only where sign-in name and name agree, so that no name can be fished for.

    An account that is entered by one-time code alone is its member's, and holds no role.
    """
    found = Account.objects.filter(username=username, name=name, is_active=True).first()
    return found if found and found.has_usable_password() else None
