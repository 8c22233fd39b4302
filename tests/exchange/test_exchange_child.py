"""What the reading child writes, byte by byte, and the limits it asks the system for.

The child runs in this process here, without the limits; `test_exchange_reader` has it as it is.
"""

import gc
import json
import resource
import struct
from collections.abc import Callable, Iterator
from csv import field_size_limit
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
import workbooks

from huiliu.exchange.workbook import child
from huiliu.exchange.workbook.limits import DEFAULT, Limits
from huiliu.exchange.workbook.unreadable import Cause
from huiliu.exchange.workbook.wire import SEPARATOR

HALF_PAST_EIGHT = datetime.fromisoformat("2025-03-01T08:30:00")

Told = list[dict[str, Any]]
Tell = Callable[..., Told]
WRITERS = {"xlsx": workbooks.xlsx, "xls": workbooks.xls, "ods": workbooks.ods}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, tuple[int, int]]]:
    """Keep from this process what the child sets for its own: limits, and no search for cycles."""
    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    longest = field_size_limit()
    yield limits
    gc.enable()
    field_size_limit(longest)


@pytest.fixture
def tell(asked: dict[int, tuple[int, int]], capfdbinary: pytest.CaptureFixture[bytes]) -> Tell:
    """Read a file and return the messages, each with its text."""

    def told(path: Path, limits: Limits = DEFAULT) -> Told:
        child.main([str(path), json.dumps(asdict(limits))])
        left, found = capfdbinary.readouterr().out, []
        while left:
            line, _, left = left.partition(b"\n")
            message = json.loads(line)
            size = message.pop("size")
            text, left = left[:size].decode(), left[size:]
            found.append({**message, "text": text} if text else message)
        return found

    return told


def csv(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return path


def rows(numbers: list[int], width: int, *cells: str, **apart: Any) -> dict[str, Any]:
    text = SEPARATOR.join(cells)
    message = {"sheet": 0, "rows": numbers, "width": width, "apart": [], "days": [], "text": text}
    return message | apart


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_child_tells_the_kind_the_sheets_their_rows_and_the_end(
    tell: Tell, tmp_path: Path, kind: str
) -> None:
    path = WRITERS[kind](tmp_path / f"a.{kind}", {"甲": [["", "姓名"], ["", ""], ["", "张三"]]})

    assert tell(path) == [
        {"kind": kind, "sheets": [["甲", False]]},
        {"sheet": 0, "merged": []},
        rows([1, 3], 2, "", "姓名", "", "张三"),
        {"end": True},
    ]


def test_child_tells_a_csv_as_one_sheet_without_a_name(tell: Tell, tmp_path: Path) -> None:
    assert tell(csv(tmp_path, "姓名,性别\n张三\n".encode())) == [
        {"kind": "csv", "sheets": [["", False]]},
        {"sheet": 0, "merged": []},
        rows([1, 2], 2, "姓名", "性别", "张三", ""),
        {"end": True},
    ]


def test_child_asks_for_its_limits_before_it_opens_the_file(
    tell: Tell, asked: dict[int, tuple[int, int]], tmp_path: Path
) -> None:
    assert tell(tmp_path / "a.xlsx") == [{"refused": "missing", "facts": {}}]

    assert asked == {
        resource.RLIMIT_AS: (DEFAULT.child_memory, DEFAULT.child_memory),
        resource.RLIMIT_CPU: (60, 61),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
    }


def test_numbers_and_days_stand_apart(tell: Tell, tmp_path: Path) -> None:
    cells = [7, 1.5, 1234567890123456, date(2025, 3, 1), HALF_PAST_EIGHT, "x"]
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": [cells]})

    [batch] = [message for message in tell(path) if "rows" in message]

    assert batch["apart"] == [
        [0, 7],
        [1, 1.5],
        [2, 1234567890123456.0],
        [3, "2025-03-01"],
        [4, "2025-03-01T08:30:00"],
    ]
    assert (batch["days"], batch["text"]) == ([3, 4], SEPARATOR * 5 + "x")


def test_number_beyond_all_bounds_comes_as_text(tell: Tell, tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": workbooks.ROSTER})
    cells = "<row><c><v>NaN</v></c><c><v>1e999</v></c><c><v>-1e999</v></c></row>"
    workbooks.with_parts(path, {"xl/worksheets/sheet1.xml": workbooks.sheet_xml(cells)})

    [batch] = [message for message in tell(path) if "rows" in message]

    assert batch["apart"] == [[0, "nan"], [1, "inf"], [2, "-inf"]]


def test_sheets_have_names_of_one_line_that_are_short_and_not_alike(
    tell: Tell, tmp_path: Path
) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", {name: [["a"]] for name in "甲乙丙丁"})
    names = {"甲": "名册", "乙": " 名\u202e册&#10;", "丙": "长" * 200, "丁": "名册（2）"}
    with ZipFile(path) as archive:
        book = archive.read("xl/workbook.xml").decode()
    for old, new in names.items():
        book = book.replace(f'name="{old}"', f'name="{new}"')
    workbooks.with_parts(path, {"xl/workbook.xml": book.encode()})

    [opening, *_] = tell(path)

    given = [name for name, _hidden in opening["sheets"]]
    assert given == ["名册", "名册（2）", "长" * 50, "名册（2）（2）"]


def test_text_with_the_separator_itself_stands_apart(tell: Tell, tmp_path: Path) -> None:
    odd = f"张{SEPARATOR}三"

    [batch] = [one for one in tell(csv(tmp_path, f"{odd},男\n".encode())) if "rows" in one]

    assert (batch["apart"], batch["text"]) == ([[0, odd]], f"{SEPARATOR}男")


def test_hidden_sheet_is_named_and_left_closed(tell: Tell, tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": [["a"]], "底稿": [["b"]]}, merged=["A1:B1"])
    workbook = openpyxl.load_workbook(path)
    workbook["底稿"].sheet_state = "hidden"
    workbook.save(path)

    assert tell(path)[:3] == [
        {"kind": "xlsx", "sheets": [["甲", False], ["底稿", True]]},
        {"sheet": 0, "merged": [[1, 0, 1, 1]]},
        rows([1], 1, "a"),
    ]


def test_sheet_without_a_cell_has_no_rows(tell: Tell, tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"空": []})

    assert tell(path)[1:] == [{"sheet": 0, "merged": []}, {"end": True}]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(rows=2), Cause.TOO_MANY_ROWS),
        (Limits(columns=4), Cause.TOO_MANY_COLUMNS),
        (Limits(sheets=0), Cause.TOO_MANY_SHEETS),
        (Limits(text_length=10), Cause.TEXT_TOO_LONG),
    ],
)
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_sheet_beyond_a_limit_is_refused_last(
    tell: Tell, tmp_path: Path, kind: str, limits: Limits, expected: Cause
) -> None:
    path = WRITERS[kind](tmp_path / f"a.{kind}", {"甲": workbooks.ROSTER})

    *_, last = tell(path, limits)

    assert last["refused"] == expected


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(rows=2), Cause.TOO_MANY_ROWS),
        (Limits(columns=1), Cause.TOO_MANY_COLUMNS),
        (Limits(text_length=1), Cause.TEXT_TOO_LONG),
    ],
)
def test_csv_beyond_a_limit_is_refused_last(
    tell: Tell, tmp_path: Path, limits: Limits, expected: Cause
) -> None:
    *_, last = tell(csv(tmp_path, "姓名,性别\n张三\n李四\n".encode()), limits)

    assert last["refused"] == expected


def test_workbook_that_is_none_inside_is_broken(tell: Tell, tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(workbooks.compound({"Workbook": b"no records"}))

    assert tell(path)[-1] == {"refused": "broken", "facts": {}}


def test_workbook_without_a_sheet_is_broken(tell: Tell, tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": workbooks.ROSTER})
    workbooks.with_parts(path, {"xl/workbook.xml": b"<workbook/>"})

    assert tell(path) == [{"refused": "broken", "facts": {}}]


def test_xls_with_a_password_is_told_as_such(tell: Tell, tmp_path: Path) -> None:
    """A stream that begins as a workbook of 1997 does, and goes on with the record FILEPASS."""
    begin = struct.pack("<HHHHHHLL", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0)
    password = struct.pack("<HHHHHH", 0x002F, 6, 1, 1, 1, 1)
    path = tmp_path / "a.xls"
    path.write_bytes(workbooks.compound({"Workbook": begin + password}))

    assert tell(path)[-1] == {"refused": "encrypted", "facts": {}}
