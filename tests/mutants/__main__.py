"""`python -m tests.mutants`: how many mutants of the boundary there are, and which of them live."""

import argparse
import os
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from random import Random

import django

from tests.mutants.equivalents import EQUIVALENTS

NOT_GONE_THROUGH = (
    *(
        "tests/journeys",
        "tests/config",
        "tests/mutants",
        "tests/boundary/test_boundary_policies.py",
    ),
    *("tests/exchange/test_exchange_fuzz.py", "tests/exchange/test_exchange_child.py"),
    *("tests/commands/test_commands_bench.py", "tests/web/test_web_gallery.py"),
    *("tests/boundary/test_boundary_forms.py", "tests/boundary/test_boundary_links.py"),
    *("tests/boundary/test_boundary_readings.py", "tests/exchange/test_exchange_payloads.py"),
)
"""Tests that look at files, start programs or a browser: what is put into this process alone is
nothing to them."""


READ_SOURCES = ("tests/conventions/test_conventions_writing.py",)
"""Of the tests that look at files alone, those that look at what a mutant changes."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name them, and try none")
    parser.add_argument("--only", nargs="*", default=[], help="parts of names")
    parser.add_argument("--sample", type=int, help="so many of each kind, by chance")
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--tests", nargs="*", default=[], help="files instead of all that fit")
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "huiliu.config.test_settings"
    os.environ["PYTEST_XDIST_WORKER"] = f"mutants{os.getpid()}"
    kept = Path(os.environ.get("HUILIU_VAR") or "var")
    return tried(given, kept / "mutants") if not given.list else listed(given)


def listed(given: argparse.Namespace) -> int:
    chosen = _chosen(given)
    for mutant in chosen:
        print(mutant)
    print(f"mutants: {len(chosen)}")
    return 0


def tried(given: argparse.Namespace, notes: Path) -> int:
    began = time.monotonic()
    mutants = _chosen(given)
    done = import_module("tests.mutants.killing").run(
        mutants, files=given.tests or _files(), notes=notes, say=_say
    )
    kinds: dict[str, Counter[str]] = {}
    for fate in done.fates:
        verdict = "equivalent" if fate.mutant in EQUIVALENTS else fate.verdict
        kinds.setdefault(fate.mutant.split(":")[0], Counter())[verdict] += 1
    for kind, counts in kinds.items():
        print(f"{kind}: {sum(counts.values())} generated, {dict(counts)}")
    alive = [
        fate for fate in done.fates if fate.verdict != "killed" and fate.mutant not in EQUIVALENTS
    ]
    for fate in alive:
        print(f"{fate.verdict}: {fate.mutant}")
    failing = [name for name, trip in done.trips.items() if not trip.passed]
    print(f"tests: {len(failing)} fail without a mutant", *failing)
    whole = Counter(fate.verdict for fate in done.fates)
    seconds = time.monotonic() - began
    print(f"mutants: {len(done.fates)} generated, {whole['killed']} killed,", end=" ")
    print(f"{len(alive)} survived, {seconds:.0f} s")
    return int(bool(alive) or len(done.fates) != len(mutants))


def _chosen(given: argparse.Namespace) -> list:
    django.setup()
    generated = import_module("tests.mutants.syntax").generated
    found = [one for one in generated() if not given.only or any(p in one.name for p in given.only)]
    if given.sample is None:
        return found
    chance, kinds = Random(given.seed), sorted({one.kind for one in found})
    by_kind = [[one for one in found if one.kind == kind] for kind in kinds]
    return [one for some in by_kind for one in chance.sample(some, min(given.sample, len(some)))]


def _files() -> list[str]:
    found = sorted(str(path) for path in Path("tests").rglob("test_*.py"))
    fitting = [path for path in found if not path.startswith(NOT_GONE_THROUGH)]
    return [path for path in fitting if "conventions" not in path or path in READ_SOURCES]


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
