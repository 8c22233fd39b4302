"""One migrated template a run, and a copy of it for each worker."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from huiliu.config.database_roles import prepare_inside
from tests.cast import engage_cast
from tests.parents import watch

ROOT = Path(__file__).resolve().parent.parent
_DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
TRIES = 100


def use_database(name: str) -> None:
    """Point all connections of this process at a database."""
    for alias in ("default", "owner", "sealer"):
        connection = connections[alias]
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
        settings.DATABASES[alias]["NAME"] = name
        connection.settings_dict["NAME"] = name


def template() -> str:
    """Return the migrated template with the cast in it, made once for each state of the code."""
    name = f"test_template_{_state_of_code()}"
    with _lock():
        if not _exists(name):
            _make(name)
    return name


def copy_of(template: str, name: str) -> None:
    with _server() as server:
        _drop(server, name)
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database, once a superuser's session that is just ending has ended."""
    for patience in range(TRIES, 0, -1):
        try:
            server.execute(_DROP.format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            if patience == 1:
                raise
            time.sleep(0.1)
        else:
            return


def _make(name: str) -> None:
    building = f"{name}_building"
    with _server() as server:
        _drop(server, building)
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(building))
        )
    roles = {"owner": "huiliu_owner", "application": "huiliu_app", "sealer": "huiliu_sealer"}
    prepare_inside(_url(building), **roles)
    use_database(building)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    watch()
    engage_cast()
    use_database("huiliu")
    with _server() as server:
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(building), sql.Identifier(name)
            )
        )


def _state_of_code() -> str:
    digest = sha256()
    for path in sorted(ROOT.glob("huiliu/*/migrations/*.py")):
        digest.update(path.read_bytes())
    for name in ("tests/cast.py", "tests/parents.py", "huiliu/core/policies.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:12]


def _exists(name: str) -> bool:
    with _server() as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def _url(name: str) -> str:
    owner = settings.DATABASES["owner"]
    return (
        f"host={owner['HOST']} port={owner['PORT']} user={owner['USER']}"
        f" password={owner['PASSWORD']} dbname={name}"
    )


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    with psycopg.connect(_url("huiliu"), autocommit=True) as server:
        yield server


@contextmanager
def _lock() -> Iterator[None]:
    with (settings.TEST_VAR / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def checksums(*, leaving_out: set[str]) -> dict[str, str]:
    """Return a checksum of each table that the role may read, as this reach sees its rows."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall() if name not in leaving_out]
        found = {}
        for name in names:
            cursor.execute(
                sql.SQL(
                    "SELECT md5(coalesce(string_agg(line, '|' ORDER BY line), ''))"
                    " FROM (SELECT t::text AS line FROM {} t) lines"
                ).format(sql.Identifier(name))
            )
            found[name] = cursor.fetchone()[0]
    return found
