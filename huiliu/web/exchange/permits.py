"""Letting organisations below take lists out, and finding out whose a sheet was."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from huiliu.core.errors import Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.exchange.actions import Traced, end_permit, permit_export, trace_export
from huiliu.exchange.choices import ExportPurpose, ExportSet
from huiliu.exchange.outgoing import permits_below, place_to_permit, takes_exports
from huiliu.exchange.rules import in_groups
from huiliu.organisations.models import Organisation
from huiliu.web.exchange.export_forms import PermitForm, TraceForm
from huiliu.web.kit.pages import FORM, POST, Asked, page

USUAL = timedelta(days=14)


@page(Permission.PERMIT_EXPORT)
def listed(request: Asked) -> HttpResponse:
    context = {
        "permits": [
            {
                "organisation": one.organisation.name,
                "label": ExportSet(one.fixed_set).label,
                "until": one.ends_on.isoformat(),
                "because": one.because,
                "opened_by": one.opened_by,
                "end_url": reverse("end_permit", args=[one.id]),
            }
            for one in permits_below(by=request.by, day=request.day)
        ],
        "organisations_url": reverse("organisations"),
    }
    return render(request, "exchange/permits.html", context)


@page(Permission.PERMIT_EXPORT, methods=FORM)
def opening(request: Asked, organisation: UUID) -> HttpResponse:
    place = place_to_permit(by=request.by, id=organisation)
    if not takes_exports(place):
        raise Refused(_("这一级看不到党员名单，不用开通。请给街道、社区或支部开通。"))
    initial = {"id": new_id(), "until": request.day + USUAL}
    form = PermitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _opened(request, form, place):
        return redirect("permits")
    context = {
        "form": form,
        "question": _("给%(name)s开通导出") % {"name": place.name},
        "consequences": [
            _("他们能导出固定的几列，不能自己选列。"),
            _("五十人以上的，要另一个人用自己的账号同意。"),
            _("名单里的每个人都看得到是谁、为什么导出的。"),
        ],
        "confirm_label": _("开通"),
        "cancel_url": reverse("organisation", args=[place.id]),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


@page(Permission.PERMIT_EXPORT, methods=POST)
def ending(request: Asked, permit: UUID) -> HttpResponse:
    ended = end_permit(by=request.by, id=permit, at=request.at)
    words = _("停了，%(name)s从现在起不能导出了。")
    messages.success(request, words % {"name": ended.organisation.name})
    return redirect("permits")


@page(Permission.TRACE_EXPORT, methods=FORM)
def tracing(request: Asked) -> HttpResponse:
    form = TraceForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    traced = _traced(request, form) if asked else None
    context = {"form": form, "found": _found(traced) if traced else None}
    status = 422 if form.errors else 200
    return render(request, "exchange/trace_export.html", context, status=status)


def _opened(request: Asked, form: PermitForm, place: Organisation) -> bool:
    fixed_set, until, because = form.told()
    try:
        permit_export(
            by=request.by,
            id=form.cleaned_data["id"],
            organisation=place.id,
            fixed_set=fixed_set,
            ends_on=until,
            because=because,
            at=request.at,
            day=request.day,
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    messages.success(request, _("开通了，到%(day)s自己停。") % {"day": until.isoformat()})
    return True


def _traced(request: Asked, form: TraceForm) -> Traced | None:
    try:
        traced: Traced | None = trace_export(by=request.by, number=form.cleaned_data["number"])
    except Refused as refusal:
        form.add_error("number", refusal.words)
        return None
    if traced is None:
        form.add_error("number", _("您抽查的范围里没有这个编号。"))
    return traced


def _found(traced: Traced) -> dict[str, str]:
    export = traced.export
    taken = f"{localtime(export.taken_at):%Y-%m-%d %H:%M}" if export.taken_at else ""
    return {
        "number": in_groups(export.number),
        "label": str(ExportSet(export.fixed_set).label),
        "who": export.asked_by,
        "organisation": traced.organisation,
        "purpose": str(ExportPurpose(export.purpose).label),
        "asked": f"{localtime(export.asked_at):%Y-%m-%d %H:%M}",
        "taken": taken,
        "times": str(export.times),
        "decided_by": export.decided_by,
    }
