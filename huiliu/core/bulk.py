"""Writing many rows into a table with row-level security, which PostgreSQL refuses to COPY into."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

M = TypeVar("M", bound=models.Model)

FEW = 100
CHUNK = 500


def write_many(model: type[M], rows: Iterable[M | tuple[Any, ...]]) -> int:
    """Insert unsaved rows and return how many.

    A row may be a tuple with a value for each column of the table, in their order, which costs a
    tenth of an unsaved model.

    Many rows go by COPY into a temporary table and from there in one INSERT .. SELECT; few rows,
    and all rows on a distributed server, go in chunks of VALUES. Policies hold either way.
    """
    return len(write_in_turn({model: rows})[model])


def write_in_turn(
    tables: Mapping[type[M], Iterable[M | tuple[Any, ...]]],
) -> dict[type[M], list[Any]]:
    """Insert the rows of several tables in their order, as `write_many` does, and return them.

    Rows that are made as they are asked for are made while the server inserts those before them.
    """
    written: dict[type[M], list[Any]] = {}
    with ThreadPoolExecutor(max_workers=1) as beside:
        inserting: Future[None] | None = None
        for model, rows in tables.items():
            written[model] = list(rows)
            _wait_for(inserting)
            inserting = _write(model, written[model], beside)
        _wait_for(inserting)
    return written


def remove_many(model: type[models.Model], *, column: str, among: Collection[UUID]) -> int:
    """Delete the rows with one of these keys in a column, and return how many.

    Nothing is loaded and nothing goes with them: what depends on them is removed before.
    """
    statement = sql.SQL("DELETE FROM {} WHERE {} = ANY(%s::uuid[])").format(
        sql.Identifier(model._meta.db_table), sql.Identifier(column)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(among)])
        return int(cursor.rowcount)


def _write(
    model: type[M], rows: list[M | tuple[Any, ...]], beside: ThreadPoolExecutor
) -> Future[None] | None:
    if len(rows) > FEW and not settings.HUILIU_DISTRIBUTED:
        _copy(model, rows)
        return beside.submit(_insert_copied, model, connection.connection)
    unsaved = [model(*row) if isinstance(row, tuple) else row for row in rows]
    models.QuerySet[M](model).bulk_create(unsaved, batch_size=CHUNK)
    return None


def _wait_for(inserting: Future[None] | None) -> None:
    """Wait for the server; what it refuses is raised here, as an error of Django's."""
    if inserting is not None:
        with connection.wrap_database_errors:
            inserting.result()


def _copy(model: type[M], rows: list[M | tuple[Any, ...]]) -> None:
    table = sql.Identifier(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE arriving (LIKE {}) ON COMMIT DROP").format(table))
        copying = sql.SQL("COPY arriving ({}) FROM STDIN").format(_columns(model))
        with cursor.copy(copying) as copy:
            for values in _values(model, rows):
                copy.write_row(values)


def _insert_copied(model: type[M], raw: psycopg.Connection) -> None:
    """Insert what was copied. It runs in a thread of its own, on the connection of the caller."""
    inserting = sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM arriving").format(
        table=sql.Identifier(model._meta.db_table), columns=_columns(model)
    )
    with raw.cursor() as cursor:
        cursor.execute(inserting)
        cursor.execute("DROP TABLE arriving")


def _columns(model: type[M]) -> sql.Composed:
    fields = model._meta.concrete_fields
    return sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])


def _values(model: type[M], rows: Iterable[M | tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """Yield the values of each row in the order of the columns."""
    fields = model._meta.concrete_fields
    of_model = attrgetter(*(field.attname for field in fields))
    in_json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    for row in rows:
        values = row if isinstance(row, tuple) else of_model(row)
        yield _with_json(values, in_json) if in_json else values


def _with_json(values: Iterable[Any], places: Iterable[int]) -> list[Any]:
    changed = list(values)
    for place in places:
        changed[place] = Jsonb(changed[place])
    return changed
