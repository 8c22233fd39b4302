"""The workbook that goes out: shut, marked on every sheet, and nothing in it but text."""

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from msoffcrypto.exceptions import InvalidKeyError
from openpyxl.workbook import Workbook

from huiliu.exchange.choices import ExportSet
from huiliu.exchange.locked import Mark, locked
from huiliu.exchange.sets import SETS
from tests.exchange.shut import SHUT, opened_workbook
from tests.exchange.test_exchange_payloads import alive
from tests.payloads import PAYLOADS

MARK = Mark(
    number="ABCD-EFGH",
    who="罗社区",
    organisation="环保社区&居委会",
    taken_at="2026-11-23 10:00",
    purpose="填上级要的报表",
    until="2026-11-24",
)
ROSTER = SETS[ExportSet.ROSTER_RECEIVED]
ROW = ["何志斌", "男", "王家村党支部", "2005-07-01", "2025-03-01", "环保社区", "骑手"]


def made(rows: list[list[str]]) -> bytes:
    return locked(fixed_set=ROSTER, rows=rows, mark=MARK, password="AAAA-BBBB")


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(opened_workbook(content, password="AAAABBBB")))


def test_workbook_opens_with_its_password_and_no_other() -> None:
    content = made([ROW])

    assert content.startswith(SHUT)
    assert "何志斌".encode() not in content
    with pytest.raises(InvalidKeyError):
        opened_workbook(content, password="AAAACCCC")
    rows = [[cell.value for cell in row] for row in opened(content)["流入党员名册"].iter_rows()]
    assert rows[0][0] == MARK.line
    assert rows[1:] == [ROSTER.headers, ROW]


def test_every_sheet_says_whose_it_is_on_screen_on_paper_and_in_the_file() -> None:
    book = opened(made([ROW]))

    assert [sheet["A1"].value for sheet in book] == [MARK.line, MARK.line]
    assert [sheet.oddHeader.left.text for sheet in book] == [MARK.line.replace("&", "&&")] * 2
    assert {sheet.oddFooter.left.text for sheet in book} == {MARK.line.replace("&", "&&")}
    assert (book.properties.title, book.properties.description) == (MARK.line, "ABCD-EFGH")
    for part in ("ABCD-EFGH", "罗社区", "环保社区", "2026-11-23 10:00"):
        assert part in MARK.line


def test_every_payload_stays_text() -> None:
    book = opened(made([[payload] * len(ROW) for payload in PAYLOADS]))

    assert alive(book) == []
    with ZipFile(BytesIO(opened_workbook(made([["=1+1"] * len(ROW)]), password="AAAABBBB"))) as one:
        parts = [one.read(name) for name in one.namelist() if "sheet" in name]
    assert [part for part in parts if b"<f>" in part or b"hyperlink" in part] == []


def test_planted_cell_that_does_something_is_found() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"

    assert alive(book) == ["Sheet!A1"]
