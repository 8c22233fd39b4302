"""No row hangs on another that its writer could not reach: looked at wherever tests write.

The database checks that a parent is there, and does so behind the policies: an action that takes an
id from outside and writes it as a key, without having loaded the row, would hang a child on
somebody else's file. Production has no triggers; the template of the tests has one on each table
about people, which looks for the parent as the writer, in the reach in which the row is written.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import connections
from psycopg import sql

OUT_OF_REACH = "HU404"
"""The sqlstate with which such a row is refused."""
_SECURED = "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'"
_KEYS = """
    SELECT c.relname, a.attname, p.relname
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid AND c.relrowsecurity
    JOIN pg_class p ON p.oid = k.confrelid AND p.relrowsecurity
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
    WHERE k.contype = 'f'
"""
_LOOK = """
    IF NEW.{column} IS NOT NULL
        AND NEW.{column} IS DISTINCT FROM OLD.{column}
        AND NOT EXISTS (SELECT 1 FROM {parent} WHERE id = NEW.{column})
    THEN
        RAISE EXCEPTION '%.% names a row out of reach', {table}, {name} USING ERRCODE = {state};
    END IF;
"""


class Key(NamedTuple):
    """A column by which a row about people hangs on another."""

    table: str
    column: str
    parent: str


def keys_of_catalogue() -> set[Key]:
    """Return the keys that the database knows of."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_KEYS)
        return {Key(*row) for row in cursor.fetchall()}


def keys() -> list[Key]:
    """Return every key between tables about people, those that the database does not check too."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_SECURED)
        secured = {name for (name,) in cursor.fetchall()}
    return sorted(key for key in _keys_of_models() if {key.table, key.parent} <= secured)


def _keys_of_models() -> Iterator[Key]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation:
                parent = field.related_model._meta.db_table
                yield Key(model._meta.db_table, field.column, parent)


def watch() -> None:
    """Let the database that the owner is connected to look for the parent of every row."""
    by_table: dict[str, list[Key]] = {}
    for key in keys():
        by_table.setdefault(key.table, []).append(key)
    with connections["owner"].cursor() as cursor:
        for table, held in by_table.items():
            cursor.execute(_function(table, held))
            cursor.execute(
                sql.SQL(
                    "CREATE TRIGGER parents AFTER INSERT OR UPDATE ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION {function}()"
                ).format(table=sql.Identifier(table), function=sql.Identifier(f"parents_{table}"))
            )


def unwatch() -> None:
    """Leave the policies by themselves, where bare SQL tries them and no action writes."""
    with connections["owner"].cursor() as cursor:
        for table in {key.table for key in keys()}:
            cursor.execute(sql.SQL("DROP TRIGGER parents ON {}").format(sql.Identifier(table)))


def _function(table: str, held: list[Key]) -> sql.Composed:
    looks = sql.SQL("").join(
        sql.SQL(_LOOK).format(
            column=sql.Identifier(key.column),
            parent=sql.Identifier(key.parent),
            table=sql.Literal(table),
            name=sql.Literal(key.column),
            state=sql.Literal(OUT_OF_REACH),
        )
        for key in held
    )
    return sql.SQL(
        "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN {looks} RETURN NULL; END $$"
    ).format(function=sql.Identifier(f"parents_{table}"), looks=looks)
