"""Adding to tables of counts, in the transaction that changes what they count."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import sql

Cell = tuple[Any, ...]
"""The key columns of one row of a tally, in the order of its primary key."""
C = TypeVar("C", bound=Cell)


def add_up(model: type[models.Model], deltas: Mapping[C, int]) -> None:
    """Add to the counts of a tally, whose primary key is the cell and whose column `n` the count.

    Cells are taken in order, so that two transactions never wait for each other. A count that
    comes down to nothing leaves no row.
    """
    changed = {cell: delta for cell, delta in deltas.items() if delta}
    if changed:
        _run(model, _INSERT, [(*cell, delta) for cell, delta in changed.items()], counted=True)
    less = [cell for cell, delta in changed.items() if delta < 0]
    if less:
        _run(model, _DELETE, less, counted=False)


_INSERT = sql.SQL(
    "INSERT INTO {table} AS held ({columns}) SELECT {columns} FROM unnest({arrays})"
    " AS added ({columns}) ORDER BY {cell}"
    " ON CONFLICT ({cell}) DO UPDATE SET n = held.n + excluded.n"
)
_DELETE = sql.SQL(
    "DELETE FROM {table} AS held USING unnest({arrays}) AS less ({columns})"
    " WHERE held.n = 0 AND {matched}"
)


def _run(
    model: type[models.Model], statement: sql.SQL, rows: Iterable[Cell], *, counted: bool
) -> None:
    """Run a statement over rows that go to the database as one array for each column."""
    keys = list(model._meta.pk_fields)
    rest = [field for field in model._meta.concrete_fields if counted and field.name == "n"]
    fields = [*keys, *rest]
    types = [sql.SQL(f"%s::{field.db_type(connection)}[]") for field in fields]
    names = [sql.Identifier(str(field.column)) for field in fields]
    cell = names[: len(keys)]
    matched = [sql.SQL("held.{0} = less.{0}").format(name) for name in cell]
    composed = statement.format(
        table=sql.Identifier(model._meta.db_table),
        arrays=sql.SQL(", ").join(types),
        columns=sql.SQL(", ").join(names),
        cell=sql.SQL(", ").join(cell),
        matched=sql.SQL(" AND ").join(matched),
    )
    with connection.cursor() as cursor:
        cursor.execute(composed, [list(values) for values in zip(*rows, strict=True)])
