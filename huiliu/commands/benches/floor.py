"""The floor that an import is measured against: what nobody who reads such a file can leave out."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import python_calamine as calamine
from django.db import connections

from huiliu.commands.benches.invented import BORN, FULL, HEADERS, JOINED

_DAYS = frozenset({HEADERS[BORN], HEADERS[JOINED], HEADERS[FULL]})
_TABLE = "floor_of_bench"

Parsed = dict[str, str | date | None]


def measure_floor(path: Path) -> dict[str, float]:
    """Return the milliseconds of the three parts, each taken apart."""
    started = perf_counter()
    rows = _read(path)
    read = perf_counter()
    parsed = [_parse(row) for row in rows]
    parsed_at = perf_counter()
    copying = _copied(parsed)
    return {
        "calamine": (read - started) * 1000,
        "parse": (parsed_at - read) * 1000,
        "copy": copying * 1000,
    }


def _read(path: Path) -> list[list[Any]]:
    with calamine.CalamineWorkbook.from_path(path) as workbook:
        _, *rows = workbook.get_sheet_by_index(0).iter_rows()
    return rows


def _parse(row: Sequence[str]) -> Parsed:
    """Turn a row into stripped texts by header, and its days into dates where they can be."""
    parsed: Parsed = {header: text.strip() for header, text in zip(HEADERS, row, strict=True)}
    for header in _DAYS:
        parsed[header] = _day(str(parsed[header]))
    return parsed


def _day(text: str) -> date | None:
    digits = text.replace("-", "")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _copied(rows: Sequence[Parsed]) -> float:
    """Copy the rows into a plain table of 27 text columns without an index; return the seconds."""
    columns = ", ".join(f"c{place} text" for place in range(len(HEADERS)))
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {_TABLE} ({columns})")
        started = perf_counter()
        with cursor.copy(f"COPY {_TABLE} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))
        taken = perf_counter() - started
        cursor.execute(f"DROP TABLE {_TABLE}")
    return taken
