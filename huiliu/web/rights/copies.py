"""A copy of the file to take along: for oneself, and on paper from a station."""

import json
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.people.queries import person_in_reach, rows_of
from huiliu.rights.choices import CopyPurpose
from huiliu.rights.copies import Document, sections_of, whole_file
from huiliu.rights.paper import pdf_of
from huiliu.web.kit.attachments import attached
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.rights.forms import CopyForm

PDF = "application/pdf"


@page(Permission.COPY_FILE)
def own_json(request: Asked) -> HttpResponse:
    text = json.dumps(_own(request), ensure_ascii=False, indent=1)
    return attached(text.encode(), kind="application/json", name=_("我的档案.json"))


@page(Permission.COPY_FILE)
def own_pdf(request: Asked) -> HttpResponse:
    lead = _("这是您在汇流的全部记录，包括谁看过。请自己收好。")
    return _paper(_own(request), lead=lead)


@page(Permission.PRINT_FILE, methods=FORM)
def printed(request: Asked, person: UUID) -> HttpResponse:
    shown = person_in_reach(id=person)
    if shown is None:
        raise OutOfReach
    form = CopyForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    purpose = CopyPurpose(form.cleaned_data["purpose"]).label if asked else ""
    by = replace(request.by, purpose=str(purpose))
    read(by=by, page="printed_file" if asked else "print_file", persons=[shown.id])
    if asked:
        document = whole_file(persons=rows_of(person=shown), at=request.at, own=False)
        lead = _(
            "由%(place)s打印，交给本人。谁看过、您不让显示的、提过的异议，要您自己登录才看得到。"
        )
        return _paper(document, lead=lead % {"place": request.by.organisation_name})
    context = {
        "form": form,
        "question": _("给%(name)s打印一份档案") % {"name": shown.name},
        "consequences": [
            _("打印出来交给本人，这里不留。"),
            _("本人能看到是谁在什么时候、为什么打印的。"),
        ],
        "confirm_label": _("打印"),
        "cancel_url": reverse("person", args=[shown.id]),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _own(request: Asked) -> Document:
    persons = request.by.reach.own
    read(by=request.by, page="my_copy", persons=persons, fields=("file",))
    return whole_file(persons=persons, at=request.at, own=True)


def _paper(document: Document, *, lead: str) -> HttpResponse:
    title = _("%(name)s的档案") % {"name": document["name"]}
    foot = _("汇流，%(day)s") % {"day": document["made_at"][:10]}
    content = pdf_of(title=title, lead=lead, foot=foot, sections=sections_of(document))
    return attached(content, kind=PDF, name=_("档案.pdf"))
