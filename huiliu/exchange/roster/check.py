"""Checks whole rosters: the rules of every row, and who is the same person as whom."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Protocol

from huiliu.core.dates import Written, parse_day
from huiliu.core.memory import no_search_for_cycles
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.layout import Column
from huiliu.exchange.roster.places import unresolved
from huiliu.exchange.roster.problems import Code, Problem
from huiliu.exchange.roster.relations import (
    UNRELATED,
    Related,
    number_in_full,
    related_to,
    repair,
    twins_among,
)
from huiliu.exchange.roster.rows import Row, read_row, with_findings
from huiliu.exchange.roster.sheets import Roster
from huiliu.exchange.roster.sightings import home_of_sheet, sighting_of
from huiliu.exchange.roster.titles import Titles
from huiliu.exchange.workbook.cells import Cell
from huiliu.organisations.naming import Directory
from huiliu.people.matching import Index, Seen, Side, found_among
from huiliu.people.rules import CitizenNumber

# Said of a number whose last digits a spreadsheet has lost.
_LOST_DIGITS = frozenset({Code.NUMBER_DAMAGED, Code.NUMBER_CHECK_DIGIT})


NO_TITLES = Titles()

# `itemgetter` returns a tuple from two on.
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A sheet with people. `rows` have the numbers that the spreadsheet shows."""

    name: str
    side: Side
    columns: tuple[Column, ...]
    rows: Iterable[tuple[int, Sequence[Cell]]]
    titles: Titles = NO_TITLES


def as_sheet(roster: Roster, direction: Direction | None = None) -> RosterSheet:
    """Return a roster as a sheet to check; a person may have said another direction."""
    outflow = (direction or roster.detected.direction) is Direction.OUTFLOW
    return RosterSheet(
        name=roster.name,
        side=Side.HOME if outflow else Side.HOST,
        columns=roster.layout.columns,
        rows=roster.people,
        titles=roster.layout.titles,
    )


@dataclass(frozen=True, slots=True)
class Places:
    """The organisations that texts may name, and the path of whoever brings the roster."""

    directory: Directory
    within: str | None = None


class Known(Protocol):
    """Whoever is known already. `lookup` is asked once for all the sightings of a file."""

    def lookup(self, sightings: Sequence[Seen]) -> Index: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds: its columns by sheet, and each row with who it is and is related to."""

    columns: tuple[tuple[str, Column], ...]
    lines: tuple[tuple[Row, Seen, Related], ...]

    @property
    def rows(self) -> int:
        return len(self.lines)

    @property
    def problems(self) -> list[Problem]:
        return [problem for row, _, _ in self.lines for problem in row.problems]

    @property
    def rows_read(self) -> list[Row]:
        return [row for row, _, _ in self.lines]

    @property
    def going_in(self) -> list[Seen]:
        """Return the sightings of the rows without errors."""
        return [seen for row, seen, _ in self.lines if row.goes_in]

    def as_json(self) -> dict[str, object]:
        mapped = [(sheet, column) for sheet, column in self.columns if column.field]
        return {
            "rows": self.rows,
            "columns": [
                {"sheet": sheet, "header": column.header, "field": column.field}
                for sheet, column in mapped
            ],
            "unmapped": [
                {"sheet": sheet, "header": column.header}
                for sheet, column in self.columns
                if not column.field
            ],
            "problems": [problem.as_json() for problem in self.problems],
        }


@no_search_for_cycles()
def check_file(
    sheets: Iterable[RosterSheet],
    *,
    file_name: str,
    today: date,
    known: Known,
    places: Places | None = None,
) -> Report:
    """Check every row of a file by itself, against the rows before it, and against the known.

    Where `places` are given, organisations that can't be resolved are noted.
    """
    read: list[tuple[Row, Seen, Mapping[Field, str]]] = []
    columns: list[tuple[str, Column]] = []
    for sheet in sheets:
        columns += [(sheet.name, column) for column in sheet.columns]
        read += _read_sheet(sheet, file_name=file_name, today=today, places=places)
    inside = Index()
    earlier = [inside.add(seen) for _, seen, _ in read]
    outside = known.lookup([seen for _, seen, _ in read])
    lines = tuple(
        _line(row, seen, headers, before=before, inside=inside, outside=outside)
        for (row, seen, headers), before in zip(read, earlier, strict=True)
    )
    return Report(columns=tuple(columns), lines=lines)


def _read_sheet(
    sheet: RosterSheet, *, file_name: str, today: date, places: Places | None
) -> Iterator[tuple[Row, Seen, Mapping[Field, str]]]:
    home = home_of_sheet(sheet.titles, sheet.name) if sheet.side is Side.HOME else None
    as_of = _day_of(sheet.titles) or today
    cells_of = _cell_reader(sheet.columns)
    headers = {column.field: column.header for column in reversed(sheet.columns) if column.field}
    for number, values in sheet.rows:
        row = read_row(cells_of(values), sheet=sheet.name, row=number, headers=headers, today=today)
        seen = sighting_of(row, file=file_name, side=sheet.side, home=home, as_of=as_of)
        if places is not None:
            found = unresolved(row.said, seen, places.directory, places.within)
            row = with_findings(row, found, headers)
        yield row, seen, headers


def _day_of(titles: Titles) -> date | None:
    """Return the day on which the ages of a roster were true."""
    written = parse_day(titles.reported_on)
    return written.day if isinstance(written, Written) else None


def _cell_reader(columns: Iterable[Column]) -> Callable[[Sequence[Cell]], dict[Field, Cell]]:
    """Return what takes the cells out of a row, quickly where each field has one column."""
    known = [(column.field, column.index) for column in columns if column.field]
    fields = [field for field, _ in known]
    if len(set(fields)) < len(fields) or len(fields) < _SEVERAL:
        return partial(_first_cells, known)
    return partial(_only_cells, known, fields, itemgetter(*(index for _, index in known)))


def _only_cells(
    known: list[tuple[Field, int]],
    fields: list[Field],
    pick: Callable[[Sequence[Cell]], tuple[Cell, ...]],
    values: Sequence[Cell],
) -> dict[Field, Cell]:
    try:
        return dict(zip(fields, pick(values), strict=True))
    except IndexError:
        return _first_cells(known, values)


def _first_cells(known: list[tuple[Field, int]], values: Sequence[Cell]) -> dict[Field, Cell]:
    """Return the cells by field; of two columns of one field the first with a value counts."""
    cells: dict[Field, Cell] = {}
    width = len(values)
    for field, index in known:
        if index < width and cells.get(field) in {None, ""}:
            cells[field] = values[index]
    return cells


def _line(
    row: Row,
    seen: Seen,
    headers: Mapping[Field, str],
    *,
    before: list[Seen],
    inside: Index,
    outside: Index,
) -> tuple[Row, Seen, Related]:
    """Add what the row has to do with the known and with the rows before it."""
    candidates = [*outside.candidates(seen), *before]
    if not candidates:
        return row, seen, UNRELATED
    found = found_among(seen, candidates)
    twins = twins_among(found_among(seen, inside.candidates(seen)), seen)
    related, findings = related_to(seen, found, twins)
    full = number_in_full(seen, found)
    if full is not None:
        number, known = full
        row, seen = _repaired(row, seen, number)
        findings.insert(0, repair(number, known))
    return with_findings(row, findings, headers), seen, related


def _repaired(row: Row, seen: Seen, number: str) -> tuple[Row, Seen]:
    """Put the number in full beside the row, and take back that it is an error."""
    kept = tuple(problem for problem in row.problems if problem.code not in _LOST_DIGITS)
    return replace(row, number=CitizenNumber(number), problems=kept), replace(seen, number=number)
