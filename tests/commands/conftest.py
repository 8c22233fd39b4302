"""The command line, run in this process or as one of its own, on a database of its own."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as of_tests
from pytest_django import Settings

from huiliu.__main__ import main
from tests.audit.city import url_of
from tests.commands.backups import Folders, Process, close_connections

ROOT = Path(__file__).resolve().parent.parent.parent

Run = Callable[..., "Ended"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said on which stream."""

    code: object
    out: str
    err: str


@pytest.fixture
def run(own_database: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `bin/huiliu ARGUMENTS`, as automation does."""

    def command(*arguments: object) -> Ended:
        code: object = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as ending:
            code = ending.code
        said = capsys.readouterr()
        return Ended(code=code, out=said.out, err=said.err)

    return command


@pytest.fixture
def turn_of_benches() -> Iterator[None]:
    """Wait until no other process of the tests has a bench: there may be only one at a time."""
    with (of_tests.TEST_VAR / "turn-of-benches.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "backup", tmp_path / "apart")


@pytest.fixture
def process(own_database: None, settings: Settings, tmp_path: Path) -> Process:
    """Run `bin/huiliu ARGUMENTS` as a process, on the test's database with keys of its own."""
    settings.HUILIU_KEYS = tmp_path / "keys"

    def command(*arguments: object, **more: str) -> "subprocess.CompletedProcess[str]":
        surroundings = os.environ | {
            "HUILIU_DATABASE_URL": url_of("default"),
            "HUILIU_OWNER_URL": url_of("owner"),
            "HUILIU_KEYS": str(tmp_path / "keys"),
            "HUILIU_ROOTS": str(tmp_path / "roots"),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "huiliu.config.settings",
            **more,
        }
        close_connections()
        return subprocess.run(
            [sys.executable, "-m", "huiliu", *map(str, arguments)],
            env=surroundings,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    return command
