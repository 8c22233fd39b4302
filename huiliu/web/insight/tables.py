"""Tables of figures: at the street each opens its list, above it the next level's figures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.insight.figures import COLUMNS, TILES, WAITING, Figure, Panel
from huiliu.insight.queries import Counts
from huiliu.insight.rules import OWN, Shown
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation

BELOW = {
    Kind.CITY: Kind.DISTRICT,
    Kind.DISTRICT: Kind.STREET,
    Kind.STREET: Kind.COMMUNITY,
}
"""Which kind stands in a table even where it counts nobody."""
SHOWN_WORDS = {Shown.SMALL: "<5", Shown.NOTHING: "隐去"}

Shares = Mapping[str, int | Shown]
"""What one figure shows of each cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation of a table; `own` stands for what none below it has."""

    id: UUID
    path: str
    label: str
    own: bool

    @property
    def cell(self) -> str:
        return self.path + OWN if self.own else self.path


def rows_of(tree: Sequence[Organisation], counted: Iterable[str]) -> list[Row]:
    """Return the rows: the children, and last what is counted at the organisation itself."""
    own, *children = tree
    paths = set(counted)
    due = BELOW.get(Kind(own.kind))
    rows = [
        Row(id=child.id, path=child.path, label=child.name, own=False)
        for child in children
        if child.path in paths or (child.kind == due and child.closed_on is None)
    ]
    if own.path in paths or not rows:
        label = _("还没有分到%(kind)s") % {"kind": due.label} if due else own.name
        rows.append(Row(id=own.id, path=own.path, label=label, own=True))
    return rows


def list_url(figure: Figure, *, at: UUID | None = None) -> str:
    asked = {"show": figure.name} | ({"at": str(at)} if at else {})
    return f"{reverse('street_list')}?{urlencode(asked)}"


def count_of(counts: Counts, figure: Figure, path: str | None = None) -> int:
    """Return a figure of one row, or of all rows."""
    return sum(
        n
        for (at, state), n in counts.items()
        if state in figure.states and (path is None or at == path)
    )


def street_tiles(counts: Mapping[Panel, Counts]) -> list[dict[str, Any]]:
    return [
        {
            "label": figure.label,
            "count": count_of(counts[figure.panel], figure),
            "url": list_url(figure),
        }
        for figure in TILES
    ]


def street_bars(counts: Counts, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return of each row how many wait; the bar is their share of all who are to be contacted."""
    bars = []
    for row in rows:
        total = sum(n for (at, _state), n in counts.items() if at == row.path)
        waiting = count_of(counts, WAITING, row.path)
        if total:
            bars.append(
                {
                    "label": row.label,
                    "count": waiting,
                    "percent": round(100 * waiting / total),
                    "url": list_url(WAITING, at=row.id),
                }
            )
    return bars


def street_table(panel: Panel, counts: Counts, rows: Sequence[Row]) -> dict[str, Any]:
    figures = COLUMNS[panel]

    def cells(row: Row | None) -> list[dict[str, Any]]:
        path, at = (row.path, row.id) if row else (None, None)
        return [
            {"count": count_of(counts, figure, path), "url": list_url(figure, at=at)}
            for figure in figures
        ]

    return _table(panel, rows, cells, url=lambda _row: "")


def tally_table(
    panel: Panel, shares: Sequence[Shares], rows: Sequence[Row], *, at: str, deeper: bool
) -> dict[str, Any]:
    """Return the table of one panel under the organisation `at`; `deeper` says that rows open."""

    def url(row: Row | None) -> str:
        return f"{reverse('tallies')}?at={row.id}" if deeper and row and not row.own else ""

    def cells(row: Row | None) -> list[dict[str, Any]]:
        cell = row.cell if row else at
        return [{"count": share_words(share, cell), "url": url(row)} for share in shares]

    return _table(panel, rows, cells, url=url)


def share_words(share: Shares, cell: str) -> str:
    shown = share.get(cell, 0)
    return _(SHOWN_WORDS[shown]) if isinstance(shown, Shown) else str(shown)


def _table(
    panel: Panel,
    rows: Sequence[Row],
    cells: Callable[[Row | None], list[dict[str, Any]]],
    *,
    url: Callable[[Row], str],
) -> dict[str, Any]:
    return {
        "name": panel.value,
        "title": panel.label,
        "columns": [figure.label for figure in COLUMNS[panel]],
        "rows": [{"label": row.label, "url": url(row), "cells": cells(row)} for row in rows],
        "total": {"cells": cells(None)},
    }
