"""`bench import`: checking and applying a large roster, beside the floor of the same run.

Each step runs in a process of its own, so that none pays for what another left in memory.
"""

import os
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from huiliu.commands.benches.database import Surroundings, bench_database
from huiliu.commands.benches.invented import write_roster
from huiliu.commands.benches.process import run_step
from huiliu.core.errors import Refused

ROWS = 100_000
_FLOOR = ("calamine", "parse", "copy")

Say = Callable[[str], object]
Figures = dict[str, float]


def run(*, rows: int, say: Say) -> dict[str, Any]:
    """Measure everything once, the floor three times, and return the line to print."""
    if rows < 1:
        raise Refused("行数至少是 1。")
    with bench_database() as (folder, surroundings):
        path = folder / "member-system-export.xlsx"
        write_roster(path, rows=rows)
        say(f"名册 {rows} 行，{path.stat().st_size / 1e6:.1f} MB")
        _step("prepare", path, surroundings)
        # The floor is taken between the steps, as other work on the machine comes and goes.
        floors = [_step("floor", path, surroundings)]
        checked = _step("check", path, surroundings)
        floors.append(_step("floor", path, surroundings))
        applied = _step("apply", path, surroundings)
        floors.append(_step("floor", path, surroundings))
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


def _step(name: str, path: Path, surroundings: Surroundings) -> Figures:
    """Run one step in a fresh process; what it dies of stands on standard error."""
    context = get_context("spawn")
    figures, told = context.Pipe(duplex=False)
    arguments = (name, str(path), os.environ | surroundings, told)
    process = context.Process(target=run_step, args=arguments)
    process.start()
    told.close()
    try:
        found: Figures = figures.recv()
    except EOFError:
        raise Refused(f"这一步没有做完：{name}。原因见上面的错误输出。") from None
    finally:
        process.join()
    return found
