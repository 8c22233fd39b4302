"""The sealer as a process: killed at any moment, and two of them at once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from huiliu.core.clock import now
from tests.audit.city import PLACES, City, owner, url_of

ROOT = Path(__file__).resolve().parent.parent.parent
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(own_database: None, roots: Path) -> Iterator[Start]:
    """Start a sealer on the test's database that seals without a pause."""
    begun: list[subprocess.Popen[bytes]] = []
    surroundings = os.environ | {
        "HUILIU_DATABASE_URL": url_of("default"),
        "HUILIU_OWNER_URL": url_of("owner"),
        "HUILIU_SEALER_URL": url_of("sealer"),
        "HUILIU_KEYS": str(settings.HUILIU_KEYS),
        "HUILIU_ROOTS": str(roots),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "huiliu.config.settings",
    }

    def begin(*arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "huiliu", "sealer", *(arguments or ("--pause", "0"))]
        begun.append(subprocess.Popen(command, env=surroundings, cwd=ROOT, start_new_session=True))
        return begun[-1]

    yield begin
    for process in begun:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for_seals(more_than: int) -> None:
    """Wait until a process has sealed something, however slow the machine is."""
    while sealed() <= more_than:
        time.sleep(0.01)


def sealed() -> int:
    [(count,)] = owner("SELECT count(*) FROM audit_seal")
    return int(count)


def act_for(moments: int) -> None:
    """Let people act in many small transactions, while sealers are at work."""
    for number in range(moments):
        City(at=now()).act(place=PLACES[number % len(PLACES)])


def assert_sealed_once() -> None:
    [(ids, distinct)] = owner(
        "SELECT count(*), count(DISTINCT id) FROM (SELECT unnest(ids) AS id FROM audit_seal) s"
    )
    [(entries,)] = owner("SELECT count(*) FROM audit_entry")
    assert (ids, distinct) == (entries, entries)


def test_sealer_that_is_killed_again_and_again_leaves_a_sound_chain(start: Start) -> None:
    draw = random.Random(20261126)
    for _ in range(6):
        before = sealed()
        process = start()
        act_for(5)
        wait_for_seals(before)
        act_for(draw.randrange(60))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        act_for(5)
    city = City(at=now())

    assert city.seal() >= 5

    report = city.verify()
    assert (report.findings, report.tail) == ([], 0)
    assert_sealed_once()


def test_two_sealers_at_once_leave_a_sound_chain(start: Start) -> None:
    first, second = start(), start()
    wait_for_seals(0)
    act_for(400)
    assert (first.poll(), second.poll()) == (None, None)
    for process in (first, second):
        process.kill()
        process.wait()
    city = City(at=now())
    city.seal()

    report = city.verify()
    assert (report.findings, report.tail) == ([], 0)
    assert report.rounds > 10
    assert_sealed_once()


def test_sealer_once_seals_and_ends(start: Start) -> None:
    assert start("--once").wait() == 0

    assert sealed() > 0
