"""The questions that a newer roster asks: what became of those who are not in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.contact.words import day_words
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.exchange.actions import answer_missing
from huiliu.exchange.choices import MissingAnswer
from huiliu.exchange.models import Missing
from huiliu.exchange.queries import questions_with_people
from huiliu.web.exchange.forms import AnswerForm
from huiliu.web.exchange.panels import groups_of_questions
from huiliu.web.kit.pages import POST, Asked, page


@page(Permission.IMPORT_ROSTER)
def missing(request: Asked) -> HttpResponse:
    return _shown(request)


@page(Permission.IMPORT_ROSTER, methods=POST)
def answer(request: Asked, missing: UUID) -> HttpResponse:
    form = AnswerForm(request.POST, auto_id=_auto_id(missing))
    if not form.is_valid():
        return _shown(request, tried=(missing, form))
    said = MissingAnswer(form.cleaned_data["answer"])
    answered = answer_missing(by=request.by, id=missing, answer=said, day=request.day)
    words = _("记好了，%(name)s：%(answer)s。")
    messages.success(request, words % {"name": answered.person.name, "answer": said.label})
    return redirect("missing")


def _shown(request: Asked, *, tried: tuple[UUID, AnswerForm] | None = None) -> HttpResponse:
    asked = questions_with_people(by=request.by)
    read(by=request.by, page="missing", persons=[one.person_id for one in asked])
    sent = dict([tried] if tried else [])
    if not sent.keys() <= {one.id for one in asked}:
        raise OutOfReach
    rows = [_row(one, sent.get(one.id), request) for one in asked]
    context = {
        "groups": groups_of_questions(rows),
        "batches_url": reverse("batches"),
    }
    return render(request, "exchange/missing.html", context, status=422 if tried else 200)


def _row(missing: Missing, sent: AnswerForm | None, request: Asked) -> dict[str, Any]:
    person = missing.person
    place = person.patch or person.host or person.home
    may_look = request.by.may(Permission.VIEW_PERSON)
    return {
        "name": person.name,
        "url": reverse("person", args=[person.id]) if may_look else "",
        "asked_on": day_words(missing.asked_on, request.day),
        "place": place.name if place else "",
        "form": sent or AnswerForm(auto_id=_auto_id(missing.id)),
        "answer_url": reverse("answer_missing", args=[missing.id]),
    }


def _auto_id(missing: UUID) -> str:
    """Return how the elements of one form are named, because many forms share the page."""
    return f"answer_{missing}_%s"
