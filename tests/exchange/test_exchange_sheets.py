"""The four rosters, as their organisations keep them."""

from pathlib import Path

import pytest
import workbooks

from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.headers import standard
from huiliu.exchange.roster.sheets import Roster, rosters
from huiliu.exchange.workbook.reader import read

ROOT = Path(__file__).resolve().parent.parent.parent
ROSTERS = ROOT / "huiliu" / "commands" / "rosters"


def read_through(path: Path) -> list[tuple[Roster, list[int]]]:
    with read(path) as workbook:
        return [
            (roster, [row for row, _ in roster.people])
            for roster in rosters(
                workbook.sheets, synonyms=standard(), file_name="名册", city="武汉"
            )
        ]


@pytest.mark.parametrize(
    ("file_name", "rows", "columns", "direction"),
    [
        ("inflow-national-summary.xlsx", [123], 21, Direction.INFLOW),
        ("member-system-export.xlsx", [129], 27, Direction.INFLOW),
        ("community-ledger-gb18030.csv", [126], 10, Direction.INFLOW),
        ("outflow-village-rosters.xlsx", [26, 25, 22], 10, Direction.OUTFLOW),
    ],
)
def test_rosters_reads_every_person_and_column_of_the_four_files(
    file_name: str, rows: list[int], columns: int, direction: Direction
) -> None:
    read_rosters = read_through(ROSTERS / file_name)

    assert [len(people) for _, people in read_rosters] == rows
    for roster, _ in read_rosters:
        assert len(roster.layout.columns) == columns
        assert roster.layout.unmapped == ()
        assert roster.detected.direction is direction


def test_rosters_numbers_rows_as_the_spreadsheet_does() -> None:
    [(roster, people)] = read_through(ROSTERS / "inflow-national-summary.xlsx")

    assert roster.layout.header_rows == (3,)
    assert people == list(range(5, 128))


def test_rosters_passes_over_sheets_without_people(tmp_path: Path) -> None:
    path = workbooks.xlsx(
        tmp_path / "a.xlsx",
        {"说明": [["填表说明"], ["每月一次"]], "名册": workbooks.ROSTER, "空": []},
    )

    assert [(roster.name, people) for roster, people in read_through(path)] == [("名册", [2, 3])]
