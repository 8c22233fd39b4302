"""`bench verify`: verifying a sealed log, beside reading the same rows over one connection."""

import json
from collections.abc import Callable
from statistics import median
from typing import Any

from huiliu.commands.benches.children import Figures, measured
from huiliu.commands.benches.database import bench_database
from huiliu.core.errors import Refused

ROWS, BLOCK = 1_000_000, 5
RUNS = 3

Say = Callable[[str], object]


def run(*, rows: int, block: int, say: Say) -> dict[str, Any]:
    """Fill and seal a log once, then measure floor and verification in turns; return the line."""
    if rows < 1 or block < 1:
        raise Refused("行数和每块的条数至少是 1。")
    with bench_database() as (folder, surroundings):
        sizes = folder / "sizes.json"
        sizes.write_text(json.dumps({"rows": rows, "block": block}))
        measured("prepare", sizes, surroundings)
        filled = measured("fill_log", sizes, surroundings)
        say(f"写入并封存 {rows} 条，封存用了 {filled['seal'] / 1000:.0f} 秒")
        runs = []
        for _ in range(RUNS):
            runs.append(
                measured("read_log", sizes, surroundings)
                | measured("verify_log", sizes, surroundings)
            )
            say(f"读出 {runs[-1]['floor']:.0f} ms，核对 {runs[-1]['verify']:.0f} ms")
    return line_of(rows=rows, block=block, filled=filled, runs=runs)


def line_of(*, rows: int, block: int, filled: Figures, runs: list[Figures]) -> dict[str, Any]:
    """Put the figures together: medians, and how many rows a second the median is."""
    taken = {name: [run[name] for run in runs] for name in ("floor", "verify")}
    ms = {
        name: {"p50": round(median(several), 1), "p95": round(max(several), 1)}
        for name, several in taken.items()
    }
    last = runs[-1]
    return {
        "bench": "verify",
        "size": rows,
        "block": block,
        "ms": ms | {"seal": {"p50": round(filled["seal"], 1), "p95": round(filled["seal"], 1)}},
        "verify": round(last["entries"] / median(taken["verify"]) * 1000),
        "ratio": {"verify": round(median(taken["verify"]) / median(taken["floor"]), 2)},
        "peak_mb": round(max(run["peak_mb"] for run in runs)),
        "seals": round(last["seals"]),
        "unsealed": round(last["unsealed"]),
        "findings": round(last["findings"]),
    }
