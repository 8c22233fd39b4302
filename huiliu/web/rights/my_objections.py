"""The person says that a line of the own file is wrong, and reads what was answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.rights.actions import About, raise_objection
from huiliu.rights.choices import Reason, Subject
from huiliu.rights.queries import own_objections
from huiliu.rights.rules import ANSWER_DAYS
from huiliu.rights.subjects import fields_of, line_of
from huiliu.web.kit.pages import FORM, Asked, page
from huiliu.web.rights.forms import FactObjectionForm, ObjectionForm
from huiliu.web.rights.panels import objection_panel


@page(Permission.RAISE_OBJECTION)
def own(request: Asked) -> HttpResponse:
    persons = request.by.reach.own
    read(by=request.by, page="my_objection", persons=persons)
    found = own_objections(persons=persons)
    context = {
        "objections": [objection_panel(said, request.day) for said in found],
        "back_url": reverse("my_home"),
    }
    return render(request, "rights/my_objections.html", context)


@page(Permission.RAISE_OBJECTION, methods=FORM)
def fact(request: Asked, sighting: UUID) -> HttpResponse:
    said = fields_of(sighting=sighting, own=request.by.reach.own)
    followed = request.GET.get("fact", "")
    if not said or followed not in {"", *said}:
        raise OutOfReach
    form = FactObjectionForm(request.POST or None, said=said, fact=followed, id=new_id())
    line = _words(request, About(Subject.FACT, sighting, followed)) if followed else ""
    return _objection(request, About(Subject.FACT, sighting), form, line)


@page(Permission.RAISE_OBJECTION, methods=FORM)
def contact(request: Asked, attempt: UUID) -> HttpResponse:
    return _about(request, About(Subject.CONTACT, attempt))


@page(Permission.RAISE_OBJECTION, methods=FORM)
def step(request: Asked, step: UUID) -> HttpResponse:
    return _about(request, About(Subject.STEP, step))


@page(Permission.RAISE_OBJECTION, methods=FORM)
def look(request: Asked, look: UUID) -> HttpResponse:
    return _about(request, About(Subject.LOOK, look))


def _about(request: Asked, about: About) -> HttpResponse:
    form = ObjectionForm(request.POST or None, initial={"id": new_id()})
    return _objection(request, about, form, _words(request, about))


def _words(request: Asked, about: About) -> str:
    own = request.by.reach.own
    return line_of(subject=about.subject, id=about.id, field=about.field, own=own).words


def _objection(request: Asked, about: About, form: ObjectionForm, line: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _raised(request, about, form):
        return redirect("my_objections")
    if line:
        read(by=request.by, page="my_objection", persons=request.by.reach.own)
    context = {
        "form": form,
        "question": _("这次查看我觉得不对") if about.subject == Subject.LOOK else _("这里不对"),
        "explanation": line,
        "consequences": [
            _("由写的、看的那个组织的上一级来答复，不经过他们。"),
            *_of_look(about),
            _("%(days)s 天里答复您，答复写在“我提的异议”里。") % {"days": ANSWER_DAYS},
        ],
        "confirm_label": _("请上一级看看"),
        "cancel_url": reverse("my_home"),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _of_look(about: About) -> list[str]:
    if about.subject != Subject.LOOK:
        return []
    return [_("上一级有审计员的，由审计员答复。审计员看得到这次查看和您写的话，看不到您的档案。")]


def _raised(request: Asked, about: About, form: ObjectionForm) -> bool:
    said = form.cleaned_data
    try:
        objection = raise_objection(
            by=request.by,
            id=said["id"],
            about=About(about.subject, about.id, said.get("field", "")),
            reason=Reason(said["reason"]),
            words=said["note"],
            at=request.at,
            day=request.day,
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    words = {"place": objection.queue}
    messages.success(request, _("记好了，由%(place)s来答复。") % words)
    return True
