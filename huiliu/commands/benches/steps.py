"""One measured step of a bench, each run in a process of its own."""

import json
import resource
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from huiliu.commands.benches.city import (
    bring_branch,
    bring_city,
    found_city,
    record_contacts,
)
from huiliu.commands.benches.door import codes, guesses, names
from huiliu.commands.benches.floor import measure_floor
from huiliu.commands.benches.looking import look
from huiliu.commands.benches.opened import leave_roster, open_files, put_in
from huiliu.commands.benches.sealed_log import fill, read, verified
from huiliu.commands.installation import OWNER, acting_as, importer_of, set_up
from huiliu.core import scope
from huiliu.core.clock import day_of, now
from huiliu.exchange.actions import Brought, apply_roster
from huiliu.exchange.opening import open_roster
from huiliu.exchange.queries import circle_of
from huiliu.exchange.workbook.limits import MEGABYTE, Limits
from huiliu.organisations.queries import directory_nodes

LIMITS = Limits(file_size=64 * MEGABYTE, child_memory=512 * MEGABYTE)
Figures = dict[str, float]
_KIB = 1024


def prepare(_path: Path) -> Figures:
    """Set the database up as an installation is."""
    set_up(day=day_of(now()))
    return {}


def check(path: Path) -> Figures:
    """Check as `roster check` does, up to the report in JSON."""
    day = day_of(now())
    started = perf_counter()
    by = acting_as(username=OWNER, day=day)
    with scope.entered(by.reach):
        circle = circle_of(by=by, nodes=directory_nodes(day=day))
        opened = open_roster(path, circle=circle, today=day, limits=LIMITS)
    json.dumps(opened.report.as_json(), ensure_ascii=False)
    return {
        "check": (perf_counter() - started) * 1000,
        "peak_mb": _own_peak(),
        "reader_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KIB,
        "problems": len(opened.report.problems),
    }


def apply(path: Path) -> Figures:
    at = now()
    day = day_of(at)
    started = perf_counter()
    by = acting_as(username=OWNER, day=day)
    brought = Brought(path=path, name=path.name, importer=importer_of(by), limits=LIMITS)
    batch, _ = apply_roster(by=by, brought=brought, at=at, day=day)
    taken = perf_counter() - started
    return {"apply": taken * 1000, "peak_mb": _own_peak(), **batch.counts}


def fill_log(path: Path) -> Figures:
    return fill(**json.loads(path.read_text()))


def read_log(_path: Path) -> Figures:
    return read()


def verify_log(_path: Path) -> Figures:
    return verified() | {"peak_mb": _own_peak()}


STEPS: dict[str, Callable[[Path], Figures]] = {
    "prepare": prepare,
    "floor": measure_floor,
    "check": check,
    "apply": apply,
    "fill_log": fill_log,
    "read_log": read_log,
    "verify_log": verify_log,
    "codes": codes,
    "guesses": guesses,
    "names": names,
    "found_city": found_city,
    "bring_city": bring_city,
    "bring_branch": bring_branch,
    "record_contacts": record_contacts,
    "look": look,
    "open_files": open_files,
    "leave_roster": leave_roster,
    "put_in": put_in,
}


def measure(name: str, path: str) -> Figures:
    return STEPS[name](Path(path))


def _own_peak() -> float:
    """Return the peak of this process alone, which `getrusage` mixes with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / _KIB
