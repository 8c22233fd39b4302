"""How often a six-digit code may be asked for, and how long and how often it may be tried."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

DIGITS = 6
LIFETIME = timedelta(minutes=5)
TRIES = 5
APART = timedelta(minutes=1)
A_DAY = timedelta(days=1)
CODES_A_DAY = 5


class Asking(StrEnum):
    """Whether a number may be sent a further code."""

    FINE = "fine"
    TOO_SOON = "too_soon"
    TOO_MANY = "too_many"


def asking(*, asked: Collection[datetime], at: datetime) -> Asking:
    """Judge one more code for a number, from the moments at which it was asked for before."""
    if sum(at - before < A_DAY for before in asked) >= CODES_A_DAY:
        return Asking.TOO_MANY
    if any(at - before < APART for before in asked):
        return Asking.TOO_SOON
    return Asking.FINE


def opens(*, ends_at: datetime, tries: int, used_at: datetime | None, at: datetime) -> bool:
    """Say whether a code can still be tried."""
    return used_at is None and tries < TRIES and at < ends_at


def six_digits() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
