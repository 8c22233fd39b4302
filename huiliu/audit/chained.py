"""What the sealer and a verification read alike: lines, heads, and what is in no seal yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import connections
from psycopg import Cursor, sql

from huiliu.audit.choices import Log
from huiliu.audit.models import Entry, Reading
from huiliu.audit.rules import COLUMNS, SHARDS, Head, Heads, Stored
from huiliu.core.errors import Refused

SEALER = "sealer"
"""The connection under the role of its own, each transaction of which has one snapshot."""
TABLES = {Log.ENTRY: Entry._meta.db_table, Log.READING: Reading._meta.db_table}
BEFORE_ALL = UUID(int=0)

# Settings of the session decide how the database writes moments; commits are waited for, so that
# nothing outside the database speaks of a seal that a power cut takes back.
_FIXED = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL synchronous_commit = 'on'",
)
_HEADS = """
    SELECT s.shard, s.sequence, s.digest, s.previous, s.round
    FROM generate_series(0, %s - 1) AS g(shard) CROSS JOIN LATERAL (
        SELECT * FROM audit_seal WHERE audit_seal.shard = g.shard ORDER BY sequence DESC LIMIT 1
    ) s
"""
_SEALS = sql.SQL("""
    SELECT log, form, shard, sequence, round, position, sealed_at, previous,
        array_to_string(ids, ','), encode(digests, 'hex'), newest, digest
    FROM audit_seal ORDER BY round, position
""")
_UNSEALED = sql.SQL("""
    {select} WHERE id > %(after)s AND NOT EXISTS (
        SELECT FROM (SELECT unnest(ids) AS id FROM audit_seal WHERE newest > %(after)s) sealed
        WHERE sealed.id = log.id
    ) ORDER BY id LIMIT %(most)s
""")


def refuse_without_sealer() -> None:
    if SEALER not in settings.DATABASES:
        raise Refused("没有指定封存用的数据库账号。请设置 HUILIU_SEALER_URL 再运行。")


def begin() -> Cursor[Any]:
    """Return a cursor of the open transaction, in which everything is written in one way."""
    cursor = cast(Cursor[Any], connections[SEALER].cursor())
    for command in _FIXED:
        cursor.execute(command)
    return cursor


@contextmanager
def reading() -> Iterator[Cursor[Any]]:
    """Open a session of its own for one long answer, in a snapshot of its own."""
    own = connections[SEALER].copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            for command in _FIXED:
                cursor.execute(command)
            yield cast(Cursor[Any], cursor)
    finally:
        own.close()


def heads_of(cursor: Cursor[Any]) -> tuple[Heads, int]:
    """Return the last seal of each shard that has one, and the last round."""
    cursor.execute(_HEADS, [SHARDS])
    rows = cursor.fetchall()
    heads = {
        shard: Head(sequence, digest, previous) for shard, sequence, digest, previous, _ in rows
    }
    return heads, max((row[-1] for row in rows), default=0)


def unsealed_lines(cursor: Cursor[Any], log: Log, *, after: UUID, most: int) -> Iterator[bytes]:
    """Yield committed entries that are in no seal, in the order of their keys, as COPY writes them.

    That an entry is in no seal is asked of the seals themselves, never of a mark up to which all
    would be sealed: entries become visible in another order than they were made.
    """
    asked = _UNSEALED.format(select=_select(log))
    return _copied(cursor, asked, {"after": after, "most": most})


def lines(cursor: Cursor[Any], log: Log) -> Iterator[bytes]:
    """Yield all entries in the order of their keys."""
    return _copied(cursor, sql.SQL("{} ORDER BY id").format(_select(log)))


def seals(cursor: Cursor[Any]) -> Iterator[Stored]:
    """Yield all seals by their rounds.

    The index gives them in this order; sorting them would write them all to the disk once more.
    """
    cursor.execute("SET LOCAL enable_sort = off")
    return map(Stored.read, _copied(cursor, _SEALS))


def existing(cursor: Cursor[Any], log: Log, ids: list[str]) -> set[str]:
    """Return those of the keys that an entry has."""
    asked = sql.SQL("SELECT id::text FROM {} WHERE id = ANY(%s::uuid[])")
    cursor.execute(asked.format(sql.Identifier(TABLES[log])), [ids])
    return {id for (id,) in cursor.fetchall()}


def _select(log: Log) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[log]))
    return sql.SQL("SELECT {} FROM {} AS log").format(columns, sql.Identifier(TABLES[log]))


def _copied(
    cursor: Cursor[Any], asked: sql.Composable, given: dict[str, Any] | None = None
) -> Iterator[bytes]:
    with cursor.copy(sql.SQL("COPY ({}) TO STDOUT").format(asked), given) as copy:
        for line in copy:
            yield bytes(line)
