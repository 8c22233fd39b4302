"""The one place that tells the database whose rows a transaction may see."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from huiliu.core.postgres.base import DatabaseWrapper
from huiliu.core.reach import NOBODY, Reach


@contextmanager
def entered(reach: Reach, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run the block in a transaction that sees `reach`, and give the outer reach back on any exit.

    A savepoint that is rolled back restores `SET LOCAL` by itself; one that is released does not,
    so the outer reach is then set again by hand.
    """
    connection = cast("DatabaseWrapper", connections[using])
    outer = connection.reach if connection.in_atomic_block else NOBODY
    if connection.in_atomic_block and outer == reach:
        yield
        return
    try:
        with transaction.atomic(using=using):
            _set(connection, outer, reach)
            yield
            _set(connection, reach, outer)
    finally:
        connection.reach = outer


def current(*, using: str = DEFAULT_DB_ALIAS) -> Reach:
    connection = cast("DatabaseWrapper", connections[using])
    return connection.reach if connection.in_atomic_block else NOBODY


def _set(connection: DatabaseWrapper, before: Reach, after: Reach) -> None:
    old = before.settings()
    changed = {name: text for name, text in after.settings().items() if text != old[name]}
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(
                "; ".join(f"SET LOCAL {name} = %s" for name in changed), list(changed.values())
            )
    connection.reach = after
