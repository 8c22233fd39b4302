"""Reads mutated rosters one after the other, as the product does, and says of each what came of it.

`main` runs as a process of its own, so that its death is found: for each file a line with its
number, then one with the outcome.
"""

import json
import os
import re
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType, TracebackType
from typing import Self

from huiliu.core.unseen import misleads
from huiliu.exchange.annotated import annotated
from huiliu.exchange.opening import Circle, findings_of, open_roster
from huiliu.exchange.roster.check import Places
from huiliu.exchange.roster.headers import standard
from huiliu.exchange.stored import content_digest, facts_of
from huiliu.exchange.workbook.limits import DEFAULT
from huiliu.exchange.workbook.unreadable import Unreadable
from huiliu.organisations.naming import Directory
from huiliu.people.matching import Index
from tests.exchange.mutating import Mutant, mutant
from tests.exchange.warming import Copy, warm_children

TODAY = date(2026, 11, 23)
MOST_MEMORY = 2048 * 1024 * 1024
"""Of the parent, in addresses: a hard stop far above what is asserted."""
HANGS_AFTER_SECONDS = 150
LONGEST_SENTENCE = 200
_CHINESE = re.compile("[\u4e00-\u9fff]")

Opens = Callable[[Path, str], int]
Copies = list[Copy]


@dataclass(slots=True)
class Outcome:
    """What came of one file: so many rows or a refusal, and the faults of the product, if any."""

    number: int
    how: str
    real: bool
    rows: int = -1
    refused: str = ""
    fault: str = ""
    child_died: int = 0
    child_kb: int = 0
    parent_kb: int = 0


class Hangs(BaseException):
    """A file takes so long that nobody would wait."""


@dataclass(slots=True)
class Caught:
    """Takes whatever leaves its block: a refusal is an outcome, all else is a fault."""

    outcome: Outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, Unreadable):
            self.outcome.refused = error.code.value
            self.outcome.fault = fault_of_words(str(error))
        elif error is not None:
            self.outcome.fault = f"{type(error).__name__}: {error}"[:300] + _place_of(trace)
        return True


def _place_of(trace: TracebackType | None) -> str:
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f" at {trace.tb_frame.f_code.co_qualname}" if trace else ""


def fault_of_words(sentence: str) -> str:
    """Say what is wrong with a refusal: it is one Chinese sentence, short, and safe to show."""
    is_sound = (
        bool(_CHINESE.match(sentence.lstrip("“")) or sentence.startswith("“"))
        and sentence.endswith("。")
        and "\n" not in sentence
        and "{" not in sentence.replace("“{", "")
        and len(sentence) <= LONGEST_SENTENCE
        and not misleads(sentence)
    )
    return "" if is_sound else f"words: {sentence[:120]!r}"


def judged(
    made: Mutant, opens: Opens, *, folder: Path, real: bool = False, copies: Copies | None = None
) -> Outcome:
    """Open one file and look at what is left when that is over."""
    outcome = Outcome(made.number, made.how, real)
    path = folder / "roster"
    path.write_bytes(made.content)
    before, kept = _files_open(), set(folder.iterdir())
    if copies:
        copies.clear()
    with Caught(outcome), _patience():
        outcome.rows = opens(path, made.name)
    for copy in copies or ():
        outcome.child_kb = max(outcome.child_kb, copy.ended[1])
        outcome.child_died = outcome.child_died or copy.died
    outcome.parent_kb = _largest_kb()
    outcome.fault = outcome.fault or _fault_left(outcome, set(folder.iterdir()) - kept, before)
    return outcome


def _fault_left(outcome: Outcome, left: set[Path], before: int) -> str:
    if left:
        return f"left {len(left)} files"
    if _files_open() != before:
        return f"left {_files_open() - before} files open"
    if outcome.real and _has_children():
        return "left a process"
    if outcome.child_kb * 1024 > DEFAULT.child_memory:
        return f"child held {outcome.child_kb} KB"
    if outcome.child_died and not outcome.refused:
        return f"child ended with {outcome.child_died}, and its file was taken as whole"
    return ""


def _files_open() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _has_children() -> bool:
    return bool(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


@contextmanager
def _patience() -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise Hangs

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANGS_AFTER_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def opens(path: Path, name: str) -> int:
    """Do with a file all that the product does before its database hears of it."""
    places = Places(Directory([]))
    circle = Circle(synonyms=standard(), places=places, known=Index(), city="武汉")
    opened = open_roster(path, circle=circle, today=TODAY, file_name=name)
    findings = findings_of(opened)
    kept = [json.dumps(findings, allow_nan=False)]
    for row, seen, _ in opened.report.lines:
        plain, sealed = facts_of(row, seen)
        content_digest(plain, sealed)
        kept.append(json.dumps([plain, row.sheet, seen.name], allow_nan=False))
    if any("\\u0000" in text for text in kept):
        message = "a text that no database keeps"
        raise ValueError(message)
    if opened.report.rows:
        annotated(path, findings=findings)
    return opened.report.rows


def main(seed: int, first: int, count: int, every: int) -> None:
    """Judge `count` files; each `every`th by the product's own child, the others by copies."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        for real, numbers in _turns(first, count, every):
            children: AbstractContextManager[Copies] = nullcontext([]) if real else warm_children()
            with children as copies:
                for number in numbers:
                    sys.stdout.write(f"{number}\n")
                    sys.stdout.flush()
                    made = mutant(seed, number)
                    outcome = judged(made, opens, folder=Path(folder), real=real, copies=copies)
                    sys.stdout.write(f"{json.dumps(asdict(outcome))}\n")


def _turns(first: int, count: int, every: int) -> Iterator[tuple[bool, list[int]]]:
    numbers = range(first, first + count)
    yield True, [number for number in numbers if every and number % every == 0]
    yield False, [number for number in numbers if not every or number % every]


def _largest_kb() -> int:
    """Return the most memory that this program held; `ru_maxrss` counts whoever started it too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
