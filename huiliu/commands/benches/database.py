"""A database and a key store for one bench, made inside the embedded server and dropped after."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from huiliu.core.errors import Refused

_NAME = "huiliu_bench"
_DROP = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(_NAME))
# The template is prepared like the installation's own database: extensions and rights are there.
_CREATE = sql.SQL("CREATE DATABASE {} TEMPLATE template1").format(sql.Identifier(_NAME))

Surroundings = dict[str, str]
"""The variables under which a process works in the bench's database."""


@contextmanager
def bench_database() -> Iterator[tuple[Path, Surroundings]]:
    """Give a folder that is gone afterwards, and the surroundings for processes of the bench."""
    if settings.HUILIU_REAL_DATABASE:
        raise Refused("速度测试只在自带的数据库里做。请去掉 HUILIU_DATABASE_URL 再运行。")
    with _alone(), TemporaryDirectory(prefix="huiliu-bench-") as folder, _server() as server:
        server.execute(_DROP)
        server.execute(_CREATE)
        try:
            yield Path(folder), _surroundings(Path(folder))
        finally:
            server.execute(_DROP)


def _surroundings(folder: Path) -> Surroundings:
    return {
        "HUILIU_DATABASE_URL": _url("default", _NAME),
        "HUILIU_OWNER_URL": _url("owner", _NAME),
        "HUILIU_SEALER_URL": _url("sealer", _NAME),
        "HUILIU_KEYS": str(folder / "keys"),
        "HUILIU_ROOTS": str(folder / "roots"),
    }


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """Connect as the owner, who may make databases."""
    owner: dict[str, Any] = settings.DATABASES["owner"]
    with psycopg.connect(_url("owner", owner["NAME"]), autocommit=True) as server:
        yield server


def _url(alias: str, database: str) -> str:
    held: dict[str, Any] = settings.DATABASES[alias]
    return make_conninfo(
        host=held["HOST"],
        port=held["PORT"],
        user=held["USER"],
        password=held["PASSWORD"],
        dbname=database,
        sslmode="disable",
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Two benches at once would measure each other."""
    with (Path(settings.HUILIU_VAR) / "bench.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("另一项速度测试正在运行，请等它结束。") from None
        yield
