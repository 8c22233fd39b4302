"""Writing many rows into a table with row-level security, which PostgreSQL refuses to COPY into."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar

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
    written = list(rows)
    if len(written) <= FEW or settings.HUILIU_DISTRIBUTED:
        unsaved = [model(*row) if isinstance(row, tuple) else row for row in written]
        models.QuerySet[M](model).bulk_create(unsaved, batch_size=CHUNK)
    else:
        _copy(model, written)
    return len(written)


def _copy(model: type[M], rows: list[M | tuple[Any, ...]]) -> None:
    fields = model._meta.concrete_fields
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    table = sql.Identifier(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE arriving (LIKE {}) ON COMMIT DROP").format(table))
        with cursor.copy(sql.SQL("COPY arriving ({}) FROM STDIN").format(columns)) as copy:
            for values in _values(model, rows):
                copy.write_row(values)
        cursor.execute(
            sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM arriving").format(
                table=table, columns=columns
            )
        )
        cursor.execute("DROP TABLE arriving")


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
