"""The child process that parses one file under limits of the system, and tells what it read.

Called as `python -m huiliu.exchange.workbook.child PATH LIMITS`, it writes JSON lines: the kind
of the file and its sheets; for each sheet that is not hidden a line with its merged ranges, then
batches of rows; and at the end a line that says so. A refusal is a line of its own. The texts of
a batch follow its line as they are: that costs a tenth of what JSON costs.
"""

import gc
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, count, islice
from math import isfinite
from pathlib import Path
from typing import Any

import python_calamine as calamine

from huiliu.core.unseen import one_line
from huiliu.exchange.workbook.container import Kind, inspect
from huiliu.exchange.workbook.delimited import records
from huiliu.exchange.workbook.extent import too_many_columns, too_many_rows
from huiliu.exchange.workbook.limits import Limits
from huiliu.exchange.workbook.unreadable import Cause, Unreadable, text_too_long
from huiliu.exchange.workbook.wire import SEPARATOR, Told

Raw = str | int | float | bool | date | datetime | time | timedelta

_CELLS_A_BATCH = 8192
# A spreadsheet allows 31.
_LONGEST_NAME = 50
# Above this a float has lost digits; it stays a float, so that it can be told as damaged.
_WHOLE_NUMBERS_BELOW = 1e15
_MACRO_SHEETS = (calamine.SheetTypeEnum.MacroSheet, calamine.SheetTypeEnum.Vba)


def main(arguments: list[str]) -> None:
    gc.disable()
    path, settings = arguments
    limits = Limits(**json.loads(settings))
    _limit_process(limits)
    try:
        for message in _messages(Path(path), limits):
            _tell(message)
    except Unreadable as refusal:
        _tell({"refused": refusal.code, "facts": refusal.facts})
    except MemoryError:
        _tell({"refused": Cause.TOO_MUCH_MEMORY, "facts": {}})


def _limit_process(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.child_memory, limits.child_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.child_seconds, limits.child_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _tell(message: Told) -> None:
    text = message.pop("text", "").encode()
    sys.stdout.buffer.write(json.dumps({**message, "size": len(text)}).encode())
    sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.write(text)


def _messages(path: Path, limits: Limits) -> Iterator[Told]:
    kind = inspect(path, limits=limits)
    if kind is Kind.CSV:
        yield from _records(path, limits)
    else:
        yield from _workbook(path, kind, limits)
    yield {"end": True}


def _records(path: Path, limits: Limits) -> Iterator[Told]:
    yield {"kind": Kind.CSV, "sheets": [["", False]]}
    yield {"sheet": 0, "merged": []}
    read = records(path.read_bytes(), text_length=limits.text_length)
    for told in _rows(read, sheet="", width=16, limits=limits):
        yield {"sheet": 0, **told}


def _workbook(path: Path, kind: Kind, limits: Limits) -> Iterator[Told]:
    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            yield from _sheets(workbook, kind, limits)
    except calamine.PasswordError as error:
        raise Unreadable(Cause.ENCRYPTED) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(Cause.BROKEN) from error


def _sheets(workbook: calamine.CalamineWorkbook, kind: Kind, limits: Limits) -> Iterator[Told]:
    listed = _worksheets(workbook, limits)
    names = _names(sheet.name for sheet in listed)
    hidden = [sheet.visible != calamine.SheetVisibleEnum.Visible for sheet in listed]
    yield {"kind": kind, "sheets": list(zip(names, hidden, strict=True))}
    for place, sheet in enumerate(listed):
        if not hidden[place]:
            for told in _sheet(workbook.get_sheet_by_name(sheet.name), names[place], limits):
                yield {"sheet": place, **told}


def _names(given: Iterable[str]) -> list[str]:
    """Name sheets in one line that is not too long, no two alike: rows are known by the name."""
    names: list[str] = []
    for name in given:
        stem = one_line(name)[:_LONGEST_NAME]
        numbered = chain([stem], (f"{stem}（{number}）" for number in count(2)))
        names.append(next(one for one in numbered if one not in names))
    return names


def _worksheets(
    workbook: calamine.CalamineWorkbook, limits: Limits
) -> list[calamine.SheetMetadata]:
    listed = workbook.sheets_metadata
    if not listed:
        raise Unreadable(Cause.BROKEN)
    if any(sheet.typ in _MACRO_SHEETS for sheet in listed):
        raise Unreadable(Cause.MACROS)
    if len(listed) > limits.sheets:
        raise Unreadable(Cause.TOO_MANY_SHEETS, limit=limits.sheets)
    return [sheet for sheet in listed if sheet.typ == calamine.SheetTypeEnum.WorkSheet]


def _sheet(sheet: calamine.CalamineSheet, name: str, limits: Limits) -> Iterator[Told]:
    ranges = sheet.merged_cell_ranges or []
    yield {
        "merged": [[top + 1, left, bottom + 1, right] for (top, left), (bottom, right) in ranges]
    }
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[0] >= limits.rows:
        raise too_many_rows(limits)
    if sheet.end[1] >= limits.columns:
        raise too_many_columns(limits)
    rows: Iterable[list[Raw]] = sheet.iter_rows()
    # The rows start at the top of the sheet, but at its first filled column.
    if left := sheet.start[1]:
        rows = ([""] * left + row for row in rows)
    yield from _rows(rows, sheet=name, width=sheet.end[1] + 1, limits=limits)


def _rows(rows: Iterable[list[Any]], *, sheet: str, width: int, limits: Limits) -> Iterator[Told]:
    """Yield batches of rows that are not blank, with their numbers."""
    numbered = enumerate(rows, start=1)
    while batch := list(islice(numbered, max(_CELLS_A_BATCH // width, 1))):
        last, _ = batch[-1]
        if last > limits.rows:
            raise too_many_rows(limits)
        filled = [(number, row) for number, row in batch if _is_filled(row)]
        yield _batch(filled, sheet, limits)


def _is_filled(row: list[Any]) -> bool:
    return any(row) or any(cell != "" for cell in row)


def _batch(rows: list[tuple[int, list[Any]]], sheet: str, limits: Limits) -> Told:
    """Lay the rows out as one list of texts; numbers, truth values and days stand apart."""
    width = max((len(row) for _, row in rows), default=0)
    if width > limits.columns:
        raise too_many_columns(limits)
    flat: list[Any] = []
    apart: list[tuple[int, Any]] = []
    days: list[int] = []
    longest = limits.text_length
    for number, row in rows:
        start = len(flat)
        flat += row
        flat += [""] * (width - len(row))
        for place in [
            start + place
            for place, cell in enumerate(row)
            if type(cell) is not str or len(cell) > longest
        ]:
            if isinstance(flat[place], str):
                raise text_too_long(sheet, number, longest)
            if isinstance(flat[place], date):
                days.append(place)
            apart.append((place, _plain(flat[place])))
            flat[place] = ""
    text = _joined(flat, apart)
    numbers = [number for number, _ in rows]
    return {"rows": numbers, "width": width, "apart": apart, "days": days, "text": text}


def _joined(flat: list[str], apart: list[tuple[int, Any]]) -> str:
    """Join the texts; one that holds the separator itself is set apart."""
    text = SEPARATOR.join(flat)
    if text.count(SEPARATOR) < len(flat):
        return text
    for place, cell in enumerate(flat):
        if SEPARATOR in cell:
            apart.append((place, cell))
            flat[place] = ""
    return SEPARATOR.join(flat)


def _plain(cell: float | date | time | timedelta) -> str | float:
    if isinstance(cell, float):
        if not isfinite(cell):
            return repr(cell)
        whole = cell.is_integer() and abs(cell) < _WHOLE_NUMBERS_BELOW
        return int(cell) if whole else cell
    if isinstance(cell, int):
        return cell
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


if __name__ == "__main__":
    main(sys.argv[1:])
