"""Cells merged downwards: one branch or community written once for several people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.layout import Layout
from huiliu.exchange.workbook.cells import Cell
from huiliu.exchange.workbook.reader import Line, Merged

# What several people may have in common; never who they are.
_SHARED = {
    Field.BRANCH,
    Field.DIVISION,
    Field.GROUP,
    Field.HOST,
    Field.DISTRICT,
    Field.STREET,
    Field.COMMUNITY,
    Field.COMPOUND,
    Field.GRID,
    Field.BUILDING,
    Field.EMPLOYER,
    Field.CAME_FROM,
    Field.BOUND_FOR,
    Field.CONTACT_PERSON,
    Field.CONTACT_TELEPHONE,
    Field.HOME_CONTACT_PERSON,
    Field.HOME_CONTACT_TELEPHONE,
}


def with_shared(lines: Iterable[Line], layout: Layout, merged: Sequence[Merged]) -> Iterator[Line]:
    """Write what a merged range says into the line of everybody whom it spans."""
    columns = {column.index for column in layout.columns if column.field in _SHARED}
    spans: dict[int, list[Merged]] = defaultdict(list)
    for span in merged:
        if span.left in columns and span.left == span.right and span.top < span.bottom:
            spans[span.top].append(span)
    said: dict[int, tuple[int, Cell]] = {}
    for number, cells in lines:
        for span in spans.get(number, ()):
            said[span.left] = (span.bottom, cells[span.left])
        for column, (bottom, value) in said.items():
            if number <= bottom and cells[column] is None:
                cells[column] = value
        yield number, cells
