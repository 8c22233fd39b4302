"""Folders and servers for the launcher's tests; every server that a test started is stopped."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from huiliu.config.embedded import Cluster, EmbeddedProblem, ensure_running, stop

ROOT = Path(__file__).resolve().parent.parent.parent

# A child imports everything first: the interpreter may lie where another user cannot enter.
CHILD = """
import os, sys
from pathlib import Path
import encodings.idna, ipaddress, psycopg
from huiliu.config import embedded
var, shelter, uid, gid = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
if os.geteuid() != uid:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
try:
    cluster = embedded.ensure_running(var, fast=True, shelter=shelter)
except embedded.EmbeddedProblem as problem:
    sys.exit(str(problem))
print(cluster.url(cluster.application))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that everybody may enter, which pytest's own temporary folders are not."""
    path = Path(tempfile.mkdtemp(prefix="huiliu-launcher-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    for home in path.rglob("postgres/cluster.json"):
        with suppress(EmbeddedProblem):
            stop(home.parent.parent)
    shutil.rmtree(path)


@pytest.fixture
def start(folder: Path) -> Callable[[], Cluster]:
    return lambda: ensure_running(folder / "var", fast=True, shelter=folder / "shelter")


@pytest.fixture
def child(folder: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Start the database from another process, as another user if one is named."""

    def begin(
        var: Path = folder / "var", *, user: str = "", path: str = ""
    ) -> "subprocess.Popen[str]":
        account = pwd.getpwnam(user) if user else None
        uid, gid = (account.pw_uid, account.pw_gid) if account else (os.geteuid(), os.getegid())
        places = [str(var), str(folder / "shelter"), str(uid), str(gid)]
        return subprocess.Popen(
            [sys.executable, "-c", CHILD, *places],
            env={**os.environ, "PYTHONPATH": f"{path}:{ROOT}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begin


@pytest.fixture
def ask() -> Callable[..., list[tuple[object, ...]]]:
    def run(url: str, question: str) -> list[tuple[object, ...]]:
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(question.encode())
            return cursor.fetchall() if cursor.description else []

    return run
