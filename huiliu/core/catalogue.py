"""What has to be true of database and role before anything is served, read from the catalogue.

A table that the application can read has forced policies that compare each of its addresses with
the settings of that address, or stands in `OPEN` with the reason why everybody may read it.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connections, transaction
from psycopg import sql

from huiliu.core.reach import ADDRESSES

OPEN = {
    "access_appointment": "who holds which office; asked for before anybody acts",
    "access_farlist": "a sealed number and a digest; asked for by whoever has not signed in yet",
    "access_invitation": "names of those invited to an office, opened by the digest of a code",
    "access_oneself": "ids alone; asked for in order to know whose rows are one's own",
    "access_onetimecode": "digests alone; asked for by whoever has not signed in yet",
    "accounts_account": "who can sign in",
    "accounts_device": "asked for at sign-in, by account",
    "accounts_factor": "sealed; asked for at sign-in, by account",
    "accounts_ratecounter": "keyed digests and counts",
    "accounts_recoverycode": "digests alone; asked for at sign-in, by account",
    "accounts_session": "asked for by its key, before anybody acts",
    "audit_review": "ids of looks, and what an auditor found",
    "auth_group": "the framework's; empty",
    "auth_group_permissions": "the framework's; empty",
    "auth_permission": "the framework's; names of models",
    "django_content_type": "the framework's; names of models",
    "django_migrations": "the framework's; names of migrations",
    "exchange_headersynonym": "words of headers, the city's",
    "exchange_permit": "which organisation may take lists out, and why; nobody's row is in it",
    "needs_needtally": "counts without any person",
    "organisations_name": "spellings of organisations",
    "organisations_organisation": "the tree",
    "people_breakglass": "ids alone; asked for in order to know what may be read",
    "places_station": "where anybody may report in, as its poster says",
    "procrastinate_events": "the queue's; ids alone",
    "procrastinate_jobs": "the queue's; ids alone",
    "procrastinate_periodic_defers": "the queue's",
    "procrastinate_workers": "the queue's",
    "rights_delegation": "ids and a digest; asked for in order to know for whom one acts",
    "stays_clock": "rules",
    "stays_rule": "rules",
    "stays_staytally": "counts without any person",
    "stays_windowtally": "counts without any person",
}
"""Tables without policies that the application may read, each with the reason."""
ADDED_TO = frozenset({"audit_entry", "audit_reading"})
"""Tables that anybody may add to: there alone a policy may be true for everybody."""

_ROLE = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication,
    EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid),
    EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relpersistence <> 't')
FROM pg_roles WHERE rolname = current_user
"""
_TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
    has_table_privilege(c.oid, 'TRUNCATE, TRIGGER, REFERENCES'),
    (SELECT array_agg(a.attname::text) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
AND has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')
"""
_POLICIES = """
SELECT c.relname, p.polname, p.polcmd::text, p.polpermissive,
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE c.relnamespace = current_schema()::regnamespace AND (0 = ANY(p.polroles) OR EXISTS (
    SELECT FROM pg_roles r WHERE r.oid = ANY(p.polroles) AND r.rolname = current_user))
"""
_VIEWS = """
SELECT relname FROM pg_class
WHERE relkind IN ('v', 'm') AND relnamespace = current_schema()::regnamespace
AND has_table_privilege(oid, 'SELECT')
AND NOT (relkind = 'v' AND coalesce('security_invoker=true' = ANY(reloptions), false))
"""
_DEFINERS = """
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef
AND p.pronamespace = current_schema()::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')
"""


class Policy(NamedTuple):
    """A policy as the catalogue has it."""

    name: str
    command: str
    """`*` for all commands, else the letter of one."""
    permits: bool
    shown: str | None
    let_in: str | None


class OpenBoundary(Exception):
    """The database would show or take what it must not; nothing is served from it."""


def refuse_open_boundary() -> None:
    """Refuse to serve from a database that does not keep the boundary."""
    found = faults()
    if found:
        raise OpenBoundary("数据库的权限不对，不能开始服务：\n" + "\n".join(found))


def faults(*, using: str = "default") -> list[str]:
    """Return what is wrong, a sentence each; nothing if all is as the migrations made it."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:

        def asked(query: str | sql.Composed) -> list[tuple[Any, ...]]:
            cursor.execute(query)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

        tables = asked(_TABLES)
        policies: dict[str, list[Policy]] = {}
        for table, *policy in asked(_POLICIES):
            policies.setdefault(table, []).append(Policy(*policy))
        found = [*_of_role(asked(_ROLE)[0])]
        for row in sorted(tables, key=str):
            found += _of_table(row, policies.get(row[0], []))
        found += [f"视图 {name} 用的是属主的权限" for (name,) in asked(_VIEWS)]
        found += [f"函数 {name} 用的是属主的权限" for (name,) in asked(_DEFINERS)]
        secured = [row[0] for row in tables if row[1]]
        look = "SELECT FROM {} LIMIT 1"
        shown = [n for n in secured if asked(sql.SQL(look).format(sql.Identifier(n)))]
        return [*found, *(f"没有设范围时，{name} 也看得到" for name in shown)]


def _of_role(row: tuple[Any, ...]) -> Iterator[str]:
    mighty, member, owner = row
    if mighty:
        yield "应用的数据库角色可以绕过策略"
    if member:
        yield "应用的数据库角色属于另一个角色"
    if owner:
        yield "应用的数据库角色拥有表"


def _of_table(row: tuple[Any, ...], policies: list[Policy]) -> Iterator[str]:
    name, on, forced, more, columns = row
    if more:
        yield f"应用可以清空 {name}，或给它加触发器、外键"
    if name in OPEN:
        return
    if not (on and forced):
        yield f"{name} 没有强制行级权限，也没有写明为什么不用"
    if not policies:
        yield f"{name} 没有策略"
    for policy in policies:
        yield from _of_policy(name, columns, policy)


def _of_policy(table: str, columns: list[str], policy: Policy) -> Iterator[str]:
    here = f"{table} 的策略 {policy.name} "
    if not policy.permits:
        yield f"{here}是限制性的"
    for text in (policy.shown, policy.let_in):
        if text is not None and "current_setting" not in text and table not in ADDED_TO:
            yield f"{here}不看范围"
    if policy.command == "*":
        if policy.shown != policy.let_in:
            yield f"{here}看得到的和写得进的不一样"
        yield from (f"{here}没有比较 {path}" for path in _unasked(columns, policy.shown or ""))


def _unasked(columns: list[str], shown: str) -> Iterator[str]:
    """Yield the address columns that a policy does not compare with the settings of their own."""
    for kind in ADDRESSES:
        path = f"{kind}_path"
        compared = [
            rf"\(?{path}\)?(::text)? {sign} NULLIF\(current_setting\('app\.{kind}_{end}'"
            for sign, end in ((">=", "lo"), ("<", "hi"))
        ]
        if path in columns and not all(re.search(one, shown) for one in compared):
            yield path
