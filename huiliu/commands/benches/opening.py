"""`bench open`: how long a file takes to open while a worker puts a long roster in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

from huiliu.commands.benches.children import Figures, measured
from huiliu.commands.benches.city import IN_COMMUNITY, rows_of_city
from huiliu.commands.benches.database import Surroundings, bench_database
from huiliu.commands.benches.invented import write_workbook
from huiliu.commands.benches.opened import BEGUN, ENOUGH
from huiliu.core.errors import Refused

PEOPLE, ROWS = 20_000, 100_000
QUIET_SECONDS = 20

Say = Callable[[str], object]
PHASES = ("quiet", "check", "import")


def run(*, rows: int, people: int, quiet: int, say: Say) -> dict[str, Any]:
    """Open files while nothing else runs, while a roster is checked, and while it is put in."""
    if rows < 1 or people < IN_COMMUNITY:
        raise Refused(f"行数至少是 1，人数至少是 {IN_COMMUNITY}。")
    with bench_database() as (folder, surroundings):
        measured("found_city", folder, surroundings)
        city, roster = folder / "city.xlsx", folder / "roster.xlsx"
        write_workbook(city, rows_of_city(1, people))
        measured("bring_city", city, surroundings)
        measured("record_contacts", city, surroundings)
        write_workbook(roster, rows_of_city(people + 1, people + rows))
        works: dict[str, Callable[[], Figures]] = {
            "quiet": lambda: _waited(quiet),
            "check": lambda: measured("leave_roster", roster, surroundings),
            "import": lambda: measured("put_in", roster, surroundings),
        }
        found = {}
        for phase, work in works.items():
            found[phase] = _opened_during(work, folder, surroundings)
            say(f"{phase}\t{_told(found[phase])}")
    return line_of(rows=rows, people=people, found=found)


def _opened_during(
    work: Callable[[], Figures], folder: Path, surroundings: Surroundings
) -> Figures:
    """Return how long files took to open from before the work began until it had ended."""
    begun, enough = folder / BEGUN, folder / ENOUGH
    begun.unlink(missing_ok=True)
    enough.unlink(missing_ok=True)
    with ThreadPoolExecutor(max_workers=1) as beside:
        opening = beside.submit(measured, "open_files", folder, surroundings)
        while not begun.exists() and not opening.done():
            sleep(0.05)
        try:
            worked = work()
        finally:
            enough.touch()
        return opening.result() | worked


def _waited(seconds: float) -> Figures:
    sleep(seconds)
    return {}


def line_of(*, rows: int, people: int, found: dict[str, Figures]) -> dict[str, Any]:
    """Put the figures together; the floor is opening files while nothing else runs."""
    names = ("p50", "p95", "worst", "own")
    floor = found["quiet"]["p50"]
    worked = {"check": found["check"]["check"], "import": found["import"]["import"]}
    return {
        "bench": "open",
        "size": {"rows": rows, "people": people},
        "ms": {
            **{
                f"file_{phase}": {name: round(found[phase][name], 1) for name in names}
                for phase in PHASES
            },
            **{name: {"p50": round(ms, 1), "p95": round(ms, 1)} for name, ms in worked.items()},
        },
        "ratio": {f"file_{phase}": round(found[phase]["p50"] / floor, 2) for phase in PHASES[1:]},
        "opened": {phase: round(found[phase]["opened"]) for phase in PHASES},
        "over_100_ms": {phase: round(found[phase]["over"]) for phase in PHASES},
        "new": round(found["import"]["new"]),
    }


def _told(figures: Figures) -> str:
    return (
        f"打开 {figures['opened']:.0f} 次，一半在 {figures['p50']:.1f} ms 以内，"
        f"最慢 {figures['worst']:.1f} ms，超过 100 ms 的 {figures['over']:.0f} 次"
    )
