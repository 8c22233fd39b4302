"""A file becomes a checked report: read, laid out, and every row held against the rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from huiliu.exchange.roster.check import Known, Places, Report, RosterSheet, as_sheet, check_file
from huiliu.exchange.roster.direction import Detected, Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.headers import Synonyms
from huiliu.exchange.roster.sheets import rosters
from huiliu.exchange.workbook.limits import DEFAULT, Limits
from huiliu.exchange.workbook.reader import Sheet, read

OWN_COLUMN = "问题"
"""What the workbook that goes back adds; it comes again with the corrected rows."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A checked file, and as what each of its sheets was taken."""

    report: Report
    detected: Mapping[str, Detected]
    header_rows: Mapping[str, int]
    """By sheet, the row of the header, or of its lower line."""
    direction: Direction | None
    """What a person said, against what was detected."""

    @property
    def words(self) -> str:
        """Return the direction as one code, of the first sheet where sheets differ."""
        if self.direction:
            return self.direction.value
        first = next(iter(self.detected.values()), None)
        return first.direction.value if first else Direction.MEMBER_LIST.value


@dataclass(frozen=True, slots=True)
class Circle:
    """What an installation knows: its words for columns, its organisations, people and name."""

    synonyms: Synonyms
    places: Places
    known: Known
    city: str
    limits: Limits = DEFAULT


def open_roster(
    path: Path,
    *,
    circle: Circle,
    today: date,
    direction: Direction | None = None,
    file_name: str | None = None,
    limits: Limits | None = None,
) -> Opened:
    """Read and check a file. Raises Unreadable, in words, for what is no workbook."""
    name = file_name or path.name
    detected: dict[str, Detected] = {}
    header_rows: dict[str, int] = {}
    with read(path, limits=limits or circle.limits) as workbook:
        report = check_file(
            _sheets(workbook.sheets, name, circle, direction, detected, header_rows),
            file_name=name,
            today=today,
            known=circle.known,
            places=circle.places,
        )
    return Opened(report=report, detected=detected, header_rows=header_rows, direction=direction)


def _sheets(
    sheets: Iterator[Sheet],
    file_name: str,
    circle: Circle,
    direction: Direction | None,
    detected: dict[str, Detected],
    header_rows: dict[str, int],
) -> Iterator[RosterSheet]:
    found = rosters(sheets, synonyms=circle.synonyms, file_name=file_name, city=circle.city)
    for roster in found:
        detected[roster.name] = roster.detected
        header_rows[roster.name] = roster.layout.header_rows[-1]
        yield as_sheet(roster, direction)


def findings_of(opened: Opened) -> dict[str, Any]:
    """Return what the check found, as JSON can hold it: columns, directions and problems.

    A column has its place in the sheet, counted from 0, and a problem that of its cell.
    """
    report = opened.report
    places = _places(report)
    return {
        "said": opened.direction.value if opened.direction else None,
        "columns": [
            {
                "sheet": sheet,
                "header": column.header,
                "field": column.field.value if column.field else None,
                "index": column.index,
            }
            for sheet, column in report.columns
        ],
        "directions": [
            {
                "sheet": sheet,
                "direction": (opened.direction or found.direction).value,
                "reason": "" if opened.direction else found.reason,
                "header_row": opened.header_rows[sheet],
            }
            for sheet, found in opened.detected.items()
        ],
        "problems": [
            problem.as_json() | {"index": _place(places[problem.sheet], problem.field)}
            for problem in report.problems
        ],
    }


def _places(report: Report) -> dict[str, dict[Field, int]]:
    """Return by sheet where the first column of each field stands."""
    places: dict[str, dict[Field, int]] = {}
    for sheet, column in report.columns:
        if column.field:
            places.setdefault(sheet, {}).setdefault(column.field, column.index)
    return places


def _place(places: Mapping[Field, int], field: Field | None) -> int:
    """Return the column of a problem: the name's where the sheet has none of its own."""
    name = places.get(Field.NAME, min(places.values(), default=0))
    return places.get(field, name) if field else name
