"""Mutants from the catalogue: one policy of one table is gone, true, or looks at another column.

Each is put into a copy of the ground, the table is asked by bare SQL in everybody's reach, and the
policy is put back as it was.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from psycopg import sql

from huiliu.core.catalogue import faults
from tests.boundary.ground import Ground
from tests.boundary.test_boundary_logs import CHAIN, Lines, judged_logs, judged_sealer
from tests.boundary.test_boundary_rows import (
    ACTORS,
    LOGS,
    Rows,
    asked,
    judged,
    unseen_in_a_crossing,
)

_POLICIES = """
SELECT c.relname, p.polname, p.polcmd::text, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid),
    coalesce((SELECT string_agg(quote_ident(rolname), ', ') FROM pg_roles
              WHERE oid = ANY(p.polroles)), 'PUBLIC'),
    (SELECT json_object_agg(a.attname, format_type(a.atttypid, NULL)) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 2
"""
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
_OFF = "ALTER TABLE {} DISABLE ROW LEVEL SECURITY"
_ON = "ALTER TABLE {} ENABLE ROW LEVEL SECURITY"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with the columns of its table and their types."""

    table: str
    name: str
    command: str
    shown: str | None
    let_in: str | None
    roles: str
    columns: Mapping[str, str]

    def clauses(self, *, shown: str | None, let_in: str | None) -> str:
        using = f" USING ({shown})" if shown is not None else ""
        return using + (f" WITH CHECK ({let_in})" if let_in is not None else "")

    def altered(self, *, shown: str | None, let_in: str | None) -> str:
        clauses = self.clauses(shown=shown, let_in=let_in)
        return f'ALTER POLICY {self.name} ON "{self.table}"{clauses}'

    @property
    def as_it_was(self) -> str:
        return self.altered(shown=self.shown, let_in=self.let_in)

    @property
    def made_again(self) -> str:
        clauses = self.clauses(shown=self.shown, let_in=self.let_in)
        command = _COMMANDS[self.command]
        return f'CREATE POLICY {self.name} ON "{self.table}" FOR {command} TO {self.roles}{clauses}'


@dataclass(frozen=True, slots=True)
class CatalogueMutant:
    """A command that changes the catalogue, and the one that puts it back."""

    kind: str
    policy: Policy
    what: str
    does: str
    undoes: str

    @property
    def name(self) -> str:
        return f"{self.kind}: {self.policy.table} {self.policy.name} {self.what}".strip()

    def __str__(self) -> str:
        return self.name


def policies() -> list[Policy]:
    return [Policy(*row) for row in asked(_POLICIES, using="owner")]


def generated() -> list[CatalogueMutant]:
    found = policies()
    first = {policy.table: policy for policy in reversed(found)}
    opened = [_opened(policy) for policy in first.values()]
    return [*opened, *(mutant for policy in found for mutant in _of(policy))]


def _opened(policy: Policy) -> CatalogueMutant:
    off, on = (text.format(f'"{policy.table}"') for text in (_OFF, _ON))
    return CatalogueMutant("table is open", policy, "", off, on)


def _of(policy: Policy) -> Iterator[CatalogueMutant]:
    drop = f'DROP POLICY {policy.name} ON "{policy.table}"'
    yield CatalogueMutant("policy is dropped", policy, "", drop, policy.made_again)
    both = {"shown": policy.shown, "let_in": policy.let_in}
    for clause, text in both.items():
        if text is None:
            continue
        for kind, what, now in (*_true(text), *_of_other_columns(policy, text)):
            does = policy.altered(**both | {clause: now})
            yield CatalogueMutant(kind, policy, f"{clause} {what}", does, policy.as_it_was)


def _true(text: str) -> Iterator[tuple[str, str, str]]:
    if text != "true":
        yield "policy is true", "", "true"


def _of_other_columns(policy: Policy, text: str) -> Iterator[tuple[str, str, str]]:
    """Let each column that is compared be another of its type; of paths, another path."""
    for column in sorted(set(re.findall(r"\b[a-z_]+\b", text)) & policy.columns.keys()):
        for other, kind in sorted(policy.columns.items()):
            alike = column.endswith("_path") == other.endswith("_path")
            if other != column and alike and kind == policy.columns[column]:
                now = re.sub(rf"\b{column}\b", other, text)
                yield "policy looks at another column", f"{column} as {other}", now


@contextmanager
def put_in(mutant: CatalogueMutant) -> Iterator[None]:
    _do(mutant.does)
    try:
        yield
    finally:
        _do(mutant.undoes)


def _do(command: str) -> None:
    asked(sql.SQL(command).as_string(None), using="owner")


@dataclass(frozen=True, slots=True)
class Watch:
    """What is asked of a table, to find out whether its policies are as they have to be."""

    ground: Ground
    rows: Mapping[str, Rows]
    lines: Mapping[str, Lines]

    def found(self, table: str) -> str:
        """Return the first thing that is wrong with a table, and in whose reach."""
        if table in LOGS | CHAIN:
            return self._found_in_logs()
        for actor in ("grid_worker", "branch_secretary", *ACTORS):
            wrong = self._wrong(table, actor)
            if wrong:
                return f"{actor or 'nobody'}: {wrong[0]}"
        unseen = unseen_in_a_crossing(self.rows, only=table)
        return f"crossing: {unseen[0]}" if unseen else ""

    def _wrong(self, table: str, actor: str) -> list[str]:
        try:
            return judged(self.ground, self.rows, actor, only=table).wrong
        except DatabaseError as problem:
            return [str(problem)]

    def _found_in_logs(self) -> str:
        wrong = judged_sealer(self.lines).wrong
        if wrong:
            return f"sealer: {wrong[0]}"
        for actor in ACTORS:
            wrong = judged_logs(self.ground, self.lines, actor).wrong
            if wrong:
                return f"{actor or 'nobody'}: {wrong[0]}"
        return ""


def refused_at_start() -> list[str]:
    """Return what the server would say, refusing to start; the copies of rows are ours."""
    return [fault for fault in faults() if "copy_of_" not in fault]


Fates = list[tuple[str, str, Any]]


def tried(watch: Watch, mutants: list[CatalogueMutant]) -> Fates:
    """Return of each mutant its name, what gave it away, and whether the server would start."""
    found: Fates = []
    for mutant in mutants:
        with put_in(mutant):
            found.append((mutant.name, watch.found(mutant.policy.table), refused_at_start()))
    return found
