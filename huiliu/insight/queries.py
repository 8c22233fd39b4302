"""Figures: of rows within reach for a street, of tallies without any person above it."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Model, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from huiliu.core.paths import STEP, Range
from huiliu.core.reach import Reach
from huiliu.insight.figures import Figure, Panel
from huiliu.insight.rules import OWN, Shown, shown_cells, tree_of
from huiliu.needs.models import Need, NeedTally
from huiliu.needs.tallies import NeedCell
from huiliu.needs.tallies import cells_among as need_cells_among
from huiliu.organisations.models import Organisation
from huiliu.stays.choices import Side
from huiliu.stays.models import Stay, StayTally, Window, WindowQuerySet, WindowTally
from huiliu.stays.placing import place, placed_in
from huiliu.stays.states import state_on
from huiliu.stays.tallies import Cells, StayCell, WindowCell, cells_among

Counts = Counter[tuple[str, str]]
"""By path and state."""

STREET_WIDTH = 3 * STEP
"""How long the path of a street is: city, district, street."""


def organisation_within(*, held: Range, id: UUID) -> Organisation | None:
    found = Organisation.objects.filter(id=id, path__gte=held.lo, path__lt=held.hi)
    return found.first()


def with_children(*, id: UUID) -> list[Organisation]:
    """Return an organisation and, after it, its children: those that were closed too."""
    own = Organisation.objects.filter(id=id)
    return list((own | Organisation.objects.filter(parent=id)).order_by("path"))


def stays_within(held: Range) -> QuerySet[Stay]:
    return Stay.objects.filter(placed_in(held))


def links_within(held: Range) -> WindowQuerySet:
    """Return the windows of the host side, as the due list knows them."""
    return Window.objects.known().answered_within(Reach(host=held))


def needs_within(held: Range) -> QuerySet[Need]:
    return Need.objects.filter(placed_in(held))


def stays_counted(figure: Figure, *, held: Range) -> QuerySet[Stay]:
    return stays_within(held).filter(state__in=figure.states)


def links_counted(figure: Figure, *, held: Range, day: date) -> WindowQuerySet:
    return links_within(held).in_states(day, figure.states)


def needs_counted(figure: Figure, *, held: Range) -> QuerySet[Need]:
    return needs_within(held).filter(state__in=figure.states)


def street_counts(*, held: Range, day: date) -> dict[Panel, Counts]:
    """Count what is seen within a range, by the organisations one level below it."""
    width = len(held.lo) + STEP
    links = links_within(held).with_state(day)
    return {
        Panel.STAYS: _counted(stays_within(held), path=place(), width=width),
        Panel.LINKS: _counted(links, path="host_path", state="state_found", width=width),
        Panel.NEEDS: _counted(needs_within(held), path=place(), width=width),
    }


def tally_counts(*, held: Range, day: date, width: int) -> dict[Panel, Counts]:
    """Count from the tallies what lies within a range, by paths of a width."""
    windows = _within(WindowTally, held).annotate(at=Left("path", width), state=state_on(day))
    rows = windows.values_list("side", "at", "state").annotate(all=Sum("n")).order_by()
    sides: dict[str, Counts] = {Side.HOST: Counter(), Side.HOME: Counter(), Side.SELF: Counter()}
    for side, path, state, n in rows:
        sides[side][path, state] = n
    return {
        Panel.STAYS: _tallied(_within(StayTally, held), width=width),
        Panel.LINKS: sides[Side.HOST],
        Panel.HOME_LINKS: sides[Side.HOME],
        Panel.NEEDS: _tallied(_within(NeedTally, held), width=width),
    }


def cells_of_figure(
    counts: Counts, figure: Figure, *, root: str, width: int
) -> dict[str, int | Shown]:
    """Return what a figure shows of each organisation from the root down: a count, or how little.

    What is counted at an organisation that has others below it is a cell of its own.
    """
    leaves: Counter[str] = Counter()
    for (path, state), n in counts.items():
        if state in figure.states:
            leaves[path if len(path) == width else path + OWN] += n
    tree = tree_of(leaves, root=root)
    shown = shown_cells(tree, root=root)
    return {cell: n if shown[cell] is Shown.COUNT else shown[cell] for cell, n in tree.items()}


def tallies_agree() -> bool:
    """Say whether the tallies are what a count of all rows gives.

    It takes a reach that sees everything: a check by night or a test, never a page.
    """
    stays, windows = Stay.objects.all(), Window.objects.all()
    kept: Cells = Counter({StayCell(*cell): n for *cell, n in _kept(StayTally, StayCell)})
    kept.update({WindowCell(*cell): n for *cell, n in _kept(WindowTally, WindowCell)})
    needs = Counter({NeedCell(*cell): n for *cell, n in _kept(NeedTally, NeedCell)})
    return kept == cells_among(stays=stays, windows=windows) and needs == need_cells_among(
        Need.objects.all()
    )


def _counted(
    rows: QuerySet[Any], *, path: Combinable | str, width: int, state: str = "state"
) -> Counts:
    found = rows.annotate(at=Left(path, width)).values_list("at", state)
    return Counter({(at, held): n for at, held, n in found.annotate(n=Count("id")).order_by()})


def _tallied(rows: QuerySet[Any], *, width: int) -> Counts:
    found = rows.annotate(at=Left("path", width)).values_list("at", "state")
    return Counter({(at, held): n for at, held, n in found.annotate(all=Sum("n")).order_by()})


def _within(tally: type[Model], held: Range) -> QuerySet[Any]:
    return QuerySet(tally).filter(path__gte=held.lo, path__lt=held.hi)


def _kept(tally: type[Model], cell: type[tuple[Any, ...]]) -> QuerySet[Any, tuple[Any, ...]]:
    columns: tuple[str, ...] = vars(cell)["_fields"]
    return QuerySet(tally).exclude(n=0).values_list(*columns, "n")
