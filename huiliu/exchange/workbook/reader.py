"""Reading a workbook: a child process parses it, its rows come one after the other."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO

from huiliu.exchange.workbook.cells import Cell
from huiliu.exchange.workbook.limits import DEFAULT, Limits
from huiliu.exchange.workbook.unreadable import Cause, Unreadable
from huiliu.exchange.workbook.wire import SEPARATOR, Told

# The number of a row as the spreadsheet shows it (of a CSV file: of the record), and its cells.
Line = tuple[int, list[Cell]]

_ROOT = Path(__file__).resolve().parents[3]
_ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_PIPE_SIZE = 1 << 20
_DAY_LENGTH = len("2026-11-23")
_DEATHS = {
    -signal.SIGXCPU: Cause.TOO_MUCH_TIME,
    -signal.SIGABRT: Cause.TOO_MUCH_MEMORY,
    -signal.SIGKILL: Cause.TOO_MUCH_MEMORY,
}


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range: rows as the spreadsheet shows them, columns counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; its rows can be taken once, before the next sheet is. A hidden one has none."""

    name: str
    hidden: bool
    merged: tuple[Merged, ...]
    rows: Iterator[Line]


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open file; `kind` is xlsx, xls, ods or csv. The one sheet of a CSV file has no name."""

    kind: str
    sheets: Iterator[Sheet]


@contextmanager
def read(path: Path, *, limits: Limits = DEFAULT) -> Iterator[Workbook]:
    """Open a file and stream its sheets and rows; Unreadable may come now or while streaming.

    Blank rows are left out, but counted. A cell is a str, int, float, bool, date, datetime or
    None where it is blank. A float has a fraction or is a number of 16 digits and more, which
    no spreadsheet keeps whole: such a number is damaged. Times without a day come as text, and so
    does what is no number at all, such as one beyond all bounds.
    """
    with _child(path, limits) as child:
        messages = _messages(child, limits)
        opening = next(messages)
        yield Workbook(kind=opening["kind"], sheets=_sheets(messages, opening["sheets"]))


@contextmanager
def _child(path: Path, limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-E", "-s", "-m", "huiliu.exchange.workbook.child"]
    with _handed(path) as (given, descriptors):
        child = subprocess.Popen(
            [*command, given, json.dumps(asdict(limits))],
            cwd=_ROOT,
            env=_ENVIRONMENT,
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pipesize=_PIPE_SIZE,
        )
    with child:
        try:
            yield child
        finally:
            child.kill()


@contextmanager
def _handed(path: Path) -> Iterator[tuple[str, list[int]]]:
    """Give what the child opens: the open file itself, because that of an upload has no name."""
    if not path.is_file():
        yield str(path.absolute()), []
        return
    with path.open("rb") as file:
        yield f"/dev/fd/{file.fileno()}", [file.fileno()]


def _messages(child: subprocess.Popen[bytes], limits: Limits) -> Iterator[Told]:
    """Yield what the child tells; if it dies before the end, that is Unreadable."""
    left = limits.unpacked
    while message := _message(child.stdout):
        left -= message["size"]
        if left < 0:
            raise Unreadable(Cause.BOMB)
        if "refused" in message:
            raise Unreadable(Cause(message["refused"]), **message["facts"])
        if "end" in message:
            return
        yield message
    raise Unreadable(_DEATHS.get(child.wait(), Cause.BROKEN))


def _message(stream: IO[bytes] | None) -> Told | None:
    """Take the next message with its text; None where the child broke off."""
    line = stream.readline() if stream else b""
    if not stream or not line.endswith(b"\n"):
        return None
    message: Told = json.loads(line)
    text = stream.read(message["size"])
    if len(text) < message["size"]:
        return None
    return {**message, "text": text.decode()}


def _sheets(messages: Iterator[Told], listed: list[tuple[str, bool]]) -> Iterator[Sheet]:
    told = groupby(messages, key=itemgetter("sheet"))
    for name, hidden in listed:
        if hidden:
            yield Sheet(name=name, hidden=True, merged=(), rows=iter(()))
            continue
        _, about_sheet = next(told)
        opening = next(about_sheet)
        merged = tuple(Merged(*ends) for ends in opening["merged"])
        yield Sheet(name=name, hidden=False, merged=merged, rows=_lines(about_sheet))
    # The end, or the death of the child, is still to be heard of.
    for _ in messages:
        pass


def _lines(messages: Iterator[Told]) -> Iterator[Line]:
    for message in messages:
        cells: list[Cell] = [text or None for text in message["text"].split(SEPARATOR)]
        for place, value in message["apart"]:
            cells[place] = value
        for place in message["days"]:
            cells[place] = _day(str(cells[place]))
        width = message["width"]
        for start, number in enumerate(message["rows"]):
            yield number, cells[start * width : (start + 1) * width]


def _day(text: str) -> date | datetime:
    if len(text) == _DAY_LENGTH:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)
