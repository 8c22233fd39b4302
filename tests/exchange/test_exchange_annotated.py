"""The workbook that goes back: the same rows in the same places, with what was found."""

import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from huiliu.exchange.annotated import MOST_COMMENTS, annotated
from huiliu.exchange.opening import Circle, findings_of, open_roster
from huiliu.exchange.roster.check import Places
from huiliu.exchange.roster.headers import standard
from huiliu.organisations.naming import Directory
from huiliu.people.matching import Index
from tests.exchange.people import BROKEN, HE, HEADERS, MA
from tests.exchange.workbooks import Rows, ods, xls, xlsx

TODAY = date(2026, 11, 23)
YELLOW = "FFFFF2AB"
NOBODY = Circle(synonyms=standard(), places=Places(Directory([])), known=Index(), city="武汉")


def marked(path: Path) -> openpyxl.Workbook:
    """Check a roster and read what comes back with a library of another make."""
    opened = open_roster(path, circle=NOBODY, today=TODAY)
    return openpyxl.load_workbook(BytesIO(annotated(path, findings=findings_of(opened))))


def comment(sheet: Worksheet, cell: str) -> str:
    return sheet[cell].comment.text if sheet[cell].comment else ""


def values(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


@pytest.fixture
def titled(tmp_path: Path) -> Path:
    rows: Rows = [("流入党员名册",), (), HEADERS, HE, BROKEN, (), MA]
    return xlsx(tmp_path / "名册.xlsx", {"填表说明": [("请逐项填写",)], "名册": rows})


def test_rows_and_columns_stay_where_they_are(titled: Path) -> None:
    workbook = marked(titled)

    assert workbook.sheetnames == ["说明", "填表说明", "名册"]
    before = openpyxl.load_workbook(titled)["名册"]
    for number in range(1, 8):
        row = values(workbook["名册"], number)[: len(HEADERS)]
        assert row == values(before, number), number


def test_problem_stands_on_its_cell_and_in_the_last_column(titled: Path) -> None:
    sheet = marked(titled)["名册"]

    assert comment(sheet, "C5").startswith("没导入：公民身份号码应是 18 位")
    assert sheet["C5"].fill.fgColor.rgb == YELLOW
    assert sheet["H3"].value == "问题"
    assert str(sheet["H5"].value).startswith("没导入：公民身份号码应是 18 位")
    assert (comment(sheet, "C4"), sheet["C4"].fill.fill_type) == ("", None)


def test_note_has_a_comment_and_no_colour(titled: Path) -> None:
    sheet = marked(titled)["名册"]

    assert comment(sheet, "F4").startswith("看一眼：“环保社区”对不上")
    assert sheet["F4"].fill.fill_type is None


def test_thousands_of_problems_stand_in_the_column_and_few_as_comments(tmp_path: Path) -> None:
    path = tmp_path / "流入名册.csv"
    lines = [",".join(row) for row in (HEADERS, *[BROKEN[:5]] * (MOST_COMMENTS + 1))]
    path.write_text("\n".join(lines), encoding="utf-8")

    sheet = marked(path)["名册"]

    commented = [cell for row in sheet for cell in row if cell.comment]
    assert len(commented) == MOST_COMMENTS
    assert str(sheet[f"H{MOST_COMMENTS + 2}"].value).startswith("没导入")


def test_problem_of_a_whole_row_stands_on_the_name(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "名册.xlsx", {"名册": [HEADERS, ("", *HE[1:]), HE]})

    sheet = marked(path)["名册"]

    assert "没有姓名" in comment(sheet, "A2")
    assert sheet["A2"].fill.fgColor.rgb == YELLOW


def test_problem_stands_on_the_right_one_of_two_equal_headers(tmp_path: Path) -> None:
    rows = [
        ("姓名", "性别", "公民身份号码", "入党", "转正"),
        ("", "", "", "时间", "时间"),
        ("何志斌", "男", HE[2], "2010-07-01", "2031-07-01"),
    ]

    sheet = marked(xlsx(tmp_path / "名册.xlsx", {"名册": rows}))["名册"]

    assert "还没有到" in comment(sheet, "E3")
    assert comment(sheet, "D3") == ""


def test_header_is_frozen_and_every_column_can_be_filtered(titled: Path) -> None:
    sheet = marked(titled)["名册"]

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A4", "A3:H7")


def test_nothing_becomes_a_formula_or_a_number(tmp_path: Path) -> None:
    rows = [HEADERS, ("=1+1", "男", HE[2], "013800138001", "+cmd", "@SUM(A1)", "-2")]

    sheet = marked(xlsx(tmp_path / "名册.xlsx", {"名册": rows}))["名册"]

    kinds = {cell.data_type for cell in sheet[2] if cell.value is not None}
    assert kinds == {"s"}
    assert sheet["D2"].value == "013800138001"


def test_days_numbers_and_truth_values_keep_their_kind(tmp_path: Path) -> None:
    rows = [(*HEADERS, "年龄"), (*HE[:6], date(2025, 3, 1), 44)]

    sheet = marked(xlsx(tmp_path / "名册.xlsx", {"名册": rows}))["名册"]

    assert sheet["G2"].value.date() == date(2025, 3, 1)
    assert sheet["H2"].value == 44


def test_merged_cells_stay_merged(tmp_path: Path) -> None:
    rows = [("流入党员名册", "", ""), HEADERS, HE, MA]
    path = xlsx(tmp_path / "名册.xlsx", {"名册": rows}, merged=["A1:G1", "E3:E4"])

    sheet = marked(path)["名册"]

    assert sorted(str(span) for span in sheet.merged_cells.ranges) == ["A1:G1", "E3:E4"]


@pytest.mark.parametrize("make", [xls, ods])
def test_other_kinds_come_back_as_xlsx(tmp_path: Path, make: object) -> None:
    path = make(tmp_path / f"名册.{make.__name__}", {"名册": [HEADERS, HE, BROKEN]})

    sheet = marked(path)["名册"]

    assert comment(sheet, "C3").startswith("没导入")


def test_rows_of_a_csv_file_are_its_records(tmp_path: Path) -> None:
    path = tmp_path / "流入名册.csv"
    lines = [",".join(row) for row in (HEADERS, HE, BROKEN)]
    path.write_text("\n".join(lines), encoding="gb18030")

    sheet = marked(path)["名册"]

    assert comment(sheet, "C3").startswith("没导入")


def test_sheet_that_is_called_like_ours_keeps_its_rows(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "名册.xlsx", {"说明": [HEADERS, HE], "名册": [HEADERS, MA]})

    workbook = marked(path)

    assert workbook.sheetnames == ["说明", "说明（2）", "名册"]
    assert workbook["说明（2）"]["A2"].value == "何志斌"


def test_hidden_sheet_does_not_come_back(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "名册.xlsx", {"代码": [("男", 1)], "名册": [HEADERS, HE]})
    workbook = openpyxl.load_workbook(path)
    workbook["代码"].sheet_state = "hidden"
    workbook.save(path)

    assert marked(path).sheetnames == ["说明", "名册"]


def test_corrected_workbook_can_be_sent_again(titled: Path, tmp_path: Path) -> None:
    opened = open_roster(titled, circle=NOBODY, today=TODAY)
    again = tmp_path / "名册（批注）.xlsx"
    again.write_bytes(annotated(titled, findings=findings_of(opened)))

    second = open_roster(again, circle=NOBODY, today=TODAY)

    assert [row.row for row in second.report.rows_read] == [4, 5, 7]
    assert second.report.rows == opened.report.rows


def test_sheet_without_a_cell_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer keeps a file for each sheet, and forgets the one of a sheet that is empty."""
    path = xlsx(tmp_path / "名册.xlsx", {"名册": [HEADERS, BROKEN], "空": []})
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    assert marked(path).sheetnames == ["说明", "名册", "空"]

    assert list(folder.iterdir()) == []
