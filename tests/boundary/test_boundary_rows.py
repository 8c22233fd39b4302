"""Every table that the catalogue secures, in the reach of every role, asked by bare SQL.

No page and no query of ours stands between: what is refused here, the database refuses. The tables
come from the catalogue, whose rows are whose from the ground, who may see them from `oracle`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from psycopg import sql

from huiliu.access.models import Appointment
from huiliu.access.queries import acting_as_self, acting_under
from huiliu.access.roles import RoleName
from huiliu.accounts.models import Account
from huiliu.core import scope
from huiliu.core.acting import Channel
from huiliu.core.reach import ADDRESSES, Reach
from huiliu.stays.queries import acting_with_entrusted
from tests.boundary.ground import Ground
from tests.boundary.oracle import may_see
from tests.parents import unwatch

ACTORS = ("", "member", *RoleName.values)
OWNERS = {
    "exchange_batch": "id",
    "people_match": "id",
    "people_person": "id",
    "rights_objection": "id",
}
"""By which column a row of the ground is known to belong to a bundle, if not by its person."""
BY_NAME = frozenset({"member", "contact_person"})
"""Who reaches rows by the person alone, wherever they are addressed."""
CLOSED = frozenset({"people_sightingkey"})
"""Tables that no role sees."""
UNTOLD = frozenset({"rights_objection"})
"""Tables that nobody sees to whom a file was entrusted: an objection may be to them."""
LOGS = frozenset({"audit_entry", "audit_reading"})
"""Tables that are only added to; their rows are those of organisations and of the person."""
REFUSED = "42501"
LET_IN = frozenset({"", "23505", "23503"})
"""Done, or refused later than by a policy: there is one already, or others hang on it."""

Rows = Mapping[str, int | None]
"""Of each row of a table, by its place on the disk, the bundle that it belongs to."""


@dataclass(slots=True)
class Verdict:
    """How many single rows were asked for, and what was not as it has to be."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    def expect(self, what: str, found: object, *, wanted: object, rows: int) -> None:
        self.asked += rows
        if found != wanted:
            self.wrong.append(what)


def reach_of(ground: Ground, actor: str) -> Reach:
    if actor == "":
        return Reach()
    account = Account.objects.get(id=ground.accounts[actor])
    if actor == "member":
        return acting_as_self(account=account).reach
    held = Appointment.objects.select_related("organisation").get(account=account)
    by = acting_under(appointment=held, account=account, channel=Channel.PAGE)
    return acting_with_entrusted(by=by).reach


def asked(query: str, *names: str, using: str = "default", **given: Any) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql.SQL(query).format(*map(sql.Identifier, names)), given)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def secured_tables() -> dict[str, list[str]]:
    """Return each table with policies, and its columns."""
    found = asked(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(c.oid, 'SELECT')"
        " AND NOT a.attisdropped GROUP BY 1 ORDER BY 1"
    )
    return dict(found)


def rows_of(ground: Ground, table: str, columns: list[str]) -> Rows:
    """Return all rows of a table as the owner sees them, each with its bundle."""
    numbers = {str(id): bundle.number for bundle in ground.bundles for id in bundle.ids.values()}
    column = OWNERS.get(table) or ("person_id" if "person_id" in columns else columns[0])
    found = asked("SELECT ctid::text, {}::text FROM {}", column, table, using="owner")
    return {place: numbers.get(str(owner)) for place, owner in found}


@pytest.fixture(scope="module")
def planted_rows(ground: Ground) -> dict[str, Rows]:
    return rows_copied(ground)


def rows_copied(ground: Ground) -> dict[str, Rows]:
    """Return the rows of every table, of each of which a copy lies where anybody may take it.

    The policies are asked alone: a match has a person beyond the reach of whoever copies it here.
    """
    unwatch()
    found = {}
    for table, columns in secured_tables().items():
        if table in LOGS:
            continue
        copy = f"copy_of_{table}"
        asked(
            "CREATE TABLE {} AS SELECT ctid AS place, t AS line FROM {} t",
            copy,
            table,
            using="owner",
        )
        found[table] = rows_of(ground, table, columns)
    return found


def visible_among(ground: Ground, actor: str, table: str, rows: Rows) -> set[str]:
    """Return the rows of a table that somebody may see, in the second opinion."""
    bundles = {bundle.number: bundle for bundle in ground.bundles}
    if table in CLOSED or (table in UNTOLD and actor == "contact_person"):
        return set()
    return {
        place
        for place, number in rows.items()
        if number is not None and may_see(ground, actor, bundles[number])
    }


def judged(
    ground: Ground, planted_rows: Mapping[str, Rows], actor: str, *, only: str = ""
) -> Verdict:
    """Read, change, remove and add every row there is, in somebody's reach; or those of a table."""
    verdict, reach = Verdict(), reach_of(ground, actor)
    columns_of = secured_tables()
    for table in [only] if only else columns_of.keys() - LOGS:
        columns = columns_of.get(table, ["id"])
        rows = planted_rows[table]
        seen = visible_among(ground, actor, table, rows)
        with _taken_back(), scope.entered(reach):
            _read(verdict, table, seen, rows)
            _remove(verdict, table, seen, rows)
            _add(verdict, table, seen, rows)
            _change(verdict, table, columns[0], seen, rows)
            if seen and actor not in BY_NAME:
                _move_away(verdict, table, columns, seen)
    return verdict


def unseen_in_a_crossing(planted_rows: Mapping[str, Rows], *, only: str = "") -> list[str]:
    """Return the tables of which a crossing does not see every row: what it is opened for."""
    with _taken_back(), scope.entered(Reach.everywhere()):
        return [
            f"read {table}"
            for table in ([only] if only else planted_rows)
            if {place for (place,) in asked("SELECT ctid::text FROM {}", table)}
            != planted_rows[table].keys()
        ]


def _read(verdict: Verdict, table: str, seen: set[str], rows: Rows) -> None:
    found = {place for (place,) in asked("SELECT ctid::text FROM {}", table)}
    verdict.expect(f"read {table}", found, wanted=seen, rows=len(rows))


def _change(verdict: Verdict, table: str, column: str, seen: set[str], rows: Rows) -> None:
    found = asked("UPDATE {} SET {} = {}", table, column, column)
    verdict.expect(f"change {table}", found, wanted=[(len(seen),)], rows=len(rows))


def _remove(verdict: Verdict, table: str, seen: set[str], rows: Rows) -> None:
    """Remove what is hidden, which removes nothing, and one row that is seen."""
    hidden = [place for place in rows if place not in seen]
    query = "DELETE FROM {} WHERE ctid = ANY(%(places)s::tid[])"
    found = asked(query, table, places=hidden)
    verdict.expect(f"remove {table}", found, wanted=[(0,)], rows=len(hidden))
    for place in sorted(seen)[:1]:
        state = state_of(query, table, places=[place])
        verdict.expect(f"remove own {table}", state in LET_IN, wanted=True, rows=1)


def _add(verdict: Verdict, table: str, seen: set[str], rows: Rows) -> None:
    """Add a copy of each row: one in reach may be a copy too many, another is refused before."""
    for place in rows:
        state = state_of(
            "INSERT INTO {} SELECT (line).* FROM {} WHERE place = %(place)s::tid",
            table,
            f"copy_of_{table}",
            place=place,
        )
        allowed = state in LET_IN
        verdict.expect(f"add {table} {place}: {state}", allowed, wanted=place in seen, rows=1)


def _move_away(verdict: Verdict, table: str, columns: list[str], seen: set[str]) -> None:
    """Change the address of a row in reach to one that is not."""
    paths = [name for name in columns if name.removesuffix("_path") in (*ADDRESSES, "owner")]
    moves = sql.SQL(", ").join(
        sql.SQL("{} = '~far/'").format(sql.Identifier(name))
        for name in paths
        if name.endswith("_path")
    )
    state = state_of(sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), moves))
    verdict.expect(f"move {table} out of reach: {state}", state, wanted=REFUSED, rows=len(seen))


def state_of(query: str | sql.Composed, *names: str, using: str = "default", **given: Any) -> str:
    """Return the sqlstate with which a statement fails; nothing where it does not."""
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            if isinstance(query, str):
                query = sql.SQL(query).format(*map(sql.Identifier, names))
            cursor.execute(query, given)
    except DatabaseError as problem:
        return str(getattr(problem.__cause__, "sqlstate", "unknown"))
    return ""


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("actor", ACTORS)
def test_every_row_is_there_for_whom_it_is_in_reach_and_for_nobody_else(
    ground: Ground, planted_rows: dict[str, Rows], actor: str
) -> None:
    verdict = judged(ground, planted_rows, actor)
    print(f"rows: {actor or 'nobody'} asked {verdict.asked}")

    assert verdict.wrong == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_crossing_sees_every_row(ground: Ground, planted_rows: dict[str, Rows]) -> None:
    assert unseen_in_a_crossing(planted_rows) == []
