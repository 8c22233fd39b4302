"""Workbooks that come back hold text: nothing in them is a formula or a link."""

import csv
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from huiliu.core.ids import new_id
from huiliu.exchange.actions import Brought, check_roster
from huiliu.exchange.annotated import annotated
from huiliu.exchange.sealed import content_of, findings_in
from huiliu.organisations.models import Organisation
from tests.cast import DAY, Cast
from tests.exchange.people import HEADERS, arrived
from tests.exchange.workbooks import xlsx
from tests.payloads import FORMULAS, PAYLOADS
from tests.world import AT


def alive(book: Workbook) -> list[str]:
    """Return the cells that would do something when the workbook is opened."""
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink
    ]


def returned(cast: Cast, path: Path, name: str) -> Workbook:
    """Bring a roster and take it back with what was found in it."""
    street = Organisation.objects.get(code="420103001")
    brought = Brought(path, name=name, importer=street)
    batch = check_roster(by=cast.he, id=new_id(), brought=brought, at=AT, day=DAY)
    [findings] = findings_in([batch])
    with content_of(batch) as content:
        return openpyxl.load_workbook(BytesIO(annotated(content, findings=findings)))


def test_workbook_that_comes_back_holds_every_payload_as_text(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "流入.csv"
    whole = [(payload, *arrived("x", order=1)[1:5], payload, payload) for payload in PAYLOADS]
    headed = [payload.replace("\r", "") for payload in PAYLOADS[:20]]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*HEADERS, *headed], *whole])

    book = returned(cast, path, "=1+1.csv")

    assert alive(book) == []
    cells = {str(cell.value) for row in book["名册"].iter_rows() for cell in row}
    assert {one for one in FORMULAS if one.strip() == one} - cells == set()
    assert book["名册"].max_row == len(PAYLOADS) + 1


@pytest.mark.parametrize("title", ["=1+1", "@SUM(1,1)", "-1+1"])
def test_sheet_with_a_formula_for_a_name_comes_back_as_text(
    cast: Cast, tmp_path: Path, title: str
) -> None:
    rows = [HEADERS, arrived("何志斌", order=1), ("=1+1", *arrived("x", order=2)[1:])]

    book = returned(cast, xlsx(tmp_path / "a.xlsx", {title: rows}), "流入.xlsx")

    assert alive(book) == []
    assert title in book.sheetnames


def test_workbook_whose_cells_do_something_is_found() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.active["A2"].hyperlink = "https://evil.example/"

    assert alive(book) == ["Sheet!A1", "Sheet!A2"]
