"""Counts of stays and windows without any person: what districts and the city see.

Every action that writes, changes or removes a stay or a window adds here what it changed.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, QuerySet

from huiliu.core.tallies import add_up
from huiliu.stays.columns import NewStay, NewWindow
from huiliu.stays.models import Stay, StayTally, Window, WindowTally
from huiliu.stays.placing import place, place_of, place_of_side


class StayCell(NamedTuple):
    path: str
    state: str


class WindowCell(NamedTuple):
    path: str
    side: str
    opens_on: date
    aim_on: date
    limit_on: date


Cells = Counter[StayCell | WindowCell]


def add(deltas: Cells) -> None:
    """Add to the tallies, in the transaction of the act."""
    stays = {cell: delta for cell, delta in deltas.items() if isinstance(cell, StayCell)}
    windows = {cell: delta for cell, delta in deltas.items() if isinstance(cell, WindowCell)}
    add_up(StayTally, stays)
    add_up(WindowTally, windows)


def cells_of(
    *, stays: Iterable[Stay | NewStay] = (), windows: Iterable[Window | NewWindow] = ()
) -> Cells:
    """Count rows at hand; of windows those that are known."""
    cells: Cells = Counter(StayCell(place_of(stay), str(stay.state)) for stay in stays)
    cells.update(
        WindowCell(
            place_of(window, side=window.side),
            str(window.side),
            window.opens_on,
            window.aim_on,
            window.limit_on,
        )
        for window in windows
        if window.known_to is None
    )
    return cells


def cells_among(*, stays: QuerySet[Stay], windows: QuerySet[Window]) -> Cells:
    """Count rows that stand in the database, before they go."""
    cells: Cells = Counter()
    found = stays.annotate(at=place()).values_list("at", "state").annotate(n=Count("id"))
    for path, state, n in found.order_by():
        cells[StayCell(path, state)] = n
    dated = (
        windows.filter(known_to=None)
        .annotate(at=place_of_side())
        .values_list("at", "side", "opens_on", "aim_on", "limit_on")
        .annotate(n=Count("id"))
    )
    for *cell, n in dated.order_by():
        cells[WindowCell(*cell)] = n
    return cells


def moved(*, before: str, after: str) -> Cells:
    """Return what to add so that the counts of one path stand under another."""
    cells: Cells = Counter()
    for model, cell in ((StayTally, StayCell), (WindowTally, WindowCell)):
        for row in model.objects.filter(path=before):
            held = cell(*(getattr(row, name) for name in cell._fields))
            cells[held] -= row.n
            cells[held._replace(path=after)] += row.n
    return cells
