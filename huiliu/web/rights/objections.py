"""Who answers: the objections that wait here, and one of them with its answer."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.rights.actions import answer_look, answer_objection
from huiliu.rights.queries import (
    Said,
    objection_in_queue,
    objections_answered,
    objections_waiting,
)
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.rights.forms import AnswerForm
from huiliu.web.rights.panels import look_panel, objection_panel

ANSWERED_SHOWN = 50
Panel = Callable[[Said, date], dict[str, Any]]


@page(Permission.ANSWER_OBJECTION)
def waiting(request: Asked) -> HttpResponse:
    lead = _("党员说档案里哪里不对，或者不该看。由这里答复，写的人、看的人不经手。")
    return _listed(request, "objections", objection_panel, lead)


@page(Permission.ANSWER_LOOK)
def of_looks(request: Asked) -> HttpResponse:
    lead = _("党员觉得有人不该看他的档案。向那个组织问清楚，再答复；这里看不到是谁的档案。")
    return _listed(request, "look_objections", look_panel, lead)


def _listed(request: Asked, name: str, panel: Panel, lead: str) -> HttpResponse:
    open_ones = objections_waiting(by=request.by)
    found = objections_answered(by=request.by, longest=ANSWERED_SHOWN + 1)
    answered = found[:ANSWERED_SHOWN]
    persons = {said.row.person_id for said in (*open_ones, *answered)}
    read(by=request.by, page=name, persons=sorted(persons))
    context = {
        "lead": lead,
        "waiting": [panel(said, request.day) for said in open_ones],
        "answered": [panel(said, request.day) for said in answered],
        "more": ANSWERED_SHOWN if len(found) > ANSWERED_SHOWN else 0,
    }
    return render(request, "rights/objections.html", context)


@page(Permission.ANSWER_OBJECTION, methods=FORM)
def answer(request: Asked, objection: UUID) -> HttpResponse:
    said = _found(request, objection)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(request, said, form):
        return redirect("objections")
    read(by=request.by, page="objection", persons=[said.row.person_id])
    panel = objection_panel(said, request.day)
    return _answer_page(request, said, form, panel | {"back_url": reverse("objections")})


@page(Permission.ANSWER_LOOK, methods=FORM)
def answer_of_look(request: Asked, objection: UUID) -> HttpResponse:
    said = _found(request, objection)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(request, said, form):
        return redirect("look_objections")
    read(by=request.by, page="look_objection", persons=[said.row.person_id])
    panel = look_panel(said, request.day)
    return _answer_page(request, said, form, panel | {"back_url": reverse("look_objections")})


def _found(request: Asked, objection: UUID) -> Said:
    said = objection_in_queue(by=request.by, id=objection)
    if said is None:
        raise OutOfReach
    return said


def _answer_page(
    request: Asked, said: Said, form: AnswerForm, panel: dict[str, object]
) -> HttpResponse:
    context = {
        "form": form,
        "objection": panel,
        "against": said.row.against.name if said.row.against else "",
        "back_url": panel["back_url"],
    }
    return render(request, "rights/answer.html", context, status=422 if form.errors else 200)


def _answered(request: Asked, said: Said, form: AnswerForm) -> bool:
    give = answer_look if said.row.audited else answer_objection
    try:
        give(by=request.by, id=said.row.id, words=form.cleaned_data["note"], at=request.at)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    messages.success(request, _("记好了，本人看得到您的答复。"))
    return True
