"""A file becomes a checked report: read, laid out, and every row held against the rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from huiliu.exchange.roster.check import Known, Places, Report, RosterSheet, as_sheet, check_file
from huiliu.exchange.roster.direction import Detected, Direction
from huiliu.exchange.roster.headers import Synonyms
from huiliu.exchange.roster.sheets import rosters
from huiliu.exchange.workbook.limits import DEFAULT, Limits
from huiliu.exchange.workbook.reader import Sheet, read


@dataclass(frozen=True, slots=True)
class Opened:
    """A checked file, and as what each of its sheets was taken."""

    report: Report
    detected: Mapping[str, Detected]
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


def open_roster(
    path: Path,
    *,
    circle: Circle,
    today: date,
    direction: Direction | None = None,
    file_name: str | None = None,
    limits: Limits = DEFAULT,
) -> Opened:
    """Read and check a file. Raises Unreadable, in words, for what is no workbook."""
    name = file_name or path.name
    detected: dict[str, Detected] = {}
    with read(path, limits=limits) as workbook:
        report = check_file(
            _sheets(workbook.sheets, name, circle, direction, detected),
            file_name=name,
            today=today,
            known=circle.known,
            places=circle.places,
        )
    return Opened(report=report, detected=detected, direction=direction)


def _sheets(
    sheets: Iterator[Sheet],
    file_name: str,
    circle: Circle,
    direction: Direction | None,
    detected: dict[str, Detected],
) -> Iterator[RosterSheet]:
    found = rosters(sheets, synonyms=circle.synonyms, file_name=file_name, city=circle.city)
    for roster in found:
        detected[roster.name] = roster.detected
        yield as_sheet(roster, direction)


def findings_of(opened: Opened) -> dict[str, Any]:
    """Return what the check found, as JSON can hold it: columns, directions and problems."""
    return {
        "columns": [
            {
                "sheet": sheet,
                "header": column.header,
                "field": column.field.value if column.field else None,
            }
            for sheet, column in opened.report.columns
        ],
        "directions": [
            {"sheet": sheet, "direction": found.direction.value, "reason": found.reason}
            for sheet, found in opened.detected.items()
        ],
        "problems": [problem.as_json() for problem in opened.report.problems],
    }
