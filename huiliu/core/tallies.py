"""Adding to tables of counts, in the transaction that changes what they count."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import sql

CHUNK = 500

Cell = tuple[Any, ...]
"""The key columns of one row of a tally, in the order of its primary key."""
C = TypeVar("C", bound=Cell)


def add_up(model: type[models.Model], deltas: Mapping[C, int]) -> None:
    """Add to the counts of a tally, whose primary key is the cell and whose column `n` the count.

    Cells are taken in order, so that two transactions never wait for each other. A count that
    comes down to nothing leaves no row.
    """
    changed = sorted((cell, delta) for cell, delta in deltas.items() if delta)
    for start in range(0, len(changed), CHUNK):
        part = changed[start : start + CHUNK]
        _insert(model, part)
        less = [cell for cell, delta in part if delta < 0]
        if less:
            _drop_empty(model, less)


def _insert(model: type[models.Model], part: Sequence[tuple[Cell, int]]) -> None:
    cells = _columns(model)
    row = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * (len(part[0][0]) + 1)))
    statement = sql.SQL(
        "INSERT INTO {table} AS held ({cells}, n) VALUES {rows}"
        " ON CONFLICT ({cells}) DO UPDATE SET n = held.n + excluded.n"
    ).format(table=_table(model), cells=cells, rows=sql.SQL(", ").join([row] * len(part)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for cell, delta in part for value in (*cell, delta)])


def _drop_empty(model: type[models.Model], cells: Sequence[Cell]) -> None:
    row = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(cells[0])))
    statement = sql.SQL("DELETE FROM {table} WHERE n = 0 AND ({cells}) IN ({rows})").format(
        table=_table(model), cells=_columns(model), rows=sql.SQL(", ").join([row] * len(cells))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for cell in cells for value in cell])


def _table(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)


def _columns(model: type[models.Model]) -> sql.Composed:
    names = [sql.Identifier(str(field.column)) for field in model._meta.pk_fields]
    return sql.SQL(", ").join(names)
