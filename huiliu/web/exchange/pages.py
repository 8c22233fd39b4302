"""Rosters: bringing one, looking at what was found, putting it in, taking it back."""

from pathlib import Path
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
from huiliu.core.jobs import is_under_way
from huiliu.core.passing import file_without_name
from huiliu.core.permissions import Permission
from huiliu.exchange.actions import (
    Brought,
    apply_batch,
    check_roster,
    drop_batch,
    recheck_batch,
    undo_batch,
)
from huiliu.exchange.annotated import annotated
from huiliu.exchange.choices import WAITING, BatchState
from huiliu.exchange.models import Batch
from huiliu.exchange.queries import (
    batch_in_reach,
    batches,
    importer_of,
    opened_batch,
    questions,
)
from huiliu.exchange.roster.problems import Verdict
from huiliu.exchange.sealed import content_of
from huiliu.exchange.undoing import foreseen
from huiliu.web.exchange import panels
from huiliu.web.exchange.forms import AS_DETECTED, DirectionForm, UndoForm, UploadForm
from huiliu.web.kit.attachments import attached
from huiliu.web.kit.pages import FORM, POST, Asked, page

PAGE_LENGTH = 30
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Permission.IMPORT_ROSTER)
def listed(request: Asked) -> HttpResponse:
    asked = request.GET.get("page", "1")
    number = max(int(asked), 1) if asked.isdecimal() else 1
    found = batches(start=(number - 1) * PAGE_LENGTH, longest=PAGE_LENGTH + 1)
    here = reverse("batches")
    context = {
        "batches": [panels.line(one, request.day) for one in found[:PAGE_LENGTH]],
        "missing": {"count": questions(by=request.by).count(), "url": reverse("missing")},
        "matches_url": reverse("matches") if request.by.may(Permission.SETTLE_MATCH) else "",
        "upload_url": reverse("upload"),
        "register_url": reverse("register") if request.by.may(Permission.REGISTER_PERSON) else "",
        "exports_url": reverse("exports") if request.by.may(Permission.TAKE_EXPORT) else "",
        "permits_url": reverse("permits") if request.by.may(Permission.PERMIT_EXPORT) else "",
        "previous_url": f"{here}?page={number - 1}" if number > 1 else "",
        "next_url": f"{here}?page={number + 1}" if len(found) > PAGE_LENGTH else "",
        "text": _("第 %(number)s 页") % {"number": number},
    }
    return render(request, "exchange/batches.html", context)


@page(Permission.IMPORT_ROSTER, methods=FORM)
def upload(request: Asked) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        batch = _checked(request, form)
        if batch:
            return redirect(panels.page_of(batch))
    context = {
        "form": form,
        "organisation": request.by.organisation_name,
        "batches_url": reverse("batches"),
    }
    return render(request, "exchange/upload.html", context, status=422 if form.errors else 200)


@page(Permission.IMPORT_ROSTER)
def preview(request: Asked, batch: UUID) -> HttpResponse:
    shown, findings = opened_batch(id=batch)
    if shown.state != BatchState.CHECKED:
        return redirect("batch", shown.id)
    return render(request, "exchange/preview.html", _preview(shown, findings, request))


@page(Permission.IMPORT_ROSTER, methods=POST)
def direction(request: Asked, batch: UUID) -> HttpResponse:
    """Check again: another direction was said, or headers were made known meanwhile."""
    shown, form = batch_in_reach(id=batch), DirectionForm(request.POST)
    if form.is_valid():
        said = form.said()
        recheck_batch(by=request.by, id=shown.id, direction=said, at=request.at, day=request.day)
        messages.success(request, _("又看了一遍，下面是新的结果。"))
    return redirect("preview", shown.id)


@page(Permission.IMPORT_ROSTER, methods=POST)
def confirmation(request: Asked, batch: UUID) -> HttpResponse:
    done = apply_batch(by=request.by, id=batch, at=request.at, day=request.day)
    if done.state == BatchState.APPLIED:
        messages.success(request, _("导入好了。看到不对，可以整批撤回。"))
    return redirect("batch", batch)


@page(Permission.IMPORT_ROSTER, methods=POST)
def rejection(request: Asked, batch: UUID) -> HttpResponse:
    dropped = drop_batch(by=request.by, id=batch)
    words = _("没有导入《%(name)s》，里面的内容也没有留下。")
    messages.success(request, words % {"name": dropped.file_name})
    return redirect("batches")


@page(Permission.IMPORT_ROSTER)
def batch(request: Asked, batch: UUID) -> HttpResponse:
    shown, findings = opened_batch(id=batch)
    if shown.state == BatchState.CHECKED:
        return redirect("preview", shown.id)
    until = panels.undo_until(shown, request.day)
    context: dict[str, Any] = {
        "batch": panels.heading(shown, request.day),
        "tiles": panels.tiles(shown, request.by) if shown.state not in WAITING else [],
        "problems": panels.problems(findings, verdicts=[Verdict.ERROR]),
        "workbook_url": reverse("workbook", args=[shown.id]) if findings else "",
        "undo_url": reverse("undo_batch", args=[shown.id]) if until else "",
        "batches_url": reverse("batches"),
        **_applying(shown),
    }
    return render(request, "exchange/batch.html", context)


@page(Permission.IMPORT_ROSTER)
def workbook(_request: Asked, batch: UUID) -> HttpResponse:
    """Give the importer's own file back, with the problems written into it."""
    shown, findings = opened_batch(id=batch)
    if shown.content is None or not findings:
        raise OutOfReach(_("这份文件已经不留了。需要的话，请把原来的名册再传一次。"))
    with content_of(shown) as path:
        content = annotated(path, findings=findings)
    name = _("%(name)s（批注）.xlsx") % {"name": Path(shown.file_name).stem}
    return attached(content, kind=WORKBOOK, name=name)


@page(Permission.IMPORT_ROSTER, methods=FORM)
def undo(request: Asked, batch: UUID) -> HttpResponse:
    """Take a batch back in two steps: a look at who stays and why, and the act.

    The look reaches beyond the actor and is put on record, so it is asked for by a post.
    """
    shown = batch_in_reach(id=batch)
    until = panels.undo_until(shown, request.day)
    if not until:
        raise Refused(_("这一批现在不能撤回。"))
    form = UndoForm(request.POST if request.method == "POST" else None)
    step = form.cleaned_data["step"] if form.is_valid() else ""
    if step == UndoForm.DO and _undone(request, form, shown):
        return redirect("batch", shown.id)
    looked = step == UndoForm.LOOK
    context = {
        "question": _("撤回《%(name)s》这一批？") % {"name": shown.file_name},
        "explanation": _("%(until)s 前可以撤回。") % {"until": until},
        "consequences": _foreseen(request, shown) if looked else [],
        "form": UndoForm(initial={"step": UndoForm.DO if looked else UndoForm.LOOK}),
        "confirm_label": _("撤回这一批") if looked else _("先看看谁会留下"),
        "cancel_url": reverse("batch", args=[shown.id]),
        "tone": "danger" if looked else "primary",
    }
    return render(request, "components/confirm_page.html", context)


def _foreseen(request: Asked, batch: Batch) -> list[str]:
    ahead = foreseen(by=request.by, batch=batch.id)
    read(by=request.by, page="undo_batch", persons=[person.id for person, _why in ahead.staying])
    return panels.consequences(ahead)


def _checked(request: Asked, form: UploadForm) -> Batch | None:
    said = form.cleaned_data
    try:
        with file_without_name() as (file, path):
            file.writelines(said["file"].chunks())
            file.flush()
            brought = Brought(
                path=path,
                name=said["file"].name,
                importer=importer_of(by=request.by),
            )
            return check_roster(
                by=request.by, id=said["id"], brought=brought, at=request.at, day=request.day
            )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return None


def _undone(request: Asked, form: forms.Form, batch: Batch) -> bool:
    try:
        undoing = undo_batch(by=request.by, id=batch.id, at=request.at)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    words = _("撤回了：去掉 %(gone)s 人，留下 %(stayed)s 人。")
    counts = {"gone": len(undoing.going), "stayed": len(undoing.staying)}
    messages.success(request, words % counts)
    return True


def _preview(batch: Batch, findings: dict[str, Any], request: Asked) -> dict[str, Any]:
    said = {"direction": findings["said"] or AS_DETECTED}
    return {
        "batch": panels.heading(batch, request.day),
        "counts": panels.counts(batch),
        **panels.directions(findings),
        "direction_form": DirectionForm(initial=said),
        "direction_url": reverse("direction", args=[batch.id]),
        "problems": panels.problems(findings),
        "columns": panels.columns(findings, request.by),
        "confirm_url": reverse("apply_batch", args=[batch.id]),
        "workbook_url": reverse("workbook", args=[batch.id]),
        "discard_url": reverse("drop_batch", args=[batch.id]),
        "batches_url": reverse("batches"),
    }


def _applying(batch: Batch) -> dict[str, Any]:
    """Return what a page says while a worker puts the batch in, or where the worker gave up."""
    if batch.state != BatchState.APPLYING:
        return {}
    return {
        "is_applying": True,
        "is_under_way": is_under_way(lock=batch.id),
        "again_url": reverse("batch", args=[batch.id]),
        "confirm_url": reverse("apply_batch", args=[batch.id]),
        "discard_url": reverse("drop_batch", args=[batch.id]),
    }
