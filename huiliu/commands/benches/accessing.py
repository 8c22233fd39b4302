"""`bench access`: what it costs that everybody sees their own people alone, on record."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from huiliu.commands.benches.children import Figures, measured
from huiliu.commands.benches.city import IN_COMMUNITY, rows_of_branch, rows_of_city
from huiliu.commands.benches.database import Surroundings, bench_database
from huiliu.commands.benches.invented import write_workbook
from huiliu.core.errors import Refused

PEOPLE, LOOKS = 200_000, 200
SMALLER = 10
"""How many times smaller the city is that is measured first."""
LEAST = IN_COMMUNITY * SMALLER
MOST_OF_A_ROSTER = 100_000

Say = Callable[[str], object]


def run(*, people: int, looks: int, say: Say) -> dict[str, Any]:
    """Measure in a city of a tenth of the people and in the whole one; return the line."""
    if people < LEAST or looks < 1:
        raise Refused(f"人数至少是 {LEAST}，次数至少是 1。")
    with bench_database() as (folder, surroundings):
        times = folder / "looks"
        times.write_text(str(looks), encoding="ascii")
        measured("found_city", times, surroundings)
        _bring_branch(folder, surroundings, people=people)
        small = people // SMALLER
        there = _bring_city(folder, surroundings, first=1, last=small)
        measured("record_contacts", times, surroundings)
        before = _measured(times, surroundings, people=there, say=say)
        for first in range(small + 1, people + 1, MOST_OF_A_ROSTER):
            last = min(people, first + MOST_OF_A_ROSTER - 1)
            there = _bring_city(folder, surroundings, first=first, last=last)
        after = _measured(times, surroundings, people=there, say=say)
    return line_of(looks=looks, small=before, whole=after)


def _bring_city(folder: Path, surroundings: Surroundings, *, first: int, last: int) -> float:
    """Bring these people in, and return how many are there then."""
    path = folder / f"inflow-{first}.xlsx"
    write_workbook(path, rows_of_city(first, last))
    brought = measured("bring_city", path, surroundings)
    path.unlink()
    return brought["people"]


def _bring_branch(folder: Path, surroundings: Surroundings, *, people: int) -> None:
    path = folder / "outflow.xlsx"
    write_workbook(path, rows_of_branch(people))
    measured("bring_branch", path, surroundings)


def _measured(times: Path, surroundings: Surroundings, *, people: float, say: Say) -> Figures:
    found = measured("look", times, surroundings) | {"people": people}
    for name in names_in(found):
        say(
            f"{people:.0f} 人\t{name}\t{found[f'{name}_p50']:.1f} ms，"
            f"全部关掉 {found[f'{name}_floor_p50']:.1f} ms，{_ratio(found, name)} 倍"
        )
    return found


def names_in(figures: Figures) -> list[str]:
    return [name.removesuffix("_floor_p50") for name in figures if name.endswith("_floor_p50")]


def line_of(*, looks: int, small: Figures, whole: Figures) -> dict[str, Any]:
    """Put the figures together: of the whole city, and how they grew from the small one."""
    names = names_in(whole)
    return {
        "bench": "access",
        "size": {"people": round(whole["people"]), "looks": looks},
        "ms": {
            name: {"p50": round(whole[f"{name}_p50"], 2), "p95": round(whole[f"{name}_p95"], 2)}
            for one in names
            for name in (one, f"{one}_floor")
        },
        "ratio": {name: _ratio(whole, name) for name in names},
        "people_before": round(small["people"]),
        "ratio_before": {name: _ratio(small, name) for name in names},
        "growth": {name: round(whole[f"{name}_p50"] / small[f"{name}_p50"], 2) for name in names},
        "looks": round(whole["looks"]),
        "recorded": round(whole["recorded"]),
        "seen_by_pages": round(whole["seen_by_pages"]),
        "seen_by_floor": round(whole["seen_by_floor"]),
    }


def _ratio(figures: Figures, name: str) -> float:
    return round(figures[f"{name}_p50"] / figures[f"{name}_floor_p50"], 2)
