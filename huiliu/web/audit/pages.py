"""The looks that were drawn for an auditor: who looked, why, and whether one sees it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from huiliu.access.roles import RoleName
from huiliu.audit.actions import review_reading
from huiliu.audit.choices import ReviewOutcome
from huiliu.audit.drawing import month_named, months_to_review
from huiliu.audit.models import Reading, Review
from huiliu.audit.queries import looks_drawn, reviews_of
from huiliu.core.permissions import Permission
from huiliu.people.words import purpose_words, seen_words
from huiliu.rights.queries import objections_left
from huiliu.web.kit.pages import POST, Asked, page


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(choices=ReviewOutcome.choices)


@page(Permission.REVIEW_READING)
def looks(request: Asked) -> HttpResponse:
    chosen = month_named(request.GET.get("month", ""), day=request.day)
    drawn = {
        month: looks_drawn(by=request.by, month=month) for month in months_to_review(request.day)
    }
    reviews = reviews_of(looks=[look for looks in drawn.values() for look in looks])
    left = {month: sum(look.id not in reviews for look in looks) for month, looks in drawn.items()}
    context = {
        "figures": [
            {
                "label": _("%(year)s年%(month)s月") % {"year": month.year, "month": month.month},
                "count": left[month],
                "url": f"{reverse('looks')}?month={month:%Y-%m}",
                "current": month == chosen,
            }
            for month in drawn
        ],
        "looks": [_line(look, reviews.get(look.id)) for look in drawn[chosen]],
        "left": left[chosen],
        "objections": objections_left(by=request.by)
        if request.by.may(Permission.ANSWER_LOOK)
        else 0,
        "trace_url": reverse("trace_export") if request.by.may(Permission.TRACE_EXPORT) else "",
    }
    return render(request, "audit/looks.html", context)


@page(Permission.REVIEW_READING, methods=POST)
def review(request: Asked, look: UUID) -> HttpResponse:
    form = ReviewForm(request.POST)
    said = form.cleaned_data["verdict"] if form.is_valid() else ReviewOutcome.TO_ASK
    found = review_reading(by=request.by, id=look, verdict=ReviewOutcome(said), at=request.at)
    messages.success(request, _("记好了：%(words)s。") % {"words": found.get_verdict_display()})
    return redirect(f"{reverse('looks')}?month={found.month:%Y-%m}")


def _line(look: Reading, found: Review | None) -> dict[str, Any]:
    role = RoleName(look.role).label if look.role in RoleName.values else ""
    return {
        "who": f"{look.name} {role}".strip(),
        "organisation": look.organisation_name,
        "moment": localtime(look.at).strftime("%m-%d %H:%M"),
        "what": seen_words(look.page),
        "why": purpose_words(look.purpose),
        "count": len(look.persons),
        "review_url": reverse("review_look", args=[look.id]),
        "verdicts": [
            {
                "value": verdict.value,
                "label": verdict.label,
                "current": found is not None and found.verdict == verdict,
            }
            for verdict in ReviewOutcome
        ],
        "reviewed_by": found.reviewed_by if found else "",
    }
