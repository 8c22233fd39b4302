"""Reading through the child process: what arrives, and what happens when the child can't go on."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import workbooks
import xlsxwriter

from huiliu.exchange.workbook.limits import DEFAULT, MEGABYTE, Limits
from huiliu.exchange.workbook.reader import Line, Merged, read
from huiliu.exchange.workbook.unreadable import Cause, Unreadable

SHEET = "xl/worksheets/sheet1.xml"
WRITERS = {"xlsx": workbooks.xlsx, "xls": workbooks.xls, "ods": workbooks.ods}


def lines(path: Path, limits: Limits = DEFAULT) -> dict[str, list[Line]]:
    with read(path, limits=limits) as workbook:
        return {sheet.name: list(sheet.rows) for sheet in workbook.sheets}


def cause(path: Path, limits: Limits = DEFAULT) -> Cause:
    with pytest.raises(Unreadable) as refusal:
        lines(path, limits)
    return refusal.value.code


def csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_read_gives_rows_by_the_numbers_that_the_spreadsheet_shows(
    tmp_path: Path, kind: str
) -> None:
    rows = [["", ""], ["", "姓名"], ["", ""], ["", "张三"]]
    path = WRITERS[kind](tmp_path / f"a.{kind}", {"甲": rows, "乙": [["李四"]]})

    assert lines(path) == {"甲": [(2, [None, "姓名"]), (4, [None, "张三"])], "乙": [(1, ["李四"])]}


def test_read_tells_the_kind_and_the_merged_ranges(tmp_path: Path) -> None:
    path = workbooks.xlsx(
        tmp_path / "a.xlsx", {"甲": [["名册", None], ["a", "b"]]}, merged=["A1:B1"]
    )

    with read(path) as workbook:
        assert workbook.kind == "xlsx"
        assert next(workbook.sheets).merged == (Merged(top=1, left=0, bottom=1, right=1),)


def test_read_keeps_the_types_of_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        hour = workbook.add_format({"num_format": "hh:mm"})
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["013", 7, 2.5, True, False, 0])
        sheet.write_datetime(0, 6, datetime.fromisoformat("2026-11-23"), day)
        sheet.write_datetime(0, 7, datetime.fromisoformat("2026-11-23 09:05"), day)
        sheet.write_number(0, 8, 0.5, hour)
        sheet.write_formula(0, 9, "=1/0", value="#DIV/0!")

    [(number, cells)] = lines(path)["Sheet1"]

    assert number == 1
    assert cells[:6] == ["013", 7, 2.5, True, False, 0]
    assert [type(cell) for cell in cells[:6]] == [str, int, float, bool, bool, int]
    assert cells[6] == date(2026, 11, 23)
    assert cells[7] == datetime.fromisoformat("2026-11-23 09:05")
    assert cells[8] == "12:00:00"
    assert cells[9:] == [None]


def test_read_leaves_a_number_of_sixteen_digits_a_float(tmp_path: Path) -> None:
    path = workbooks.xlsx(
        tmp_path / "a.xlsx", {"甲": [[999_999_999_999_999, 1_000_000_000_000_000]]}
    )

    [(_, cells)] = lines(path)["甲"]

    assert [type(cell) for cell in cells] == [int, float]


def test_read_lists_hidden_sheets_without_their_rows(tmp_path: Path) -> None:
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": [["a"]], "乙": [["b"]], "丙": [["c"]]})
    book = openpyxl.load_workbook(path)
    book["乙"].sheet_state = "hidden"
    book["丙"].sheet_state = "veryHidden"
    book.save(path)

    with read(path) as workbook:
        told = [(sheet.name, sheet.hidden, list(sheet.rows)) for sheet in workbook.sheets]

    assert told == [("甲", False, [(1, ["a"])]), ("乙", True, []), ("丙", True, [])]


def test_read_goes_to_the_next_sheet_when_the_rows_of_one_are_left(tmp_path: Path) -> None:
    many = [[f"{number}"] for number in range(20_000)]
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": many, "乙": [["b"]]})

    with read(path) as workbook:
        first = next(workbook.sheets)
        assert next(first.rows) == (1, ["0"])
        assert list(next(workbook.sheets).rows) == [(1, ["b"])]


def test_read_gives_all_rows_of_a_sheet_of_many_batches(tmp_path: Path) -> None:
    many = [[f"{number}", number] for number in range(20_000)]
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": many})

    assert lines(path)["甲"] == [(n + 1, [f"{n}", n]) for n in range(20_000)]


def test_read_takes_texts_with_any_character(tmp_path: Path) -> None:
    texts = ["a\x1fb", "一\n二", '"', "\x85", "𠮷"]
    path = workbooks.xls(tmp_path / "a.xls", {"甲": [texts]})

    assert lines(path) == {"甲": [(1, texts)]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_read_takes_csv_of_any_usual_form(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "流入党员名册\r\n姓名|性别\r\n张三|男\r\n".replace("|", delimiter)

    assert lines(csv(tmp_path, text, encoding)) == {
        "": [(1, ["流入党员名册", None]), (2, ["姓名", "性别"]), (3, ["张三", "男"])]
    }


def test_read_counts_records_of_a_csv_not_lines(tmp_path: Path) -> None:
    text = '姓名,备注\n张三,"一\n二"\n\n,\n李四,"a,""b"""\n王\u2028五,\n'

    assert lines(csv(tmp_path, text)) == {
        "": [
            (1, ["姓名", "备注"]),
            (2, ["张三", "一\n二"]),
            (5, ["李四", 'a,"b"']),
            (6, ["王\u2028五", None]),
        ]
    }


def test_read_unwraps_numbers_that_were_wrapped_for_a_spreadsheet(tmp_path: Path) -> None:
    text = '姓名,号码\n张三,"=""420199199001011234"""\n'

    assert lines(csv(tmp_path, text))[""][1] == (2, ["张三", "420199199001011234"])


def test_read_refuses_in_the_words_of_the_scan(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\x89PNG")

    with pytest.raises(Unreadable, match="这是图片，只是改了扩展名") as refusal, read(path):
        pass

    assert refusal.value.code is Cause.PICTURE


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_read_refuses_a_text_that_is_too_long_by_its_place(tmp_path: Path, kind: str) -> None:
    rows = [["姓名"], ["长" * 2_001]]
    path = WRITERS[kind](tmp_path / f"a.{kind}", {"甲": rows})

    with pytest.raises(Unreadable, match="“甲”第 2 行有一格超过 2000 个字") as refusal:
        lines(path)

    assert refusal.value.code is Cause.TEXT_TOO_LONG
    assert lines(path, Limits(text_length=2_001))["甲"][1] == (2, ["长" * 2_001])


def test_read_refuses_an_xls_without_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(workbooks.compound({"Workbook": b""}))

    assert cause(path) is Cause.BROKEN


def test_read_refuses_a_csv_that_is_cut_off_within_a_character(tmp_path: Path) -> None:
    path = csv(tmp_path, "姓名,性别\n张三,男")
    path.write_bytes(path.read_bytes()[:-1])

    assert cause(path) is Cause.BROKEN


def test_read_refuses_a_csv_whose_quotes_never_close(tmp_path: Path) -> None:
    path = csv(tmp_path, '姓名\n"' + "张三\n" * 1_000)

    with pytest.raises(Unreadable, match=r"^第 2 行有一格超过 2000 个字") as refusal:
        lines(path)

    assert refusal.value.code is Cause.TEXT_TOO_LONG


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(rows=2), Cause.TOO_MANY_ROWS),
        (Limits(columns=4), Cause.TOO_MANY_COLUMNS),
        (Limits(sheets=0), Cause.TOO_MANY_SHEETS),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_read_keeps_the_limits_of_a_sheet(
    tmp_path: Path, kind: str, limits: Limits, expected: Cause
) -> None:
    path = WRITERS[kind](tmp_path / f"a.{kind}", {"甲": workbooks.ROSTER})

    assert cause(path, limits) is expected


def test_read_keeps_the_limits_of_a_csv(tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b\nc\ne\n")

    assert cause(path, Limits(rows=2)) is Cause.TOO_MANY_ROWS
    assert cause(path, Limits(columns=1)) is Cause.TOO_MANY_COLUMNS


def test_read_limits_what_one_text_said_many_times_amounts_to(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        for row in range(300):
            sheet.write_row(row, 0, ["长" * 2_000] * 20)

    assert path.stat().st_size < MEGABYTE
    assert cause(path, Limits(unpacked=8 * MEGABYTE)) is Cause.BOMB


def test_read_survives_a_child_that_may_not_have_the_memory(tmp_path: Path) -> None:
    cells = '<row><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>'
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": workbooks.ROSTER})
    workbooks.with_parts(path, {SHEET: workbooks.sheet_xml(cells)})

    assert cause(path, Limits(rows=1_048_576, columns=16_384)) is Cause.TOO_MUCH_MEMORY


def test_read_holds_the_child_to_its_memory_by_the_system(tmp_path: Path) -> None:
    rows = workbooks.ods_row("a", rows=100_000, columns=15)
    path = workbooks.ods(tmp_path / "a.ods", {"甲": workbooks.ROSTER})
    workbooks.with_parts(path, {"content.xml": workbooks.ods_content(rows)})

    assert cause(path, Limits(child_memory=100 * MEGABYTE)) is Cause.TOO_MUCH_MEMORY
    assert len(lines(path)["a"]) == 100_000


def test_read_holds_the_child_to_its_time_by_the_system(tmp_path: Path) -> None:
    rows = "<table:table-row/>" * 5_000_000
    path = workbooks.ods(tmp_path / "a.ods", {"甲": workbooks.ROSTER})
    workbooks.with_parts(path, {"content.xml": workbooks.ods_content(rows)})

    assert cause(path, Limits(ratio=2_000, child_seconds=1)) is Cause.TOO_MUCH_TIME


def test_read_ends_its_child_when_the_reader_stops_early(tmp_path: Path) -> None:
    many = [[f"{number:01000}"] for number in range(3_000)]
    path = workbooks.xlsx(tmp_path / "a.xlsx", {"甲": many})

    with read(path) as workbook:
        assert next(next(workbook.sheets).rows) == (1, ["0" * 1_000])


@pytest.mark.parametrize(("kind", "seed"), [("xlsx", 1), ("xls", 2), ("ods", 3)])
def test_read_refuses_truncated_files(tmp_path: Path, kind: str, seed: int) -> None:
    rows = [*workbooks.ROSTER, *([n, "王五", "男", f"{n:018}", f"{n:011}"] for n in range(300))]
    write: Callable[..., Path] = WRITERS[kind]
    whole = write(tmp_path / f"a.{kind}", {"甲": rows, "乙": rows}).read_bytes()
    # A stride by a prime spreads the cuts over the whole file, without any order.
    lengths = {(place * 7_919 + seed) % len(whole) for place in range(40)}

    assert len(lengths) >= 34
    for length in lengths:
        path = tmp_path / f"{length}.{kind}"
        path.write_bytes(whole[:length])
        assert cause(path) in {Cause.BROKEN, Cause.EMPTY}
