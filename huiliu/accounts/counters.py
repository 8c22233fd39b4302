"""Counters of those who come from outside: one row for each kind and subject, no history.

They are no acts: a page that is only opened counts, nobody acts, and no audit entry is left. Each
function is one statement, so that a hundred requests of one moment count as a hundred.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from huiliu.accounts.models import RateCounter
from huiliu.accounts.rules import Limit, Slowing
from huiliu.core.blind import digest

_COUNT = """
INSERT INTO accounts_ratecounter AS held (kind, subject, count, last_at, ends_at)
VALUES (%(kind)s, %(subject)s, 1, %(at)s, %(ends_at)s)
ON CONFLICT (kind, subject) DO UPDATE SET
    count = CASE WHEN held.ends_at <= %(at)s THEN 1 ELSE held.count + 1 END,
    last_at = %(at)s,
    ends_at = CASE WHEN held.ends_at <= %(at)s THEN %(ends_at)s ELSE held.ends_at END
RETURNING count, ends_at
"""
_TAKE = """
INSERT INTO accounts_ratecounter AS held (kind, subject, count, last_at, ends_at)
VALUES (%(kind)s, %(subject)s, 1, %(at)s, %(ends_at)s)
ON CONFLICT (kind, subject) DO UPDATE SET
    count = CASE WHEN held.ends_at <= %(at)s THEN 1 ELSE held.count + 1 END,
    last_at = %(at)s,
    ends_at = %(ends_at)s
WHERE held.ends_at <= %(at)s
    OR held.last_at + (%(waits)s::interval[])[least(held.count, %(steps)s)] <= %(at)s
RETURNING count
"""
_FORGET = "DELETE FROM accounts_ratecounter WHERE kind = %s AND subject = %s"
_SWEEP = """
DELETE FROM accounts_ratecounter WHERE (kind, subject) IN (
    SELECT kind, subject FROM accounts_ratecounter WHERE ends_at <= %s
    ORDER BY ends_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there were with this one, and how long until they are forgotten."""

    count: int
    forgotten_in: timedelta

    def over(self, limit: Limit) -> bool:
        return self.count > limit.most


def count(limit: Limit, *, subject: str, at: datetime) -> Counted:
    """Count one more. The first of a time also removes what has ended, of whomever.

    What somebody else holds just now is left to the next, so that two never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _row(limit.kind, subject, at) | {"ends_at": at + limit.within})
        counted, ends_at = cursor.fetchone()
        if counted == 1:
            cursor.execute(_SWEEP, [at])
    return Counted(counted, ends_at - at)


def counted(limit: Limit, *, subject: str, at: datetime) -> int:
    """Return how many there were, counting none."""
    held = _held(limit.kind, subject).filter(ends_at__gt=at).first()
    return held.count if held else 0


def take_turn(slowing: Slowing, *, subject: str, at: datetime) -> timedelta | None:
    """Take a turn and give None, or give how long to wait. Who comes too early waits no longer."""
    given = _row(slowing.kind, subject, at) | {
        "ends_at": at + slowing.forgotten_after,
        "waits": list(slowing.waits),
        "steps": len(slowing.waits),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, given)
        if cursor.fetchone() is not None:
            return None
    # Whoever gave the right one meanwhile had it forgotten: then nobody has to wait.
    held = _held(slowing.kind, subject).first()
    return held.last_at + slowing.wait(held.count) - at if held else None


def forget(slowing: Slowing, *, subject: str) -> None:
    """Begin anew, because the right one was given."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [slowing.kind, _digest(slowing.kind, subject)])


def _held(kind: str, subject: str) -> QuerySet[RateCounter]:
    return RateCounter.objects.filter(kind=kind, subject=_digest(kind, subject))


def _row(kind: str, subject: str, at: datetime) -> dict[str, Any]:
    return {"kind": kind, "subject": _digest(kind, subject), "at": at}


def _digest(kind: str, subject: str) -> bytes:
    """Keep neither addresses nor names: a counter has to be found again, not to be read."""
    return digest(f"counter {kind}", subject)
