"""Figures: of rows within reach for a street, of tallies without any person above it."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from huiliu.core.acting import Acting
from huiliu.core.paths import STEP, Range
from huiliu.insight.figures import Figure, Panel
from huiliu.insight.rules import OWN, Shown, shown_cells, tree_of
from huiliu.needs.models import Need, NeedTally
from huiliu.needs.tallies import cells_among as need_cells_among
from huiliu.organisations.models import Organisation
from huiliu.stays.choices import Side
from huiliu.stays.models import Stay, StayTally, Window, WindowQuerySet, WindowTally
from huiliu.stays.placing import place, placed_in
from huiliu.stays.states import state_on
from huiliu.stays.tallies import cells_among

Counts = Counter[tuple[str, str]]
"""By path and state."""

STREET_WIDTH = 3 * STEP
"""How long the path of a street is: city, district, street."""


def exactly(path: str) -> Range:
    """Return the range of an organisation without those under it."""
    return Range(path, f"{path}0")


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
    return Window.objects.known().answered_within(side=Side.HOST, place=held)


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
    rows = windows.values_list("side", "at", "state").annotate(total=Sum("n")).order_by()
    sides: dict[str, Counts] = {Side.HOST: Counter(), Side.HOME: Counter(), Side.SELF: Counter()}
    for side, path, state, n in rows:
        sides[side][path, state] = n
    return {
        Panel.STAYS: _tallied(_within(StayTally, held), width=width),
        Panel.LINKS: sides[Side.HOST],
        Panel.HOME_LINKS: sides[Side.HOME],
        Panel.NEEDS: _tallied(_within(NeedTally, held), width=width),
    }


def tallies_agree() -> bool:
    """Say whether the tallies are what a count of all rows gives.

    It takes a reach that sees everything: a check by night or a test, never a page.
    """
    counted = Counter[tuple[Any, ...]]()
    counted.update(
        {
            (type(cell).__name__, *cell): n
            for cell, n in (
                *cells_among(stays=Stay.objects.all(), windows=Window.objects.all()).items(),
                *need_cells_among(Need.objects.all()).items(),
            )
        }
    )
    return counted == _all_tallied()


