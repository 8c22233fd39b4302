"""The list of needs, one need with its steps, and the moves of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.needs.actions import (
    confirm_by_telephone,
    confirm_need,
    not_yet,
    raise_need,
    solve_need,
    take_need,
)
from huiliu.needs.choices import Move, NeedKind
from huiliu.needs.models import Need
from huiliu.needs.queries import Pile, figures, need_in_reach, needs_in
from huiliu.people.models import Person
from huiliu.people.queries import person_in_reach
from huiliu.web.kit.pages import FORM, POST, Asked, page
from huiliu.web.kit.surroundings import way_back
from huiliu.web.needs import panels
from huiliu.web.needs.forms import RaiseForm
from huiliu.web.needs.moves import BUTTONS, acts, form_of

PAGE_LENGTH = 50


@page(Permission.VIEW_NEED)
def needs(request: Asked) -> HttpResponse:
    if request.by.may(Permission.VIEW_SELF):
        return redirect("my_home")
    chosen = request.GET.get("show", "")
    pile = next((pile for pile in Pile if pile == chosen), Pile.OPEN)
    number = request.GET.get("page", "1")
    start = (int(number) - 1) * PAGE_LENGTH if number.isdecimal() and int(number) else 0
    counted = figures(by=request.by)
    lines = needs_in(by=request.by, pile=pile, start=start, longest=PAGE_LENGTH)
    read(by=request.by, page="needs", persons=[line.person_id for line, _words in lines])
    context = {
        "figures": panels.tabs(counted, pile),
        "groups": panels.grouped(lines, request.day),
        "empty_text": panels.empty_words(pile),
        **panels.pager(pile, start=start, length=PAGE_LENGTH, total=counted[pile]),
    }
    return render(request, "needs/needs.html", context)


@page(Permission.VIEW_NEED)
def need(request: Asked, need: UUID) -> HttpResponse:
    return _shown(request, need)


@page(Permission.RAISE_NEED, methods=FORM)
def raising(request: Asked, person: UUID) -> HttpResponse:
    shown = person_in_reach(id=person)
    if shown is None:
        raise OutOfReach
    form = RaiseForm(request.POST or None, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid() and _raised(request, form, shown):
        if request.by.may(Permission.VIEW_NEED):
            return redirect("need", form.cleaned_data["id"])
        return redirect(way_back(request.by, person=shown.id))
    own = request.by.may(Permission.VIEW_SELF)
    if not own:
        # To oneself the page shows nothing of the file, not even the name.
        read(by=request.by, page="raise_need", persons=[shown.id])
    context = {
        "name": shown.name,
        "own": own,
        "form": form,
        "back_url": reverse("my_home") if own else way_back(request.by, person=shown.id),
    }
    return render(request, "needs/raise.html", context, status=422 if form.errors else 200)


@page(Permission.WORK_NEED, methods=POST)
def taking(request: Asked, need: UUID) -> HttpResponse:
    return _moved(request, need, Move.TAKE, take_need)


@page(Permission.WORK_NEED, methods=POST)
def solution(request: Asked, need: UUID) -> HttpResponse:
    return _moved(request, need, Move.SOLVE, solve_need)


@page(Permission.CONFIRM_NEED, methods=POST)
def confirmation(request: Asked, need: UUID) -> HttpResponse:
    return _moved(request, need, Move.CONFIRM, confirm_need)


@page(Permission.WORK_NEED, methods=POST)
def call(request: Asked, need: UUID) -> HttpResponse:
    return _moved(request, need, Move.CONFIRM_BY_TELEPHONE, confirm_by_telephone)


@page(Permission.CONFIRM_NEED, methods=POST)
def objection(request: Asked, need: UUID) -> HttpResponse:
    return _moved(request, need, Move.NOT_YET, not_yet)


def _moved(request: Asked, need: UUID, move: Move, act: Callable[..., Need]) -> HttpResponse:
    form = form_of(move, request.POST)
    if form.is_valid() and _done(request, need, form, act):
        messages.success(request, _(BUTTONS[move].done))
        return redirect("need", need)
    return _shown(request, need, tried=(move, form))


def _done(request: Asked, need: UUID, form: forms.Form, act: Callable[..., Need]) -> bool:
    said = form.cleaned_data
    words = {"words": said["note"]} if "note" in said else {}
    try:
        act(by=request.by, id=said["id"], need_id=need, at=request.at, **words)
    except OutOfReach:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    return True


def _raised(request: Asked, form: RaiseForm, person: Person) -> bool:
    said = form.cleaned_data
    try:
        raise_need(
            by=request.by,
            id=said["id"],
            person_id=person.id,
            kind=NeedKind(said["kind"]),
            words=said["note"],
            at=request.at,
            day=request.day,
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    messages.success(request, _("记好了，谁来办、办到哪一步，这里都看得到。"))
    return True


def _shown(
    request: Asked, id: UUID, *, tried: tuple[Move, forms.Form] | None = None
) -> HttpResponse:
    found = need_in_reach(id=id)
    if found is None:
        raise OutOfReach
    need, words = found
    read(by=request.by, page="need", persons=[need.person_id], fields=["need"])
    own = request.by.may(Permission.VIEW_SELF)
    context: dict[str, Any] = {
        "need": panels.need(need, words, request.day)
        | {"person_url": "" if own else reverse("person", args=[need.person_id])},
        "stages": panels.stages(need),
        "acts": acts(need=need, by=request.by, tried=tried),
        "trail": panels.trail(need, request.day, own=request.by.may(Permission.RAISE_OBJECTION)),
        "back_url": reverse("my_home") if own else reverse("needs"),
        "back_label": _("我的家") if own else "",
        "own": own,
    }
    return render(request, "needs/need.html", context, status=422 if tried else 200)
