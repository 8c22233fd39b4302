"""The three roles: what the owner may, what the others may not, and that this is kept."""

import json
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from huiliu.config import database_roles
from huiliu.config.database_roles import Login, PreparationProblem, prepare, prepare_inside
from huiliu.config.embedded import Cluster, ensure_running, stop

pytestmark = pytest.mark.launcher

Ask = Callable[..., list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="huiliu-roles-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    stop(path / "var")
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def server(home: Path) -> Cluster:
    return ensure_running(home / "var", fast=True, shelter=home / "shelter")


@pytest.fixture
def cluster(server: Cluster, ask: Ask) -> Cluster:
    """Give a new database of the owner on the common server, as test databases are made."""
    name = f"test_{secrets.token_hex(4)}"
    ask(server.url(server.owner), f"CREATE DATABASE {name}")
    return replace(server, database=name)


@pytest.fixture
def superuser(home: Path, server: Cluster) -> str:
    record = json.loads((home / "var/postgres/cluster.json").read_text())
    login = Login("postgres", record["superuser_password"])
    return replace(server, database="postgres").url(login)


ROLES = """
    SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin
    FROM pg_roles WHERE rolname LIKE 'huiliu%' ORDER BY rolname
"""
RIGHT_ROLES = [
    ("huiliu_app", False, False, False, False, True),
    ("huiliu_owner", False, True, True, False, True),
    ("huiliu_sealer", False, False, False, False, True),
]
ACCESS = """
    CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY, name text);
    CREATE FUNCTION seven() RETURNS int LANGUAGE sql RETURN 7;
    INSERT INTO people (name) VALUES ('何');
"""


def test_roles_have_exactly_their_rights(server: Cluster, ask: Ask) -> None:
    assert ask(server.url(server.owner), ROLES) == RIGHT_ROLES
    assert ask(
        server.url(server.owner),
        "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname",
    ) == [("btree_gist",), ("pg_trgm",)]
    assert ask(
        server.url(server.owner),
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'huiliu'",
    ) == [("huiliu_owner",)]


def test_application_uses_what_the_owner_makes(cluster: Cluster, ask: Ask) -> None:
    ask(cluster.url(cluster.owner), ACCESS)
    application = cluster.url(cluster.application)

    ask(application, "INSERT INTO people (name) VALUES ('卢')")
    ask(application, "UPDATE people SET name = '王' WHERE name = '何'")
    ask(application, "CREATE TEMPORARY TABLE rows_in (name text)")

    assert ask(application, "SELECT name, seven() FROM people ORDER BY id") == [
        ("王", 7),
        ("卢", 7),
    ]
    assert ask(application, "DELETE FROM people WHERE name = '卢' RETURNING name") == [("卢",)]


@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE TABLE own (id int)",
        "CREATE SCHEMA own",
        "TRUNCATE people",
        "ALTER TABLE people DISABLE ROW LEVEL SECURITY",
        "CREATE ROLE another",
        "SET ROLE huiliu_owner",
    ],
)
def test_application_is_refused_everything_else(cluster: Cluster, ask: Ask, forbidden: str) -> None:
    ask(cluster.url(cluster.owner), ACCESS)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(cluster.url(cluster.application), forbidden)


def test_new_database_of_the_owner_is_born_prepared(cluster: Cluster, ask: Ask) -> None:
    ask(cluster.url(cluster.owner), ACCESS)

    application = cluster.url(cluster.application)
    assert ask(application, "SELECT name FROM people") == [("何",)]
    assert ask(application, "SELECT similarity('汇流', '汇流')") == [(1.0,)]


def test_prepare_repairs_rights_and_changes_passwords(
    server: Cluster, ask: Ask, superuser: str
) -> None:
    owner, application = Login("huiliu_repaired_owner", "one"), Login("huiliu_repaired", "two")
    sealer = Login("huiliu_repaired_sealer", "three")
    roles = {"owner": owner, "application": application, "sealer": sealer}
    prepare(superuser, database="repaired", **roles)
    ask(superuser, "ALTER ROLE huiliu_repaired SUPERUSER BYPASSRLS CREATEDB")
    ask(superuser, "ALTER ROLE huiliu_repaired_owner CREATEROLE NOBYPASSRLS")
    ask(superuser, "ALTER ROLE huiliu_repaired_sealer BYPASSRLS")
    changed = Login("huiliu_repaired", "changed")

    prepare(superuser, database="repaired", **{**roles, "application": changed})

    roles = ask(superuser, ROLES.replace("'huiliu%'", "'huiliu_repaired%'"))
    assert [rights[1:] for rights in roles] == [rights[1:] for rights in RIGHT_ROLES]
    assert ask(replace(server, database="repaired").url(changed), "SELECT 1") == [(1,)]
    ask(superuser, "DROP DATABASE repaired")
    ask(superuser, "DROP ROLE huiliu_repaired_owner")
    ask(superuser, "DROP ROLE huiliu_repaired")
    ask(superuser, "DROP ROLE huiliu_repaired_sealer")


def test_prepare_makes_a_second_database_on_the_same_server(
    cluster: Cluster, ask: Ask, superuser: str
) -> None:
    owner, application = Login("city_owner", "one"), Login("city_app", "two")
    sealer = Login("city_sealer", "three")

    prepare(superuser, database="city", owner=owner, application=application, sealer=sealer)

    city = replace(cluster, database="city")
    ask(city.url(owner), ACCESS)
    assert ask(city.url(application), "SELECT name FROM people") == [("何",)]
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        ask(city.url(cluster.application), "SELECT 1")


def test_owner_can_prepare_a_database_of_its_own(cluster: Cluster, ask: Ask) -> None:
    ask(cluster.url(cluster.owner), "CREATE DATABASE bare TEMPLATE template0")
    bare = replace(cluster, database="bare")

    roles = {"owner": "huiliu_owner", "application": "huiliu_app", "sealer": "huiliu_sealer"}
    prepare_inside(bare.url(bare.owner), **roles)

    ask(bare.url(bare.owner), ACCESS)
    assert ask(bare.url(bare.application), "SELECT name FROM people") == [("何",)]


def test_prepare_refuses_a_server_that_is_too_old(
    superuser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_roles, "OLDEST_SERVER", 190000)
    owner, application = Login("old_owner", "one"), Login("old_app", "two")
    sealer = Login("old_sealer", "three")

    with pytest.raises(PreparationProblem, match="PostgreSQL 18 is too old"):
        prepare(superuser, database="old", owner=owner, application=application, sealer=sealer)
