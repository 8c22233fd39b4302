"""The street's page, the lists its figures open, and the tallies above the street."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach
from huiliu.core.paths import STEP, Range
from huiliu.core.permissions import Permission
from huiliu.exchange.queries import count_reports
from huiliu.insight.figures import COLUMNS, FIGURES, STREET_PANELS, TALLY_TILES, Figure, Panel
from huiliu.insight.queries import (
    STREET_WIDTH,
    cells_of_figure,
    links_counted,
    needs_counted,
    organisation_within,
    stays_counted,
    street_counts,
    tally_counts,
    with_children,
)
from huiliu.insight.rules import OWN
from huiliu.organisations.models import Organisation
from huiliu.stays.queries import count_asked
from huiliu.web.insight.lines import link_lines, need_lines, stay_lines
from huiliu.web.insight.paging import Slice, slice_of
from huiliu.web.insight.tables import (
    Shares,
    rows_of,
    share_words,
    street_bars,
    street_table,
    street_tiles,
    tally_table,
)
from huiliu.web.kit.pages import Asked, id_from, page

PLACES = ("person", "patch", "host", "queue", "home")


@page(Permission.VIEW_STREET)
def street(request: Asked) -> HttpResponse:
    own, held = _place_of(request.by)
    counts = street_counts(held=held, day=request.day)
    counted = {path for panel in counts.values() for path, _state in panel}
    rows = rows_of(with_children(id=own), counted)
    context = {
        "street": request.by.organisation_name,
        "day": request.day,
        "tiles": street_tiles(counts),
        "bars": street_bars(counts[Panel.LINKS], rows),
        "tables": [street_table(panel, counts[panel], rows) for panel in STREET_PANELS],
        "matches_url": _matches_url(request.by),
    }
    return render(request, "insight/street.html", context)


@page(Permission.VIEW_STREET)
def street_list(request: Asked) -> HttpResponse:
    figure = FIGURES.get(request.GET.get("show", ""))
    if figure is None:
        raise OutOfReach
    held, place = _asked_place(request)
    total, shown, lines = _lines(request, figure, held)
    read(by=request.by, page="street_list", persons=[line["person_id"] for line in lines])
    context = {
        "place": place,
        "figure": figure.label,
        "total": total,
        "of_needs": figure.panel is Panel.NEEDS,
        "rows": lines,
        "previous_url": _page_url(request, before=shown.before),
        "next_url": _page_url(request, after=shown.after),
        "back_url": reverse("street"),
    }
    return render(request, "insight/street_list.html", context)


@page(Permission.VIEW_TALLY)
def tallies(request: Asked) -> HttpResponse:
    own, held = _place_of(request.by)
    id = id_from(request.GET.get("at")) or own
    tree = with_children(id=id)
    width = max(STREET_WIDTH, len(held.lo) + STEP)
    if not tree or not held.holds(tree[0].path) or len(tree[0].path) >= width:
        raise OutOfReach
    counts = tally_counts(held=held, day=request.day, width=width)
    shares = {
        (panel, figure.states): cells_of_figure(counts[panel], figure, root=held.lo, width=width)
        for panel, figures in COLUMNS.items()
        for figure in figures
    }
    context = _tallies_context(tree, shares, width=width)
    context["matches_url"] = _matches_url(request.by)
    context["asked"] = count_asked(by=request.by)[0]
    may_answer = request.by.may(Permission.ANSWER_REPORT)
    context["reported"] = count_reports(by=request.by)[0] if may_answer else 0
    context |= {"day": request.day, "back_url": reverse("tallies") if id != own else ""}
    return render(request, "insight/district.html", context)


def _tallies_context(
    tree: list[Organisation], shares: Mapping[tuple[Panel, tuple[str, ...]], Shares], *, width: int
) -> dict[str, Any]:
    at = tree[0].path
    filled = {cell.removesuffix(OWN) for share in shares.values() for cell in share if cell != at}
    rows = rows_of(tree, filled)
    return {
        "district": tree[0].name,
        "by": _("按街道看") if len(at) + STEP >= width else _("按区看"),
        "tiles": [
            {"label": figure.label, "count": share_words(shares[figure.panel, figure.states], at)}
            for figure in TALLY_TILES
        ],
        "tables": [
            tally_table(
                panel,
                [shares[panel, figure.states] for figure in figures],
                rows,
                at=at,
                deeper=len(at) + STEP < width,
            )
            for panel, figures in COLUMNS.items()
        ],
    }


def _place_of(by: Acting) -> tuple[UUID, Range]:
    """Return the organisation whose figures are asked for, and what lies under it."""
    if by.organisation_id is None or by.range is None:
        raise OutOfReach
    return by.organisation_id, by.range


def _matches_url(by: Acting) -> str:
    return reverse("matches") if by.may(Permission.SETTLE_MATCH) else ""


def _asked_place(request: Asked) -> tuple[Range, str]:
    """Return the range of a row, and its name; one's own organisation is the row of its own."""
    own, held = _place_of(request.by)
    asked = request.GET.get("at")
    if asked is None:
        return held, request.by.organisation_name
    id = id_from(asked)
    if id == own:
        return Range.exactly(held.lo), request.by.organisation_name
    found = organisation_within(held=held, id=id) if id else None
    if found is None:
        raise OutOfReach
    return found.range, found.name


def _lines(
    request: Asked, figure: Figure, held: Range
) -> tuple[int, Slice[Any], list[dict[str, Any]]]:
    """Return how many a figure counts, and the lines of the page asked for."""
    day = request.day
    if figure.panel is Panel.STAYS:
        stays = stays_counted(figure, held=held)
        shown = _slice(request, stays)
        return stays.count(), shown, stay_lines(shown.rows, day)
    if figure.panel is Panel.LINKS:
        links = links_counted(figure, held=held, day=day)
        shown = _slice(request, links)
        return links.count(), shown, link_lines(shown.rows, day)
    needs = needs_counted(figure, held=held)
    shown = _slice(request, needs.select_related("taken_by"))
    return needs.count(), shown, need_lines(shown.rows, day)


def _slice(request: Asked, rows: QuerySet[Any]) -> Slice[Any]:
    return slice_of(
        rows.select_related(*PLACES),
        before=id_from(request.GET.get("before")),
        after=id_from(request.GET.get("after")),
    )


def _page_url(request: Asked, **key: UUID | None) -> str:
    """Return the address of a neighbouring page of the same list; none where there is none."""
    if None in key.values():
        return ""
    asked = {name: request.GET[name] for name in ("show", "at") if name in request.GET}
    return f"{reverse('street_list')}?{urlencode(asked | key)}"
