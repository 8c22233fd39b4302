"""Finding a file while the telephone rings: by name, by letters, or by the number."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiliu.audit.entries import read
from huiliu.core.permissions import Permission
from huiliu.people.actions import look_up_number
from huiliu.people.choices import Sex
from huiliu.people.look_up import How, Sought, sought
from huiliu.people.models import Person
from huiliu.people.queries import people_among, people_called
from huiliu.people.rules import LONGEST_NAME
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.people.panels import place_of

SHOWN_AT_MOST = 20


class LookUpForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("姓名、拼音首字母，或者手机号"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(
            {"type": "search", "autofocus": True, "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("例如：王芳，wf，wangfang。手机号要写全。"),
    )


@page(Permission.VIEW_PERSON, methods=FORM)
def look_up(request: Asked) -> HttpResponse:
    """Show who in reach is called so. What is typed is posted: addresses stay in logs."""
    form = LookUpForm(request.POST or None)
    meant = sought(form.cleaned_data["q"]) if form.is_valid() else None
    if meant is not None and meant.how is How.PART_OF_A_NUMBER:
        form.add_error("q", _("手机号要写全十一位；只记得几位的，请按姓名找。"))
        meant = None
    found = _found(request, meant) if meant else []
    shown = found[:SHOWN_AT_MOST]
    read(by=request.by, page="look_up", persons=[person.id for person in shown])
    context = {
        "form": form,
        "searched": meant.text if meant else "",
        "rows": [_row(person) for person in shown],
        "many": len(found) > SHOWN_AT_MOST,
        "glass_url": reverse("break_glass") if request.by.may(Permission.BREAK_GLASS) else "",
    }
    return render(request, "people/look_up.html", context, status=422 if form.errors else 200)


def _found(request: Asked, meant: Sought) -> list[Person]:
    """Return one more than is shown, if there are more."""
    at_most = SHOWN_AT_MOST + 1
    if meant.how is How.NUMBER:
        numbered: list[UUID] = look_up_number(by=request.by, number=meant.text)
        return people_among(reach=request.by.reach, persons=numbered, at_most=at_most)
    return people_called(reach=request.by.reach, sought=meant, at_most=at_most)


def _row(person: Person) -> dict[str, Any]:
    born = _("%(year)s年生") % {"year": person.birth_year} if person.birth_year else ""
    sex = "" if person.sex == Sex.UNKNOWN else person.get_sex_display()
    home = person.home.name if person.home and person.home != person.patch else ""
    return {
        "name": person.name,
        "url": reverse("person", args=[person.id]),
        "facts": [fact for fact in (place_of(person), home, sex, born) if fact],
    }
