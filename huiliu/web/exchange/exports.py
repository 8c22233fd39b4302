"""Lists that go out: what one may ask for, one of them from asking to taking, the second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.exchange.actions import (
    Taken,
    agree_export,
    ask_export,
    give_password,
    refuse_export,
    take_export,
    withdraw_export,
)
from huiliu.exchange.choices import ExportPurpose, ExportSet
from huiliu.exchange.locked import Mark, locked
from huiliu.exchange.models import Export
from huiliu.exchange.outgoing import export_in_reach, exports, sets_offered
from huiliu.exchange.rules import in_groups
from huiliu.exchange.sets import SETS
from huiliu.web.exchange.export_forms import AskForm, RefuseForm
from huiliu.web.exchange.export_panels import line, shown
from huiliu.web.kit.attachments import attached
from huiliu.web.kit.pages import FORM, POST, Asked, page

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Permission.TAKE_EXPORT)
def listed(request: Asked) -> HttpResponse:
    offered = sets_offered(by=request.by, day=request.day)
    context = {
        "offered": [
            {
                "label": one.fixed_set.code.label,
                "sentence": one.fixed_set.sentence,
                "until": one.permit.ends_on.isoformat(),
                "opened_by": one.permit.opened_by,
            }
            for one in offered
        ],
        "exports": [line(one, request) for one in exports(by=request.by)],
        "ask_url": reverse("ask_export") if offered else "",
    }
    return render(request, "exchange/exports.html", context)


@page(Permission.TAKE_EXPORT, methods=FORM)
def asking(request: Asked) -> HttpResponse:
    offered = sets_offered(by=request.by, day=request.day)
    form = AskForm(request.POST or None, offered=offered, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        export = _asked(request, form)
        if export:
            return redirect("export", export.id)
    context = {
        "form": form if offered else None,
        "exports_url": reverse("exports"),
    }
    return render(request, "exchange/ask_export.html", context, status=422 if form.errors else 200)


@page(Permission.TAKE_EXPORT)
def export(request: Asked, export: UUID) -> HttpResponse:
    return render(request, "exchange/export.html", shown(export_in_reach(id=export), request))


@page(Permission.AGREE_EXPORT, methods=POST)
def agreement(request: Asked, export: UUID) -> HttpResponse:
    done = agree_export(by=request.by, id=export, at=request.at, day=request.day)
    words = _("记好了。%(name)s一天里可以取，您也记在上面。")
    messages.success(request, words % {"name": done.asked_by})
    return redirect("export", export)


@page(Permission.AGREE_EXPORT, methods=FORM)
def refusal(request: Asked, export: UUID) -> HttpResponse:
    asked = export_in_reach(id=export)
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _refused(request, form, asked):
        return redirect("export", asked.id)
    context = {
        "form": form,
        "question": _("不同意%(name)s导出？") % {"name": asked.asked_by},
        "consequences": [_("什么也不会导出，名单马上清除。"), _("要导出，得重新申请。")],
        "confirm_label": _("不同意"),
        "cancel_url": reverse("export", args=[asked.id]),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


@page(Permission.TAKE_EXPORT, methods=POST)
def withdrawal(request: Asked, export: UUID) -> HttpResponse:
    withdraw_export(by=request.by, id=export)
    messages.success(request, _("撤回了，取不了了。"))
    return redirect("exports")


@page(Permission.TAKE_EXPORT, methods=POST)
def password(request: Asked, export: UUID) -> HttpResponse:
    """Show a new password, on a page of its own and this once."""
    made = give_password(by=request.by, id=export, at=request.at, day=request.day)
    context = {
        "password": in_groups(made),
        "file_url": reverse("export_file", args=[export]),
        "back_url": reverse("export", args=[export]),
    }
    return render(request, "exchange/export_password.html", context)


@page(Permission.TAKE_EXPORT, methods=POST)
def file(request: Asked, export: UUID) -> HttpResponse:
    fixed_set = SETS[ExportSet(export_in_reach(id=export).fixed_set)]
    if fixed_set.on_paper:
        raise OutOfReach(_("这份是印在纸上的，没有文件。"))
    taken = take_export(by=request.by, id=export, at=request.at, day=request.day)
    password = in_groups(taken.password)
    mark = _mark(request, taken)
    content = locked(fixed_set=fixed_set, rows=taken.rows, mark=mark, password=password)
    name = _("%(set)s-%(number)s.xlsx") % {"set": fixed_set.code.label, "number": mark.number}
    return attached(content, kind=WORKBOOK, name=name)


@page(Permission.TAKE_EXPORT, methods=POST)
def paper(request: Asked, export: UUID) -> HttpResponse:
    """Show a list to be printed; its number stands above each page of it."""
    fixed_set = SETS[ExportSet(export_in_reach(id=export).fixed_set)]
    if not fixed_set.on_paper:
        raise OutOfReach(_("这份是工作簿，不在这里打印。"))
    taken = take_export(by=request.by, id=export, at=request.at, day=request.day)
    context = {
        "title": fixed_set.code.label,
        "mark": _mark(request, taken),
        "headers": fixed_set.headers,
        "rows": taken.rows,
        "left_out": taken.left_out,
        "back_url": reverse("export", args=[export]),
    }
    return render(request, "exchange/print_export.html", context)


def _mark(request: Asked, taken: Taken) -> Mark:
    export = taken.export
    return Mark(
        number=in_groups(export.number),
        who=request.by.name,
        organisation=export.organisation.name,
        taken_at=f"{localtime(request.at):%Y-%m-%d %H:%M}",
        purpose=str(ExportPurpose(export.purpose).label),
        until=f"{localtime(export.ends_at):%Y-%m-%d}",
    )


def _asked(request: Asked, form: AskForm) -> Export | None:
    wanted, id = form.told(), form.cleaned_data["id"]
    try:
        return ask_export(by=request.by, id=id, wanted=wanted, at=request.at, day=request.day)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return None


def _refused(request: Asked, form: RefuseForm, export: Export) -> bool:
    because: Any = form.cleaned_data["note"]
    try:
        refuse_export(by=request.by, id=export.id, because=because, at=request.at)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    messages.success(request, _("记好了，没有同意，什么也没有导出。"))
    return True
