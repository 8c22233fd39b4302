"""The tree of organisations by levels, and what changes one of them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.actions import close_organisation
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.organisations.actions import (
    add_name,
    open_organisation,
    remove_name,
    rename_organisation,
)
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import (
    branches_of,
    level_of,
    named_like,
    organisation_in_range,
)
from huiliu.organisations.rules import kinds_to_open
from huiliu.web.kit.pages import FORM, POST, Asked, page
from huiliu.web.organisations import panels
from huiliu.web.organisations.forms import OpenForm, RenameForm, SearchForm, SpellingForm

FOUND_AT_MOST = 50


@page(Permission.VIEW_ORGANISATION, methods=FORM)
def organisations(request: Asked) -> HttpResponse:
    """Show the level below the own organisation, or what a search finds in the own range.

    What is searched for is posted: addresses stay in logs.
    """
    if request.by.organisation_id is None:
        raise OutOfReach
    own = organisation_in_range(by=request.by, id=request.by.organisation_id)
    search = SearchForm(request.POST or None)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    if text:
        found = named_like(text=text, within=own.range, day=request.day, at_most=FOUND_AT_MOST)
        rows = panels.found(found)
    else:
        rows = panels.branches(branches_of(parent=own, day=request.day))
    context = {
        "organisation": panels.heading(own),
        "search": search,
        "searched": text,
        "children": rows,
        "many": bool(text) and len(rows) == FOUND_AT_MOST,
        "actions": [{"label": _("打开本组织"), "url": panels.page_of(own)}],
    }
    return render(request, "organisations/organisations.html", context)


@page(Permission.VIEW_ORGANISATION)
def organisation(request: Asked, organisation: UUID) -> HttpResponse:
    shown = organisation_in_range(by=request.by, id=organisation)
    context = {
        "organisation": panels.heading(shown),
        "breadcrumb": panels.breadcrumb(shown, request.by),
        "actions": panels.acts(shown, request.by, level_of(by=request.by)),
        "spellings": panels.spellings(shown),
        "appointments": panels.appointments(shown, request.day),
        "children": panels.branches(branches_of(parent=shown, day=request.day)),
    }
    return render(request, "organisations/organisation.html", context)


@page(Permission.EDIT_ORGANISATION, methods=FORM)
def opening(request: Asked, organisation: UUID) -> HttpResponse:
    parent = organisation_in_range(by=request.by, id=organisation)
    kinds = kinds_to_open(under=Kind(parent.kind), level=level_of(by=request.by))
    form = OpenForm(request.POST or None, kinds=kinds)

    def opened() -> str:
        said = form.cleaned_data
        kind = Kind(said["kind"])
        child = open_organisation(
            by=request.by, parent=parent, kind=kind, name=said["name"], day=request.day
        )
        return _("%(name)s加好了。") % {"name": child.name}

    if _done(request, form, opened):
        return redirect("organisation", parent.id)
    question = _("在%(name)s下面加一个组织") % {"name": parent.name}
    return _asked(request, parent, form, question=question, confirm_label=_("加上"))


@page(Permission.EDIT_ORGANISATION, methods=FORM)
def renaming(request: Asked, organisation: UUID) -> HttpResponse:
    shown = organisation_in_range(by=request.by, id=organisation)
    form = RenameForm(request.POST or None, initial={"name": shown.name})

    def renamed() -> str:
        new = rename_organisation(by=request.by, id=shown.id, name=form.cleaned_data["name"])
        return _("改好了，现在叫%(name)s。") % {"name": new.name}

    if _done(request, form, renamed):
        return redirect("organisation", shown.id)
    question = _("给%(name)s改名称") % {"name": shown.name}
    return _asked(request, shown, form, question=question, confirm_label=_("改名称"))


@page(Permission.EDIT_ORGANISATION, methods=FORM)
def spelling(request: Asked, organisation: UUID) -> HttpResponse:
    shown = organisation_in_range(by=request.by, id=organisation)
    form = SpellingForm(request.POST or None)

    def added() -> str:
        name = add_name(by=request.by, organisation=shown, text=form.cleaned_data["text"])
        return _("记住了，“%(text)s”就是%(name)s。") % {"text": name.text, "name": shown.name}

    if _done(request, form, added):
        return redirect("organisation", shown.id)
    question = _("%(name)s还有什么叫法") % {"name": shown.name}
    return _asked(request, shown, form, question=question, confirm_label=_("记住"))


@page(Permission.EDIT_ORGANISATION, methods=POST)
def spelling_removal(request: Asked, name: UUID) -> HttpResponse:
    shown = remove_name(by=request.by, id=name)
    messages.success(request, _("去掉了，名册上再这样写会先问。"))
    return redirect("organisation", shown.id)


@page(Permission.EDIT_ORGANISATION, methods=FORM)
def closing(request: Asked, organisation: UUID) -> HttpResponse:
    shown = organisation_in_range(by=request.by, id=organisation)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def closed() -> str:
        close_organisation(by=request.by, id=shown.id, at=request.at, day=request.day)
        return _("%(name)s已经撤销。") % {"name": shown.name}

    if _done(request, form, closed):
        return redirect("organisations")
    return _asked(
        request,
        shown,
        form,
        question=_("撤销%(name)s") % {"name": shown.name},
        explanation=_("下面没有组织、没有人任职、没有党员的记录时才能撤销。"),
        consequences=[_("从今天起不能再选它。"), _("以前的记录里照旧写着它。")],
        confirm_label=_("撤销"),
        tone="danger",
    )


def _done(request: Asked, form: forms.Form, act: Callable[[], str]) -> bool:
    """Do the act of a form that was filled in well; a refusal stands at the top of the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        words = act()
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    messages.success(request, words)
    return True


def _asked(
    request: Asked, organisation: Organisation, form: forms.Form, **words: Any
) -> HttpResponse:
    context = {"form": form, "cancel_url": reverse("organisation", args=[organisation.id]), **words}
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)
