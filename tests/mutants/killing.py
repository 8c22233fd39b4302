"""Which tests go through a line, and whether one of them fails while it says something else.

All tests are collected once. Then each is run once for what it goes through, and for every mutant
those that go through its line are run in a process of their own, until one fails. Nothing of the
working tree is touched, and what a mutant does to its database is gone with the next copy of it.
"""

import json
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from warnings import catch_warnings

import coverage
import pytest
from _pytest.runner import runtestprotocol
from django.db import connections
from pytest_django.plugin import blocking_manager_key

from tests.boundary.grounds import planted_once
from tests.conventions.sources import ROOT, modules, relative
from tests.mutants.living import NothingLives, put_in
from tests.mutants.syntax import Mutant

DOORS = "tests/boundary/test_boundary_doors.py"
"""Tests that ask every door without going through it."""
OWING = (
    "tests/web/accounts/test_web_factors.py::"
    "test_session_that_owes_its_factor_is_led_to_it_by_every_page_of_an_account"
)
"""The test that asks every door of an account, and is turned away from all but one."""
OFFERS = "tests/boundary/test_boundary_offers.py"
"""Tests that press whatever a page offers: what counts as held that is not is noticed there."""
READERS = "tests/conventions/test_conventions_writing.py"
"""Tests that read what stands in the files."""
HELD = "permission counts as held"
LONGEST = 120.0
"""Seconds of tests that are run against one mutant before it counts as having survived."""
PATIENCE = 5
"""How much longer than usual tests may take before whoever waits for them gives up."""
_IMPORTED = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""What is told already, by this module, need not be told again."""
KILLED, SURVIVED, HUNG, BROKEN = 1, 0, 2, 70


@dataclass(slots=True)
class Trip:
    """What one test does while nothing is wrong."""

    passed: bool
    seconds: float
    through: dict[str, set[int]]
    """The lines of each file."""


@dataclass(slots=True)
class Fate:
    """What became of a mutant."""

    mutant: str
    verdict: str
    by: str = ""
    tests: int = 0
    seconds: float = 0.0


@dataclass
class Killing:
    """The plugin that runs mutants in the place of tests."""

    mutants: list[Mutant]
    notes: Path
    """A folder for what is known of the tests, so that it need not be found out again."""
    say: Callable[[str], None]
    fates: list[Fate] = field(default_factory=list)
    trips: dict[str, Trip] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [item for item in session.items if isinstance(item, pytest.Function)]
        files: dict[Path, list[pytest.Function]] = defaultdict(list)
        for item in items:
            if not any(item.get_closest_marker(mark) for mark in ("browser", "launcher")):
                files[item.path].append(item)
        _prepare(session, items)
        for number, (path, held) in enumerate(files.items()):
            self.say(f"{number + 1}/{len(files)} {relative(path)}")
            self._walk(path, held)
        for mutant in self.mutants:
            fate = self._fate(mutant, [item for held in files.values() for item in held])
            self.fates.append(fate)
            self.say(f"{fate.verdict} {fate.seconds:.1f} s {fate.tests} {mutant} {fate.by}")
        return True

    def _walk(self, path: Path, items: list[pytest.Function]) -> None:
        """Find out what the tests of a file go through, or read it in the notes."""
        digest = sha256(b"".join(p.read_bytes() for p in [*modules(), path])).hexdigest()[:16]
        note = self.notes / f"{relative(path).replace('/', '.')}.{digest}.json"
        if not note.exists():
            whole = note.with_suffix(".part")
            _apart(lambda: _travel(items, whole), patience=900)
            if not whole.exists():
                self.say(f"nothing is known of {relative(path)}")
                return
            whole.rename(note)
        for name, told in json.loads(note.read_text()).items():
            through = {file: set(lines) for file, lines in told["through"].items()}
            self.trips[name] = Trip(told["passed"], told["seconds"], through)

    def _fate(self, mutant: Mutant, items: list[pytest.Function]) -> Fate:
        chosen = self._fitting(mutant, items)
        began = time.monotonic()
        fate = Fate(mutant.name, "survived", tests=len(chosen))
        usual = sum(self.trips[item.nodeid].seconds for item in chosen)
        said = self.notes / f"said.{os.getpid()}"
        said.write_text("")
        end = _apart(lambda: _try(mutant, chosen, said), patience=30 + PATIENCE * usual)
        fate.verdict = {SURVIVED: "survived", KILLED: "killed", HUNG: "killed"}.get(end, "broken")
        fate.by = said.read_text() or ("took too long" if end == HUNG else "")
        fate.seconds = time.monotonic() - began
        return fate

    def _fitting(self, mutant: Mutant, items: list[pytest.Function]) -> list[pytest.Function]:
        """Return the tests that could notice, those of its own domain and quick ones first."""
        path, lines = relative(mutant.path), set(mutant.lines)
        near = [one for one in items if self._meets(one, path, lines)]
        if mutant.on_door:
            files = {one.path for one in near} - {ROOT / DOORS}
            near = [one for one in items if one.path in files or _asks(one, mutant.place)]
        else:
            near += [one for one in items if one.nodeid.startswith(READERS)]
        near = [one for one in near if self._passes(one)]
        groups: dict[Path, list[pytest.Function]] = defaultdict(list)
        for one in near:
            groups[one.path].append(one)
        return _within(self._ordered(groups, mutant), self.trips)

    def _meets(self, item: pytest.Function, path: str, lines: set[int]) -> bool:
        trip = self.trips.get(item.nodeid)
        return trip is not None and not lines.isdisjoint(trip.through.get(path, ()))

    def _passes(self, item: pytest.Function) -> bool:
        return item.nodeid in self.trips and self.trips[item.nodeid].passed

    def _ordered(
        self, groups: dict[Path, list[pytest.Function]], mutant: Mutant
    ) -> list[pytest.Function]:
        first = (DOORS, READERS, *([OFFERS] if mutant.kind == HELD else []))
        domain = set(mutant.path.relative_to(ROOT).parts) - {"huiliu", "web"}

        def price(path: Path) -> tuple[bool, bool, float]:
            own = bool(domain & set(path.relative_to(ROOT).parts))
            seconds = sum(self.trips[one.nodeid].seconds for one in groups[path])
            return not str(path).endswith(first), not own, seconds

        return [one for path in sorted(groups, key=price) for one in groups[path]]


def _asks(item: pytest.Function, place: str) -> bool:
    """Say whether it is a test of all doors, or of the action of this name."""
    if not item.nodeid.startswith(DOORS):
        return item.nodeid == OWING
    return "[" not in item.nodeid or item.nodeid.endswith(f".{place}]")


def _within(items: list[pytest.Function], trips: dict[str, Trip]) -> list[pytest.Function]:
    chosen, seconds = [], 0.0
    for one in items:
        seconds += trips[one.nodeid].seconds
        if seconds < LONGEST:
            chosen.append(one)
    return chosen


def _prepare(session: pytest.Session, items: list[pytest.Function]) -> None:
    """Do once what would cost every process the same: the ground, for those who stand on it."""
    if any("ground" in item.fixturenames for item in items):
        with session.config.stash[blocking_manager_key].unblock():
            planted_once()
    connections.close_all()


def _apart(work: Callable[[], int], *, patience: float) -> int:
    """Do something in a process of its own, and end it with all that it started."""
    child = os.fork()
    if child == 0:
        os.setsid()
        _hush()
        code = BROKEN
        try:
            code = work()
        finally:
            os._exit(code)
    until = time.monotonic() + patience
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return HUNG


def _hush() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    for alias in connections:
        connections[alias].connection = None


def _failed(item: pytest.Function, following: pytest.Function | None) -> str:
    reports = runtestprotocol(item, log=False, nextitem=following)
    wrong = [report for report in reports if report.failed]
    return item.nodeid if wrong else ""


def _try(mutant: Mutant, items: list[pytest.Function], said: Path) -> int:
    try:
        put_in(mutant)
    except NothingLives:
        said.write_text("nothing lives")
        return SURVIVED
    for one, following in zip(items, [*items[1:], None], strict=False):
        failed = _failed(one, following)
        if failed:
            said.write_text(failed)
            return KILLED
    return SURVIVED


def _travel(items: list[pytest.Function], note: Path) -> int:
    found: dict[str, dict[str, Any]] = {}
    watch = coverage.Coverage(data_file=None, config_file=False, source=[str(ROOT / "huiliu")])
    watch.start()
    for one, following in zip(items, [*items[1:], None], strict=False):
        watch.switch_context(one.nodeid)
        began = time.monotonic()
        failed = _failed(one, following)
        found[one.nodeid] = {"passed": not failed, "seconds": time.monotonic() - began}
        found[one.nodeid]["through"] = defaultdict(list)
    watch.stop()
    with catch_warnings(action="ignore"):
        data = watch.get_data()
    for file in data.measured_files():
        for line, tests in data.contexts_by_lineno(file).items():
            for test in tests:
                if test in found:
                    found[test]["through"][relative(Path(file))].append(line)
    note.write_text(json.dumps(found))
    return 0


def run(
    mutants: list[Mutant], *, files: Iterable[str], notes: Path, say: Callable[[str], None]
) -> Killing:
    """Collect the tests of these files and try all mutants on them."""
    killing = Killing(mutants, notes, say)
    notes.mkdir(parents=True, exist_ok=True)
    quiet = ["-s", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *_IMPORTED]
    pytest.main([*quiet, "--no-header", *files], plugins=[killing])
    sys.stdout.flush()
    return killing
