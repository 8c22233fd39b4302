"""What the bench of verifying measures: an invented log that is sealed, its floor, verifying it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from time import perf_counter
from uuid import UUID

from django.db import connections
from psycopg import sql

from huiliu.audit.chained import BEFORE_ALL
from huiliu.audit.choices import Log
from huiliu.audit.rules import COLUMNS, SHARDS, first_id_of
from huiliu.audit.sealer import seal, sign_day
from huiliu.audit.signing import public_key
from huiliu.audit.verification import verify
from huiliu.audit.witnesses import Witnesses
from huiliu.core.clock import day_of, now

Figures = dict[str, float]

ROUND_SECONDS = 5
ORGANISATIONS, PEOPLE = 300, 50_000
_COLUMNS = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[Log.ENTRY]))


def fill(*, rows: int, block: int) -> Figures:
    """Insert invented entries round by round, and seal each round as the sealer does.

    `block` is how many entries a seal holds in the mean, each round having some in all shards: 5
    comes from 64 acts a second, 1 from 13 or fewer.
    """
    per_round = block * SHARDS
    first = now()
    entries = _entries(rows, first=first, per_round=per_round)
    taken, at, after = 0.0, first, BEFORE_ALL
    while batch := list(islice(entries, per_round)):
        _insert(batch)
        at += timedelta(seconds=ROUND_SECONDS)
        started = perf_counter()
        seal(at=at, after=after)
        taken += perf_counter() - started
        after = first_id_of(at - timedelta(seconds=ROUND_SECONDS))
    sign_day(day=day_of(at), at=at)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"seal": taken * 1000}


def read() -> Figures:
    """Read every sealed row over one connection, and look at none."""
    started = perf_counter()
    with connections["sealer"].cursor() as cursor:
        asked = sql.SQL("COPY (SELECT {} FROM audit_entry) TO STDOUT").format(_COLUMNS)
        with cursor.copy(asked) as copy:
            for _ in copy:
                pass
    return {"floor": (perf_counter() - started) * 1000}


def verified() -> Figures:
    started = perf_counter()
    report = verify(at=now(), witnesses=Witnesses.read(key=public_key()))
    return {
        "verify": (perf_counter() - started) * 1000,
        "entries": report.entries.total(),
        "seals": report.seals,
        "unsealed": report.tail,
        "findings": report.kinds.total(),
    }


def _insert(batch: list[tuple[object, ...]]) -> None:
    command = sql.SQL("COPY audit_entry ({}) FROM STDIN").format(_COLUMNS)
    with connections["owner"].cursor() as cursor, cursor.copy(command) as copy:
        for row in batch:
            copy.write_row(row)


def _entries(rows: int, *, first: datetime, per_round: int) -> Iterator[tuple[object, ...]]:
    """Yield invented entries, the same but for the day, spread evenly over the seconds."""
    step = timedelta(seconds=ROUND_SECONDS) / (per_round + 1)
    for number in range(rows):
        round, place = divmod(number, per_round)
        at = first + timedelta(seconds=ROUND_SECONDS) * round + step * place
        yield _entry(number, at)


def _entry(number: int, at: datetime) -> tuple[object, ...]:
    drawn = sha256(number.to_bytes(8, "big")).digest()
    organisation = int.from_bytes(drawn[:4], "big") % ORGANISATIONS
    person = _invented("person", int.from_bytes(drawn[4:8], "big") % PEOPLE)
    return (
        *(_key(at, drawn), at, _invented("account", organisation)),
        *(_invented("appointment", organisation), "罗敏", "community_worker"),
        *(_invented("organisation", organisation), "环保社区居委会", f"0001/{organisation:04}/"),
        *("page", "", "contact.record_contact", f"contact.attempt:{_invented('attempt', number)}"),
        *(person, '{"outcome": "reached"}'),
    )


def _invented(kind: str, number: int) -> UUID:
    return UUID(bytes=sha256(f"{kind} {number}".encode()).digest()[:16], version=4)


def _key(at: datetime, drawn: bytes) -> UUID:
    """Make a key as `core.ids` does, of this moment and of drawn bits."""
    moment = first_id_of(at).bytes[:6]
    return UUID(bytes=moment + bytes([0x70, drawn[0], 0x80]) + drawn[-7:])
