"""Holds the coverage of the tests to its gates: `python tools/coverage_gates.py [REPORT]`.

What decides is covered whole, lines and branches: rules, actions and queries, and all of `access`.
Of everything together a small part may stay out.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REPORT = Path("test-results/coverage.json")
WHOLE = re.compile(r"huiliu/(?:[^/]+/(?:rules|actions|queries)(?:/[^/]+)?|access/.+)\.py")
LEAST_PERCENT = 95

Report = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Print what is wrong, or one line; return the exit code."""
    report: Report = json.loads(Path(arguments[0] if arguments else REPORT).read_bytes())
    faults = faults_of(report)
    sys.stdout.write("\n".join(faults or [all_well(report)]) + "\n")
    return 1 if faults else 0


def faults_of(report: Report) -> list[str]:
    """Return a line for each gate that does not hold."""
    files = {name.replace("\\", "/"): found for name, found in report["files"].items()}
    gated = {name: found for name, found in sorted(files.items()) if WHOLE.fullmatch(name)}
    if not gated:
        return ["nothing that has to be covered whole is in the report"]
    faults = [f"{name}: {gaps}" for name, found in gated.items() if (gaps := _gaps(found))]
    percent = report["totals"]["percent_covered"]
    if percent < LEAST_PERCENT:
        faults.append(f"the whole: {percent:.2f} %, wanted {LEAST_PERCENT} %")
    return faults


def all_well(report: Report) -> str:
    return f"coverage: {report['totals']['percent_covered']:.2f} %, whole where it has to be"


def _gaps(found: Report) -> str:
    """Say what of a file no test ran; an arc to a negative line leaves the function."""
    if "missing_branches" not in found:
        return "the report has no branches"
    lines = ", ".join(map(str, found["missing_lines"]))
    arcs = ", ".join(f"{start}->{_end(end)}" for start, end in found["missing_branches"])
    said = [("lines", lines), ("branches", arcs)]
    return "; ".join(f"{kind} {places}" for kind, places in said if places)


def _end(line: int) -> str:
    return str(line) if line > 0 else "exit"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
