"""Nothing is served from a database that does not keep the boundary: each rule, with its fault."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from huiliu.config.embedded import SUPERUSER
from huiliu.core.catalogue import OPEN, OpenBoundary, faults, refuse_open_boundary
from tests.conventions.sources import ROOT
from tests.factories import at, make_person

PLANTED = {
    "unforced": (
        "ALTER TABLE stays_stay NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE stays_stay FORCE ROW LEVEL SECURITY",
        "stays_stay 没有强制行级权限，也没有写明为什么不用",
    ),
    "switched off": (
        "ALTER TABLE stays_stay DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE stays_stay ENABLE ROW LEVEL SECURITY",
        "stays_stay 没有强制行级权限，也没有写明为什么不用",
    ),
    "unlisted": (
        "SET ROLE huiliu_owner; CREATE TABLE people_planted (person_id uuid)",
        "DROP TABLE people_planted",
        "people_planted 没有强制行级权限，也没有写明为什么不用",
    ),
    "without a policy": (
        (
            "SET ROLE huiliu_owner; CREATE TABLE people_planted (person_id uuid);"
            " ALTER TABLE people_planted ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        ),
        "DROP TABLE people_planted",
        "people_planted 没有策略",
    ),
    "open to all": (
        "CREATE POLICY planted ON people_person USING (true) WITH CHECK (true)",
        "DROP POLICY planted ON people_person",
        "people_person 的策略 planted 不看范围",
    ),
    "wrong column": (
        (
            "CREATE POLICY planted ON people_person"
            " USING (home_path >= nullif(current_setting('app.host_lo', true), ''))"
            " WITH CHECK (home_path >= nullif(current_setting('app.host_lo', true), ''))"
        ),
        "DROP POLICY planted ON people_person",
        "people_person 的策略 planted 没有比较 home_path",
    ),
    "lets in more": (
        (
            "CREATE POLICY planted ON exchange_batch"
            " USING (owner_path = current_setting('app.queue_lo', true))"
            " WITH CHECK (current_setting('app.queue_lo', true) <> '')"
        ),
        "DROP POLICY planted ON exchange_batch",
        "exchange_batch 的策略 planted 看得到的和写得进的不一样",
    ),
    "forbidding": (
        (
            "CREATE POLICY planted ON exchange_batch AS RESTRICTIVE"
            " USING (owner_path = current_setting('app.queue_lo', true))"
        ),
        "DROP POLICY planted ON exchange_batch",
        "exchange_batch 的策略 planted 是限制性的",
    ),
    "view": (
        "SET ROLE huiliu_owner; CREATE VIEW planted AS SELECT * FROM people_person",
        "DROP VIEW planted",
        "视图 planted 用的是属主的权限",
    ),
    "definer": (
        (
            "CREATE FUNCTION planted() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
            " AS 'SELECT count(*) FROM people_person'"
        ),
        "DROP FUNCTION planted",
        "函数 planted() 用的是属主的权限",
    ),
    "emptied": (
        "GRANT TRUNCATE ON needs_need TO huiliu_app",
        "REVOKE TRUNCATE ON needs_need FROM huiliu_app",
        "应用可以清空 needs_need，或给它加触发器、外键",
    ),
    "owning": (
        "CREATE TABLE people_planted (id uuid); ALTER TABLE people_planted OWNER TO huiliu_app",
        "DROP TABLE people_planted",
        "应用的数据库角色拥有表",
    ),
}


@contextmanager
def planted(fault: str) -> Iterator[str]:
    """Plant a fault as a superuser would, and give the sentence in which it has to be named."""
    plant, mend, sentence = PLANTED[fault]
    with _superuser() as cursor:
        cursor.execute(plant)
        try:
            yield sentence
        finally:
            cursor.execute(mend)


def test_database_as_the_migrations_made_it_has_no_fault(own_database: None) -> None:
    assert faults() == []
    refuse_open_boundary()


def test_every_open_table_exists(own_database: None) -> None:
    with connections["default"].cursor() as cursor:
        tables = set(connections["default"].introspection.table_names(cursor))

    assert sorted(OPEN.keys() - tables) == []


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_fault_is_named_and_refused(own_database: None, fault: str) -> None:
    with planted(fault) as sentence:
        assert sentence in faults()
        with pytest.raises(OpenBoundary):
            refuse_open_boundary()


def test_row_that_shows_itself_to_nobodys_reach_is_named(own_database: None) -> None:
    make_person("何志斌", **at(host="420103001001"))

    with planted("open to all"):
        assert "没有设范围时，people_person 也看得到" in faults()


def test_server_does_not_start_on_an_open_boundary(own_database: None) -> None:
    name = settings.DATABASES["default"]["NAME"]
    serve = f"from django.conf import settings\nsettings.DATABASES['default']['NAME'] = '{name}'\n"
    serve += "import huiliu.config.wsgi\nprint('serving')"

    with planted("view"):
        refused = _python(serve)
    served = _python(serve)

    assert (refused.returncode, "视图 planted 用的是属主的权限" in refused.stderr) == (1, True)
    assert (served.returncode, served.stdout.endswith("serving\n")) == (0, True)


def test_worker_does_not_start_on_an_open_boundary(own_database: None) -> None:
    with planted("view"), pytest.raises(OpenBoundary):
        call_command("worker", once=True)


@contextmanager
def _superuser() -> Iterator[psycopg.Cursor]:
    record = json.loads((settings.TEST_VAR / "postgres" / "cluster.json").read_text())
    default = settings.DATABASES["default"]
    given = {"host": default["HOST"], "port": default["PORT"], "dbname": default["NAME"]}
    with psycopg.connect(
        user=SUPERUSER, password=record["superuser_password"], autocommit=True, **given
    ) as server:
        yield server.cursor()


def _python(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", text],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "huiliu.config.test_settings"},
        capture_output=True,
        text=True,
        check=False,
    )
