"""From an account or a code to the `Acting` that its day allows."""

from datetime import date
from uuid import UUID

from huiliu.access.models import Appointment, Oneself
from huiliu.access.roles import (
    MEMBER,
    MEMBER_PERMISSIONS,
    ROLES,
    SET_UP,
    SET_UP_PERMISSIONS,
    RoleName,
)
from huiliu.accounts.models import Account
from huiliu.core.acting import Acting, Channel
from huiliu.core.paths import EVERYWHERE
from huiliu.core.reach import Reach


def appointments_of(*, account: Account, day: date) -> list[Appointment]:
    held = Appointment.objects.in_force(day).filter(account=account)
    return list(held.select_related("organisation").order_by("begins_on", "id"))


def acting_under(
    *, appointment: Appointment, account: Account, channel: Channel, purpose: str = ""
) -> Acting:
    role = ROLES[RoleName(appointment.role)]
    place = appointment.organisation.range
    return Acting(
        name=account.name,
        role=role.name,
        permissions=role.permissions,
        reach=role.reach(place),
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
