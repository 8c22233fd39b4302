"""One export as its pages show it: how far it is, and what one can do about it."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from huiliu.core.permissions import Permission
from huiliu.exchange.choices import ExportPurpose, ExportSet, ExportState
from huiliu.exchange.models import Export
from huiliu.exchange.rules import in_groups
from huiliu.exchange.sealed import words_in
from huiliu.exchange.sets import SETS
from huiliu.web.kit.pages import Asked

STATES = {
    ExportState.WAITING: "wait",
    ExportState.READY: "open",
    ExportState.REFUSED: "none",
    ExportState.WITHDRAWN: "none",
    ExportState.ENDED: "none",
}
UNDER_WAY = (ExportState.WAITING, ExportState.READY)


def state_of(export: Export, request: Asked) -> ExportState:
    """Return the state; what can no longer be taken is over, before a worker has forgotten it."""
    state = ExportState(export.state)
    over = state in UNDER_WAY and export.ends_at <= request.at
    return ExportState.ENDED if over else state


def line(export: Export, request: Asked) -> dict[str, Any]:
    state = state_of(export, request)
    return {
        "url": reverse("export", args=[export.id]),
        "label": ExportSet(export.fixed_set).label,
        "state": STATES[state],
        "state_word": state.label,
        "asked_by": export.asked_by,
        "organisation": export.organisation.name,
        "moment": f"{localtime(export.asked_at):%m-%d %H:%M}",
        "people": export.people,
    }


def shown(export: Export, request: Asked) -> dict[str, Any]:
    """Return one export with what whoever looks can do about it; nobody's name is on the page."""
    state, fixed_set = state_of(export, request), SETS[ExportSet(export.fixed_set)]
    is_own = export.asked_under == request.by.appointment_id
    said = words_in(export)
    return {
        **line(export, request),
        "number": in_groups(export.number),
        "sentence": fixed_set.sentence,
        "columns": fixed_set.headers,
        "purpose": ExportPurpose(export.purpose).label,
        "words": said.get("words", ""),
        "because": said.get("because", ""),
        "decided_by": export.decided_by,
        "until": f"{localtime(export.ends_at):%m-%d %H:%M}" if state in UNDER_WAY else "",
        "times": export.times,
        "exports_url": reverse("exports"),
        **(_own_acts(export, state) if is_own else _acts_of_another(export, state, request)),
    }


def _own_acts(export: Export, state: ExportState) -> dict[str, Any]:
    on_paper = SETS[ExportSet(export.fixed_set)].on_paper
    urls = {"withdraw_url": "withdraw_export"} if state in UNDER_WAY else {}
    if state == ExportState.READY:
        urls |= {"print_url": "print_export"} if on_paper else {"password_url": "export_password"}
    return {name: reverse(page, args=[export.id]) for name, page in urls.items()}


def _acts_of_another(export: Export, state: ExportState, request: Asked) -> dict[str, Any]:
    may = request.by.may(Permission.AGREE_EXPORT) and state == ExportState.WAITING
    if not may or export.asked_by_account == str(request.by.account_id):
        return {}
    return {
        "agree_url": reverse("agree_export", args=[export.id]),
        "refuse_url": reverse("refuse_export", args=[export.id]),
    }
