"""The database as one stream, out by `pg_dump` and back by `psql`, as the owner."""

import os
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from huiliu.core.errors import Refused

PART = 1 << 20
_OUT = (
    *("--format=plain", "--compress=gzip:6", "--encoding=UTF8", "--no-owner"),
    *("--exclude-extension=*", "--no-comments", "--no-statistics", "--no-password"),
)
_IN = (
    *("--no-psqlrc", "--quiet", "--no-password"),
    *("--set=ON_ERROR_STOP=1", "--output=/dev/null"),
)
_EMPTIED = b"""
BEGIN;
SET client_min_messages = warning;
-- What tables get by themselves would be added to what the dump grants, which is less on the logs.
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM huiliu_app;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM huiliu_app;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM huiliu_app;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SCHEMAS FROM huiliu_app;
DO $$
DECLARE one text;
BEGIN
    -- All commands are written out before the first is done: names of what is gone are numbers.
    FOR one IN SELECT unnest(array_agg(command)) FROM (
        SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', 'public', relname)
        FROM pg_class c
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
        UNION ALL
        SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
        FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
        UNION ALL
        SELECT format('DROP TYPE IF EXISTS %I.%I CASCADE', 'public', typname)
        FROM pg_type t
        WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('e', 'd') OR typrelid IN (
                SELECT oid FROM pg_class WHERE relkind = 'c'))
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = t.oid AND deptype = 'e')
    ) AS every(command)
    LOOP
        EXECUTE one;
    END LOOP;
END
$$;
"""
_DONE = b"\nCOMMIT;\n"
"""Sent last. Whatever ends before it, a killed process too, leaves the database as it was."""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND usename <> current_user"
)


def dumped() -> Iterator[bytes]:
    """Yield a dump of the whole database."""
    command = [_program("pg_dump"), *_OUT]
    with subprocess.Popen(
        command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as dump:
        while dump.stdout is not None and (part := dump.stdout.read(PART)):
            yield part
        said = dump.stderr.read().decode(errors="replace") if dump.stderr else ""
    if dump.returncode:
        raise Refused(f"数据库没有备份成。pg_dump 说：{said.strip()}")


def put_back(parts: Iterable[bytes]) -> None:
    """Replace everything in the database by a dump, in one transaction: all of it or nothing."""
    command = [_program("psql"), *_IN]
    with subprocess.Popen(
        command, env=_environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as psql:
        if psql.stdin is not None:
            _feed(psql.stdin, parts)
        said = psql.stderr.read().decode(errors="replace") if psql.stderr else ""
    if psql.returncode:
        raise Refused(f"数据库没有恢复成，里面什么也没有改。psql 说：{said.strip()[-400:]}")


def _feed(stdin: Any, parts: Iterable[bytes]) -> None:
    """Send a dump to psql; where it has stopped reading, what it says tells why."""
    try:
        stdin.write(_EMPTIED)
        for part in unpacked(parts):
            stdin.write(part)
        stdin.write(_DONE)
        stdin.close()
    except BrokenPipeError:
        return


def unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    for part in parts:
        yield unpacking.decompress(part)
    yield unpacking.flush()


def refuse_without_owner() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user")
        [bypasses] = cursor.fetchone() or [False]
    if not bypasses:
        raise Refused("备份和恢复要用数据库主人的身份，请设置 HUILIU_OWNER_URL。")


def refuse_while_in_use() -> None:
    """Refuse to change a database under those who work in it."""
    connections["default"].close()
    with connections["owner"].cursor() as cursor:
        cursor.execute(_OTHERS)
        [others] = cursor.fetchone() or [0]
    connections["owner"].close()
    if others:
        raise Refused("数据库还在用。请先停下网页、worker 和 sealer，再恢复。")


def _program(name: str) -> str:
    return str(Path(settings.HUILIU_PROGRAMS) / name)


def _environment() -> dict[str, str]:
    """Return where and as whom, so that no list of processes shows a password."""
    held = connections["owner"].settings_dict
    named = {
        "PGHOST": held["HOST"],
        "PGPORT": held["PORT"],
        "PGUSER": held["USER"],
        "PGPASSWORD": held["PASSWORD"],
        "PGDATABASE": held["NAME"],
        "PGSSLMODE": held["OPTIONS"].get("sslmode"),
        "PGSSLROOTCERT": held["OPTIONS"].get("sslrootcert"),
        "PGCLIENTENCODING": "UTF8",
        "PATH": os.environ.get("PATH"),
    }
    return {name: str(value) for name, value in named.items() if value}
