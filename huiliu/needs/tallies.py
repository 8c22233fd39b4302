"""Counts of needs without any person: what districts and the city see.

Every action that raises a need, moves it or readdresses it adds here what it changed.
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, QuerySet

from huiliu.core.tallies import add_up
from huiliu.needs.models import Need, NeedTally
from huiliu.stays.placing import place, place_of


class NeedCell(NamedTuple):
    path: str
    state: str


Cells = Counter[NeedCell]


def add(deltas: Cells) -> None:
    """Add to the tallies, in the transaction of the act."""
    add_up(NeedTally, deltas)


def cell_of(need: Need) -> NeedCell:
    return NeedCell(place_of(need), str(need.state))


def cells_among(needs: QuerySet[Need]) -> Cells:
    """Count needs that stand in the database."""
    found = needs.annotate(at=place()).values_list("at", "state").annotate(n=Count("id"))
    return Counter({NeedCell(path, state): n for path, state, n in found.order_by()})


def moved(*, before: str, after: str) -> Cells:
    """Return what to add so that the counts of one path stand under another."""
    cells: Cells = Counter()
    for row in NeedTally.objects.filter(path=before):
        cells[NeedCell(before, row.state)] -= row.n
        cells[NeedCell(after, row.state)] += row.n
    return cells
