"""`bench door`: what guesses and requests for codes come to, at full size, with their counts."""

from typing import Any

from huiliu.commands.benches.children import Figures, measured
from huiliu.commands.benches.database import bench_database
from huiliu.commands.benches.door import NAMES, PEOPLE
from huiliu.commands.benches.importing import Say
from huiliu.commands.benches.invented import write_roster
from huiliu.core.errors import Refused

GUESSES = 10_000
CODES = 100_000


def run(*, guesses: int, codes: int, say: Say) -> dict[str, Any]:
    """Try everything once, and return the line to print."""
    if min(guesses, codes) < 1:
        raise Refused("次数至少是 1。")
    with bench_database() as (folder, surroundings):
        people = folder / "member-system-export.xlsx"
        write_roster(people, rows=PEOPLE)
        measured("prepare", people, surroundings)
        measured("apply", people, surroundings)
        found: dict[str, Figures] = {}
        for name, size in (("names", min(NAMES, guesses)), ("guesses", guesses), ("codes", codes)):
            path = folder / name
            path.write_text(str(size), encoding="ascii")
            found[name] = measured(name, path, surroundings)
            say(f"{name}\t{_told(found[name])}")
    return line_of(guesses=guesses, codes=codes, found=found)


def line_of(*, guesses: int, codes: int, found: dict[str, Figures]) -> dict[str, Any]:
    """Put counts and times together; the floor is hashing one password."""
    figures = {name: value for one in found.values() for name, value in one.items()}
    timed = sorted({name.rpartition("_")[0] for name in figures if name.endswith("_p50")})
    floor = figures["hash_p50"]
    return {
        "bench": "door",
        "size": {"guesses": guesses, "codes": codes},
        "ms": {
            name: {
                "p50": round(figures[f"{name}_p50"], 1),
                "p95": round(figures[f"{name}_p95"], 1),
            }
            for name in timed
        },
        "ratio": {name: round(figures[f"{name}_p50"] / floor, 2) for name in timed},
        **{name: _counts(one) for name, one in found.items()},
    }


def _counts(figures: Figures) -> Figures:
    """Return what is no spread of times."""
    return {
        name: round(value, 2)
        for name, value in figures.items()
        if not name.endswith(("_p50", "_p95"))
    }


def _told(figures: Figures) -> str:
    return "，".join(f"{name} {value:g}" for name, value in _counts(figures).items())
