"""The list of those whom two organisations may both have registered, and the two answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.permissions import Permission
from huiliu.people.actions import agree_match, refuse_match
from huiliu.people.choices import MatchState
from huiliu.people.queries import persons_of_matches, proposed_matches
from huiliu.web.kit.pages import POST, Asked, page
from huiliu.web.stays import panels

SHOWN_AT_MOST = 50


@page(Permission.SETTLE_MATCH)
def matches(request: Asked) -> HttpResponse:
    found = proposed_matches(by=request.by, longest=SHOWN_AT_MOST + 1)
    shown = found[:SHOWN_AT_MOST]
    persons = persons_of_matches(matches=shown)
    read(by=request.by, page="matches", persons=persons)
    rows = [panels.row(match, persons, request.by) for match in shown]
    context = {
        "asked": [row for row in rows if not row["is_waiting"]],
        "waiting": [row for row in rows if row["is_waiting"]],
        "has_more": len(found) > SHOWN_AT_MOST,
    }
    return render(request, "stays/matches.html", context)


@page(Permission.SETTLE_MATCH, methods=POST)
def agreement(request: Asked, match: UUID) -> HttpResponse:
    agreed = agree_match(by=request.by, id=match, at=request.at, day=request.day)
    words = _("记好了，等另一边也确认。")
    if agreed.state == MatchState.AGREED:
        words = _("两边都确认了，合成一份档案，两边都看得到。")
    messages.success(request, words)
    return redirect("matches")


@page(Permission.SETTLE_MATCH, methods=POST)
def refusal(request: Asked, match: UUID) -> HttpResponse:
    refuse_match(by=request.by, id=match, day=request.day)
    messages.success(request, _("记住了，这是两个人，以后不再问。"))
    return redirect("matches")
