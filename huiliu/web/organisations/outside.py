"""Homes outside the city that rosters spell in two ways: a person says whether they are one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.actions import join_outside
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.organisations.queries import alike_outside
from huiliu.web.kit.pages import POST, Asked, page
from huiliu.web.organisations.forms import JoinForm


@page(Permission.IMPORT_ROSTER)
def alike(request: Asked) -> HttpResponse:
    """Show the groups of spellings that may be one home, the first of each as the one to keep."""
    groups = [{"kept": group[0], "others": group[1:]} for group in alike_outside(day=request.day)]
    context = {"groups": groups, "back_url": reverse("batches")}
    return render(request, "organisations/outside.html", context)


@page(Permission.IMPORT_ROSTER, methods=POST)
def joining(request: Asked) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid():
        raise OutOfReach
    kept = join_outside(
        by=request.by,
        kept_id=form.cleaned_data["kept"],
        other_id=form.cleaned_data["other"],
        day=request.day,
    )
    messages.success(request, _("记住了，以后这两种写法都算%(name)s。") % {"name": kept.name})
    return redirect("outside_homes")
