"""Reads of sign-in: devices, second factors, and how long a guess has to wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from huiliu.accounts.choices import FactorKind
from huiliu.accounts.models import Account, Device, Factor, RecoveryCode, Session
from huiliu.core.keys import installation_key
from huiliu.core.sealing import unseal


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device as its owner sees it in the list."""

    id: UUID
    browser: str
    known_since: datetime
    last_used_at: datetime
    signed_in: bool
    here: bool


def known_device(*, ids: Collection[UUID], username: str) -> Device | None:
    """Return the device of this account that a browser's cookie names, if it still holds."""
    held = Device.objects.filter(id__in=list(ids), account__username=username, ended_at=None)
    return held.select_related("account").first()


def names_of(*, accounts: Collection[str]) -> dict[str, str]:
    """Return the names of accounts by their ids as logs hold them; who has left has none."""
    held = Account.objects.filter(id__in=list(accounts)).values_list("id", "name")
    return {str(id): name for id, name in held} if accounts else {}


def devices_of(*, account: Account, here: str | None, at: datetime) -> list[DeviceLine]:
    """Return the devices that are known, the one last used first. `here` is the session's key."""
    open_now = Session.objects.filter(account=account, expire_date__gt=at)
    sessions = {one.device_id: one for one in open_now.order_by("last_used_at")}
    mine = open_now.filter(session_key=here).first()
    lines = [
        DeviceLine(
            id=device.id,
            browser=device.browser,
            known_since=device.known_since,
            last_used_at=sessions[device.id].last_used_at
            if device.id in sessions
            else device.last_used_at,
            signed_in=device.id in sessions,
            here=mine is not None and mine.device_id == device.id,
        )
        for device in Device.objects.filter(account=account, ended_at=None)
    ]
    return sorted(lines, key=lambda line: line.last_used_at, reverse=True)


def factors_of(*, account: Account) -> list[Factor]:
    return list(Factor.objects.filter(account=account).order_by("added_at", "id"))


def passkeys_of(*, account: Account) -> list[bytes]:
    held = Factor.objects.filter(account=account, kind=FactorKind.PASSKEY).order_by("added_at")
    return [opened(factor) for factor in held]


def paper_left(*, account: Account) -> int:
    """Return how many codes on paper can still be used."""
    return RecoveryCode.objects.filter(account=account, used_at=None).count()


def has_factor(*, account: Account) -> bool:
    return Factor.objects.filter(account=account).exists()


def opened(factor: Factor) -> bytes:
    """Return what is kept of a second factor."""
    key = installation_key("factor")
    return bytes.fromhex(unseal(bytes(factor.sealed), key=key, place=factor.place))


def minutes_of(wait: timedelta) -> int:
    """Return a wait in whole minutes, as it is told."""
    return max(1, -(-int(wait.total_seconds()) // 60))
