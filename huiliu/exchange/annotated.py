"""The workbook back, with what was found in it: the same sheets and rows, marked."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from huiliu.core.passing import folder
from huiliu.exchange.opening import OWN_COLUMN
from huiliu.exchange.roster.problems import Verdict
from huiliu.exchange.workbook.cells import Cell
from huiliu.exchange.workbook.limits import Limits
from huiliu.exchange.workbook.reader import Line, Merged, Sheet, read

GUIDE = "说明"
CSV_SHEET = "名册"
MOST_COMMENTS = 5_000
"""A spreadsheet opens slowly with more; the column has the words of every row anyway."""
MARKED = frozenset({Verdict.ERROR, Verdict.REPAIR})
WORDS = {
    Verdict.ERROR: "没导入",
    Verdict.REPAIR: "有建议",
    Verdict.DUPLICATE: "同一个人",
    Verdict.MATCH: "两边对上",
    Verdict.NOTE: "看一眼",
}
GUIDE_LINES = (
    "每张表的行号和列都没有动，最后多了一列“问题”。",
    "标黄的格子要改：没导入的行，或者系统有一个建议、要您确认。",
    "鼠标停在格子上，能看到批注；同样的话也写在“问题”一列里。",
    "点“问题”一列的筛选，去掉“空白”，就只剩要看的行。",
    "改好以后，整个文件再传一次就行：已经导入的行不会重复，“问题”一列不收。",
    f"批注太多表格会打不开，所以最多写 {MOST_COMMENTS} 个；“问题”一列是全的。",
)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_LONGEST_NAME = 31
_WIDTH, _COLUMN_WIDTH, _GUIDE_WIDTH = 14, 60, 90

Places = Mapping[tuple[int, int], str]
"""By row and column, counted from 0, what is said of a cell."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is to be written into one sheet."""

    comments: Places
    yellow: frozenset[tuple[int, int]]
    rows: Mapping[int, str]
    header_row: int | None
    width: int
    """How many columns are in use: the next one is for the words."""


@dataclass(frozen=True, slots=True)
class _Formats:
    plain: Format
    yellow: Format
    day: Format
    yellow_day: Format
    bold: Format


def annotated(path: Path, *, findings: Mapping[str, Any]) -> bytes:
    """Return an xlsx of the same rows in the same places. Raises Unreadable as the check did.

    Nothing in it is a formula. Sheets that were hidden are left out, as they were not read.
    """
    problems = _by_sheet(findings["problems"])
    headers = {one["sheet"]: one["header_row"] - 1 for one in findings["directions"]}
    widths = _widths(path)
    content = BytesIO()
    # The writer forgets the file of a sheet without a cell, and all of them if it is interrupted.
    with folder() as passing, read(path, limits=_limits()) as workbook:
        book = Workbook(content, {"constant_memory": True, "tmpdir": str(passing)})
        formats = _formats(book)
        name_of = _namer()
        _write_guide(book.add_worksheet(name_of(GUIDE)), formats)
        for sheet in workbook.sheets:
            if sheet.hidden:
                continue
            marks = _marks(problems.get(sheet.name, ()), headers.get(sheet.name), widths.pop(0))
            target = book.add_worksheet(name_of(sheet.name or CSV_SHEET))
            _write_sheet(target, sheet, marks, formats)
        book.close()
    return content.getvalue()


def _limits() -> Limits:
    limits: Limits = settings.HUILIU_ROSTER_LIMITS
    return limits


def _widths(path: Path) -> list[int]:
    """Return of each shown sheet how many columns its rows use; rows can be taken only once."""
    with read(path, limits=_limits()) as workbook:
        return [
            max((len(cells) for _, cells in sheet.rows), default=0)
            for sheet in workbook.sheets
            if not sheet.hidden
        ]


def _by_sheet(problems: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for problem in problems:
        found.setdefault(problem["sheet"], []).append(problem)
    return found


def _marks(problems: Sequence[Mapping[str, Any]], header_row: int | None, width: int) -> _Marks:
    comments: dict[tuple[int, int], list[str]] = {}
    rows: dict[int, list[str]] = {}
    yellow = set()
    for problem in problems:
        verdict = Verdict(problem["verdict"])
        cell = problem["row"] - 1, problem["index"]
        words = f"{WORDS[verdict]}：{problem['message']}"
        comments.setdefault(cell, []).append(words)
        rows.setdefault(cell[0], []).append(words)
        if verdict in MARKED:
            yellow.add(cell)
    return _Marks(
        comments={cell: "\n".join(said) for cell, said in islice(comments.items(), MOST_COMMENTS)},
        yellow=frozenset(yellow),
        rows={row: "\n".join(said) for row, said in rows.items()},
        header_row=header_row,
        width=width,
    )


def _write_guide(target: Worksheet, formats: _Formats) -> None:
    target.set_column(0, 0, _GUIDE_WIDTH)
    target.write_string(0, 0, "这份文件怎么用", formats.bold)
    for row, line in enumerate(GUIDE_LINES, start=1):
        target.write_string(row, 0, line)


def _write_sheet(target: Worksheet, sheet: Sheet, marks: _Marks, formats: _Formats) -> None:
    target.set_column(0, max(marks.width - 1, 0), _WIDTH)
    target.set_column(marks.width, marks.width, _COLUMN_WIDTH)
    target.merge.extend(_merged(sheet.merged))
    last = 0
    for line in sheet.rows:
        _write_row(target, line, marks, formats)
        last = line[0] - 1
    if marks.header_row is not None:
        target.autofilter(marks.header_row, 0, max(last, marks.header_row), marks.width)
        target.freeze_panes(marks.header_row + 1, 0)


def _merged(spans: Iterable[Merged]) -> list[list[int]]:
    """Return the ranges as the writer keeps them.

    Its own function for merging writes blank cells downwards, which a sheet that is written row by
    row cannot take back.
    """
    return [
        [span.top - 1, span.left, span.bottom - 1, span.right]
        for span in spans
        if (span.top, span.left) != (span.bottom, span.right)
    ]


def _write_row(target: Worksheet, line: Line, marks: _Marks, formats: _Formats) -> None:
    row = line[0] - 1
    for column, cell in zip_longest(range(marks.width), line[1]):
        is_marked = (row, column) in marks.yellow
        if cell is not None or is_marked:
            _write_cell(target, row, column, cell, formats, is_marked=is_marked)
        if said := marks.comments.get((row, column)):
            target.write_comment(row, column, said, {"x_scale": 2, "y_scale": 1.5})
    if row == marks.header_row:
        target.write_string(row, marks.width, OWN_COLUMN, formats.bold)
    elif row in marks.rows:
        target.write_string(row, marks.width, marks.rows[row])


def _write_cell(
    target: Worksheet, row: int, column: int, cell: Cell, formats: _Formats, *, is_marked: bool
) -> None:
    plain = formats.yellow if is_marked else formats.plain
    if cell is None:
        target.write_blank(row, column, None, plain)
    elif isinstance(cell, bool):
        target.write_boolean(row, column, cell, plain)
    elif isinstance(cell, date | datetime):
        target.write_datetime(row, column, cell, formats.yellow_day if is_marked else formats.day)
    elif isinstance(cell, str):
        target.write_string(row, column, cell, plain)
    else:
        target.write_number(row, column, cell, plain)


def _formats(book: Workbook) -> _Formats:
    def made(**looks: Any) -> Format:
        return cast("Format", book.add_format(looks))

    yellow, day = {"bg_color": "#FFF2AB"}, {"num_format": "yyyy-mm-dd"}
    return _Formats(
        plain=made(),
        yellow=made(**yellow),
        day=made(**day),
        yellow_day=made(**yellow, **day),
        bold=made(bold=True),
    )


def _namer() -> Callable[[str], str]:
    """Return what makes names that a workbook takes: short, without marks, each once."""
    taken: set[str] = set()

    def name_of(wanted: str) -> str:
        stem = _NOT_IN_NAMES.sub(" ", wanted)[:_LONGEST_NAME].strip() or CSV_SHEET
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem[: _LONGEST_NAME - 4]}（{number}）"
        taken.add(name.casefold())
        return name

    return name_of
