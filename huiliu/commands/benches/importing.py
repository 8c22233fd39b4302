"""`bench import`: checking and applying a large roster, beside the floor of the same run."""

from collections.abc import Callable
from statistics import median
from typing import Any

from huiliu.commands.benches.children import Figures, measured
from huiliu.commands.benches.database import bench_database
from huiliu.commands.benches.invented import write_roster
from huiliu.core.errors import Refused

ROWS = 100_000
_FLOOR = ("calamine", "parse", "copy")

Say = Callable[[str], object]


def run(*, rows: int, say: Say) -> dict[str, Any]:
    """Measure everything once, the floor three times, and return the line to print."""
    if rows < 1:
        raise Refused("行数至少是 1。")
    with bench_database() as (folder, surroundings):
        path = folder / "member-system-export.xlsx"
        write_roster(path, rows=rows)
        say(f"名册 {rows} 行，{path.stat().st_size / 1e6:.1f} MB")
        measured("prepare", path, surroundings)
        # The floor is taken between the steps, as other work on the machine comes and goes.
        floors = [measured("floor", path, surroundings)]
        checked = measured("check", path, surroundings)
        floors.append(measured("floor", path, surroundings))
        applied = measured("apply", path, surroundings)
        floors.append(measured("floor", path, surroundings))
    line = line_of(rows=rows, floors=floors, checked=checked, applied=applied)
    for name, taken in line["ms"].items():
        say(f"{name}\t{taken['p50']:.0f} ms")
    return line


def line_of(
    *, rows: int, floors: list[Figures], checked: Figures, applied: Figures
) -> dict[str, Any]:
    """Put the figures together; a ratio is held against the median of the floor."""
    taken = {name: [floor[name] for floor in floors] for name in _FLOOR}
    taken |= {"check": [checked["check"]], "apply": [applied["apply"]]}
    ms = {name: {"p50": median(several), "p95": max(several)} for name, several in taken.items()}
    reading, parsing, copying = (ms[name]["p50"] for name in _FLOOR)
    return {
        "bench": "import",
        "size": rows,
        "ms": {name: _rounded(figures) for name, figures in ms.items()},
        "ratio": {
            "check": round(checked["check"] / (reading + parsing), 2),
            "apply": round(applied["apply"] / (reading + parsing + copying), 2),
        },
        "peak_mb": round(checked["peak_mb"]),
        "reader_peak_mb": round(checked["reader_peak_mb"]),
        "apply_peak_mb": round(applied["peak_mb"]),
        "problems": checked["problems"],
        "new": applied["new"],
        "out": applied["out"],
    }


def _rounded(figures: Figures) -> Figures:
    return {name: round(figure, 1) for name, figure in figures.items()}
