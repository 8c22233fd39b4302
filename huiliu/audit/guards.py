"""Looks in the catalogue for what keeps the logs and their chain from being changed."""

from collections.abc import Iterator
from typing import Any

from psycopg import Cursor

from huiliu.audit.choices import FindingKind
from huiliu.audit.rules import Finding

APPLICATION, SEALER_ROLE = "huiliu_app", "huiliu_sealer"
LOGS, CHAIN = ("audit_entry", "audit_reading"), ("audit_seal", "audit_dayroot")
CHANGING = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")

FORBIDDEN = {
    (APPLICATION, LOGS): CHANGING,
    (APPLICATION, CHAIN): ("SELECT", "INSERT", *CHANGING),
    (SEALER_ROLE, LOGS): ("INSERT", *CHANGING),
    (SEALER_ROLE, CHAIN): CHANGING,
}
POLICIES = {
    *((table, "add", "a", "public") for table in LOGS),
    *((table, "seen", "r", "public") for table in LOGS),
    *((table, "seal", "r", SEALER_ROLE) for table in (*LOGS, *CHAIN)),
    *((table, "add", "a", SEALER_ROLE) for table in CHAIN),
}
"""Table, name, command and role of each policy that migrations make: there are no others."""

_HELD = """
    SELECT right_name FROM unnest(%(rights)s::text[]) AS right_name
    WHERE has_table_privilege(%(role)s, %(table)s, right_name)
    OR (right_name IN ('SELECT', 'INSERT', 'UPDATE')
        AND has_any_column_privilege(%(role)s, %(table)s, right_name))
"""
_OPEN = """
    SELECT relname FROM pg_class WHERE relname = ANY(%s) AND pg_table_is_visible(oid)
    AND NOT (relrowsecurity AND relforcerowsecurity)
"""
_POLICIES = """
    SELECT c.relname, p.polname, p.polcmd::text, coalesce(r.rolname, 'public')
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    CROSS JOIN LATERAL unnest(p.polroles) AS held(role) LEFT JOIN pg_roles r ON r.oid = held.role
    WHERE c.relname = ANY(%s) AND pg_table_is_visible(c.oid)
"""
_TRIGGERS = """
    SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relname = ANY(%(tables)s) AND pg_table_is_visible(c.oid)
    UNION ALL
    SELECT c.relname, w.rulename FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
    WHERE c.relname = ANY(%(tables)s) AND pg_table_is_visible(c.oid)
"""
_ROLES = """
    SELECT u.rolname FROM pg_roles u WHERE u.rolname = ANY(%s) AND (
        u.rolsuper OR u.rolbypassrls OR EXISTS (
            SELECT FROM pg_class c WHERE c.relname = ANY(%s) AND pg_table_is_visible(c.oid)
            AND pg_has_role(u.oid, c.relowner, 'MEMBER')
        )
    )
"""


def missing_guards(cursor: Cursor[Any]) -> Iterator[Finding]:
    """Yield each guard that the migrations and the roles set up, and that is not there now."""
    for words in (*_rights(cursor), *_security(cursor), *_policies(cursor), *_others(cursor)):
        yield Finding(FindingKind.UNGUARDED, what=words)


def _rights(cursor: Cursor[Any]) -> Iterator[str]:
    for (role, tables), rights in FORBIDDEN.items():
        for table in tables:
            cursor.execute(_HELD, {"rights": list(rights), "role": role, "table": table})
            for (right,) in cursor.fetchall():
                yield f"{role} 在 {table} 上有 {right}"


def _security(cursor: Cursor[Any]) -> Iterator[str]:
    cursor.execute(_OPEN, [[*LOGS, *CHAIN]])
    for (table,) in cursor.fetchall():
        yield f"{table} 没有强制行级权限"


def _policies(cursor: Cursor[Any]) -> Iterator[str]:
    cursor.execute(_POLICIES, [[*LOGS, *CHAIN]])
    found = set(cursor.fetchall())
    for table, name, *_ in sorted(POLICIES - found):
        yield f"{table} 没有策略 {name}"
    for table, name, *_ in sorted(found - POLICIES):
        yield f"{table} 多了策略 {name}"


def _others(cursor: Cursor[Any]) -> Iterator[str]:
    cursor.execute(_TRIGGERS, {"tables": [*LOGS, *CHAIN]})
    for table, name in cursor.fetchall():
        yield f"{table} 多了触发器或规则 {name}"
    cursor.execute(_ROLES, [[APPLICATION, SEALER_ROLE], [*LOGS, *CHAIN]])
    for (role,) in cursor.fetchall():
        yield f"{role} 可以绕过行级权限"
