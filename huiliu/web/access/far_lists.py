"""A district gives homes outside the city lists of their own people, and shuts them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.actions import write_far_letter
from huiliu.access.far_rules import usual_end
from huiliu.access.letters import far_letter_of
from huiliu.access.models import FarList
from huiliu.access.queries import far_list_kept, far_lists_of, telephone_of_far_list
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.organisations.models import Organisation
from huiliu.people.rules import mask_telephone
from huiliu.stays.actions import open_far_home, shut_far_home
from huiliu.stays.queries import waits_for_home
from huiliu.web.access.far_forms import OpenFarListForm
from huiliu.web.kit.attachments import attached
from huiliu.web.kit.pages import FORM, POST, Asked, page

PDF = "application/pdf"


@page(Permission.OPEN_FAR_LIST)
def listed(request: Asked) -> HttpResponse:
    found = far_lists_of(by=request.by, day=request.day)
    return render(request, "access/far_lists.html", {"far_lists": found})


@page(Permission.OPEN_FAR_LIST, methods=FORM)
def opening(request: Asked, home: UUID) -> HttpResponse:
    """Open a list for a home for which somebody waits here."""
    meant = Organisation.objects.filter(id=home).first()
    form = OpenFarListForm(
        request.POST or None,
        today=request.day,
        initial={"id": new_id(), "until": usual_end(request.day)},
    )
    if meant is None:
        raise OutOfReach
    if request.method == "POST" and form.is_valid():
        opened = _opened(request, form, meant)
        if opened is not None:
            return redirect("far_list", opened.id)
    if not waits_for_home(by=request.by, organisation=meant.id):
        raise OutOfReach
    context = {
        "form": form,
        "question": _("给%(name)s开一份名单") % {"name": meant.name},
        "consequences": [
            _("书记只看得到组织关系在自己支部的人：姓名、在哪里、该不该联系。"),
            _("是不是他的党员，以后由他自己说；联系了，他自己记。"),
            _("先打个电话，确认对方就是这个支部的书记。"),
        ],
        "confirm_label": _("开名单"),
        "cancel_url": reverse("waiting"),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


@page(Permission.OPEN_FAR_LIST)
def far_list(request: Asked, far_list: UUID) -> HttpResponse:
    held = _held(request, far_list)
    telephone = telephone_of_far_list(held)
    context = {
        "far_list": held,
        "address": _address(request, held),
        "sent_to": mask_telephone(telephone) if telephone else "",
        "is_open": held.appointment.holds_on(request.day),
    }
    return render(request, "access/far_list.html", context)


@page(Permission.OPEN_FAR_LIST, methods=POST)
def letter(request: Asked, far_list: UUID) -> HttpResponse:
    """Print a letter with a new code; the code of an earlier letter opens nothing from now on."""
    held, code = write_far_letter(by=request.by, far_list_id=far_list, day=request.day)
    paper = far_letter_of(
        held,
        code=code,
        address=_address(request, held),
        sender=request.by.organisation_name,
        day=request.day,
    )
    return attached(paper, kind=PDF, name=_("给市外党支部的信.pdf"))


@page(Permission.OPEN_FAR_LIST, methods=FORM)
def shutting(request: Asked, far_list: UUID) -> HttpResponse:
    held = _held(request, far_list)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        shut_far_home(by=request.by, far_list_id=held.id, at=request.at, day=request.day)
        messages.success(request, _("关了，地址和编码都打不开了。"))
        return redirect("far_lists")
    context = {
        "form": form,
        "question": _("关掉给%(name)s的名单") % {"name": held.appointment.organisation},
        "consequences": [
            _("马上打不开；正开着的，下一步就出去了。"),
            _("等他答的，又回到这里来办。他记过的都留着。"),
            _("要再开，就开一份新的，地址也是新的。"),
        ],
        "confirm_label": _("关掉"),
        "tone": "danger",
        "cancel_url": reverse("far_list", args=[held.id]),
    }
    return render(request, "components/confirm_page.html", context)


def _opened(request: Asked, form: OpenFarListForm, home: Organisation) -> FarList | None:
    try:
        opened = open_far_home(
            by=request.by,
            id=form.cleaned_data["id"],
            organisation=home,
            secretary=form.secretary(),
            at=request.at,
            day=request.day,
        )
    except OutOfReach:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return None
    messages.success(request, _("开好了。把地址发给书记，或者打印一封信寄过去。"))
    return opened


def _held(request: Asked, id: UUID) -> FarList:
    held = far_list_kept(by=request.by, id=id)
    if held is None:
        raise OutOfReach
    return held


def _address(request: Asked, held: FarList) -> str:
    return request.build_absolute_uri(reverse("far_door", args=[held.id]))
