"""What people do about a fact of their own file: say what is right, and keep it from others."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.exchange.roster.fields import Field
from huiliu.people.actions import correct_fact, hide_fact, unhide_fact
from huiliu.people.choices import MAY_BE_HIDDEN, OWN_WORDS
from huiliu.people.queries import Shown, facts_among, oneself, said_by
from huiliu.people.words import value_words
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.people.my_forms import FactForm, WhichFactForm


@page(Permission.CORRECT_FACT, methods=FORM)
def correction(request: Asked) -> HttpResponse:
    fact = _followed(request, among=OWN_WORDS)
    standing = facts_among(said_by(rows=request.by.reach.own, own=True)).get(fact)
    shown = value_words(fact, standing.value, own=True) if standing else ""
    form = FactForm(request.POST or None, among=OWN_WORDS, fact=fact, value=shown)
    if request.method == "POST" and form.is_valid() and _corrected(request, form):
        return redirect("my_home")
    if standing:
        read(by=request.by, page="my_fact", persons=request.by.reach.own, fields=(fact,))
        form.known = {"value": _standing_words(shown, standing)}
    context = {
        "form": form,
        "question": _("改一改%(fact)s") % {"fact": Field(fact).label if fact else ""},
        "consequences": [
            _("马上就换成您说的，写明是本人说的。"),
            _("原来的还在“这些从哪里来”里，是谁写的也在。"),
            _("再改一次，就以新的为准。"),
        ],
        "confirm_label": _("就这样写"),
        "cancel_url": reverse("my_home"),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


@page(Permission.HIDE_FACT, methods=FORM)
def hiding(request: Asked) -> HttpResponse:
    fact = _followed(request, among=MAY_BE_HIDDEN)
    hidden = {field for row in oneself(persons=request.by.reach.own) for field in row.hidden}
    form = WhichFactForm(request.POST or None, among=MAY_BE_HIDDEN, fact=fact)
    if request.method == "POST" and form.is_valid():
        _turn(request, form.cleaned_data["field"], hidden)
        return redirect("my_home")
    label = Field(fact).label if fact else ""
    words = _("让别人看%(fact)s") if fact in hidden else _("不让别人看%(fact)s")
    context = {
        "form": form,
        "question": words % {"fact": label},
        "consequences": [
            _("不让别人看的，联系您的人只看到是您不让显示的，看不到写的什么。"),
            _("您自己照样看得到，随时可以再让别人看。"),
        ],
        "confirm_label": words % {"fact": ""},
        "cancel_url": reverse("my_home"),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _followed(request: Asked, *, among: Collection[str]) -> str:
    """Return the fact whose line was followed, if one was."""
    fact = request.GET.get("fact", "")
    if fact and fact not in among:
        raise OutOfReach
    return fact


def _standing_words(shown: str, standing: Shown) -> str:
    return _("%(value)s（%(source)s，%(day)s）") % {
        "value": shown,
        "source": standing.source.label,
        "day": standing.said_on.isoformat(),
    }


def _corrected(request: Asked, form: FactForm) -> bool:
    field, value = form.cleaned_data["field"], form.cleaned_data["value"]
    try:
        correct_fact(by=request.by, field=field, value=value, day=request.day)
    except Refused as refusal:
        form.add_error("value", refusal.words)
        return False
    messages.success(request, _("记好了，%(fact)s以您说的为准。") % {"fact": Field(field).label})
    return True


def _turn(request: Asked, field: str, hidden: Collection[str]) -> None:
    fact = {"fact": Field(field).label}
    if field in hidden:
        unhide_fact(by=request.by, field=field)
        messages.success(request, _("记好了，%(fact)s别人又看得到了。") % fact)
    else:
        hide_fact(by=request.by, field=field)
        messages.success(request, _("记好了，%(fact)s别人看不到了。") % fact)
