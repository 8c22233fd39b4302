"""Writing many rows into a table with row-level security, which PostgreSQL refuses to COPY into."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

M = TypeVar("M", bound=models.Model)

FEW = 100
CHUNK = 500


def write_many(model: type[M], rows: Iterable[M]) -> int:
    """Insert unsaved rows and return how many.

    Many rows go by COPY into a temporary table and from there in one INSERT .. SELECT; few rows,
    and all rows on a distributed server, go in chunks of VALUES. Policies hold either way.
    """
    written = list(rows)
    if len(written) <= FEW or settings.HUILIU_DISTRIBUTED:
        models.QuerySet[M](model).bulk_create(written, batch_size=CHUNK)
    else:
        _copy(model, written)
    return len(written)


def _copy(model: type[M], rows: list[M]) -> None:
    fields = model._meta.concrete_fields
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    table = sql.Identifier(model._meta.db_table)
    names = [(field.attname, isinstance(field, models.JSONField)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE arriving (LIKE {}) ON COMMIT DROP").format(table))
        with cursor.copy(sql.SQL("COPY arriving ({}) FROM STDIN").format(columns)) as copy:
            for row in rows:
                copy.write_row([_value(getattr(row, name), json=json) for name, json in names])
        cursor.execute(
            sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM arriving").format(
                table=table, columns=columns
            )
        )
        cursor.execute("DROP TABLE arriving")


def _value(value: Any, *, json: bool) -> Any:
    return Jsonb(value) if json else value
