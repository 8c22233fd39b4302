"""Who is appointed where, ending and appointing; and which role may see what."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.actions import appoint, end_appointment, restore_appointment
from huiliu.access.models import Appointment, Invitation
from huiliu.access.queries import (
    account_to_appoint,
    appointment_in_range,
    appointments_below,
    open_invitations,
)
from huiliu.access.roles import RoleName
from huiliu.access.rules import may_give, roles_to_give
from huiliu.access.words import line_of, role_lines
from huiliu.core.clock import day_of
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import organisation_in_range
from huiliu.web.access.forms import AppointForm, EndForm
from huiliu.web.kit.pages import FORM, POST, Asked, page, signed_in

ON_A_PAGE = 50


@signed_in()
def roles(request: Asked) -> HttpResponse:
    return render(request, "access/roles.html", {"roles": role_lines()})


@page(Permission.EDIT_APPOINTMENT)
def appointments(request: Asked, organisation: UUID) -> HttpResponse:
    shown = organisation_in_range(by=request.by, id=organisation)
    held = Paginator(appointments_below(path=shown.path, day=request.day), ON_A_PAGE)
    sheet = held.get_page(request.GET.get("page"))
    context = {
        "organisation": shown,
        "appointments": appointment_rows(sheet, request),
        "invitations": invitation_rows(open_invitations(path=shown.path, at=request.at)),
        "back_url": reverse("organisation", args=[shown.id]),
        "previous_url": f"?page={sheet.number - 1}" if sheet.has_previous() else "",
        "next_url": f"?page={sheet.number + 1}" if sheet.has_next() else "",
        "text": _("第 %(number)s 页，共 %(pages)s 页")
        % {"number": sheet.number, "pages": held.num_pages},
    }
    if roles_to_give(giver=request.by.role, kind=Kind(shown.kind)):
        context |= {
            "invite_url": reverse("invite", args=[shown.id]),
            "appoint_url": reverse("appoint", args=[shown.id]),
        }
    return render(request, "access/appointments.html", context)


@page(Permission.EDIT_APPOINTMENT, methods=FORM)
def appointing(request: Asked, organisation: UUID) -> HttpResponse:
    place = organisation_in_range(by=request.by, id=organisation)
    offered = roles_to_give(giver=request.by.role, kind=Kind(place.kind))
    form = AppointForm(request.POST or None, roles=offered)
    if request.method == "POST" and form.is_valid() and _appointed(request, form, place):
        return redirect("appointments", place.id)
    context = {
        "form": form,
        "question": _("任命一位已有账号的同志"),
        "explanation": _("到%(place)s任职。没有账号的，请用邀请。") % {"place": place.name},
        "confirm_label": _("任命"),
        "cancel_url": reverse("appointments", args=[place.id]),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


@page(Permission.EDIT_APPOINTMENT, methods=FORM)
def ending(request: Asked, appointment: UUID) -> HttpResponse:
    shown = appointment_in_range(by=request.by, id=appointment)
    form = EndForm(request.POST or None, today=request.day)
    if request.method == "POST" and form.is_valid() and _ended(request, form, shown):
        return redirect("appointments", shown.organisation_id)
    words = {"name": shown.account.name, "place": shown.organisation.name}
    context = {
        "form": form,
        "question": _("停%(name)s的任职") % words,
        "explanation": f"{shown.organisation.name} · {shown.get_role_display()}",
        "consequences": [
            _("从这一天起，用这个身份看不到这里的档案。"),
            _("%(name)s记过的都留着。负责联系的人要另定联系人。") % words,
            _("今天零点以前可以撤销。"),
        ],
        "confirm_label": _("停止任职"),
        "cancel_url": reverse("appointments", args=[shown.organisation_id]),
        "tone": "danger",
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


@page(Permission.EDIT_APPOINTMENT, methods=POST)
def restoring(request: Asked, appointment: UUID) -> HttpResponse:
    restored = restore_appointment(by=request.by, appointment_id=appointment, day=request.day)
    messages.success(request, _("%(name)s照旧任职。") % {"name": restored.account.name})
    return redirect("appointments", restored.organisation_id)


def appointment_rows(held: Iterable[Appointment], request: Asked) -> list[dict[str, Any]]:
    return [asdict(line_of(one, request.day)) | _doors(one, request) for one in held]


def invitation_rows(invitations: Iterable[Invitation]) -> list[dict[str, Any]]:
    return [
        {
            "who": invitation.name,
            "role_label": invitation.get_role_display(),
            "organisation": invitation.organisation.name,
            "until": day_of(invitation.ends_at).isoformat(),
            "withdraw_url": reverse("withdraw_invitation", args=[invitation.id]),
        }
        for invitation in invitations
    ]


def _doors(appointment: Appointment, request: Asked) -> dict[str, str]:
    """Return where an appointment can be ended, or its end taken back, by the actor."""
    own = appointment.account_id == request.by.account_id
    if own or not may_give(RoleName(appointment.role), giver=request.by.role):
        return {}
    over = appointment.ends_on is not None and appointment.ends_on <= request.day
    doors = {} if over else {"end_url": reverse("end_appointment", args=[appointment.id])}
    if appointment.may_undo_end(request.day):
        doors["undo_url"] = reverse("restore_appointment", args=[appointment.id])
    return doors


def _appointed(request: Asked, form: AppointForm, place: Organisation) -> bool:
    said = form.cleaned_data
    account = account_to_appoint(username=said["username"], name=said["name"])
    if account is None:
        form.add_error(None, _("登录名和姓名对不上，请向本人再问一遍。"))
        return False
    role = RoleName(said["role"])
    try:
        appoint(by=request.by, account=account, role=role, organisation=place, day=request.day)
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    words = {"name": account.name, "place": place.name, "role": role.label}
    messages.success(request, _("%(name)s从今天起是%(place)s的%(role)s。") % words)
    return True


def _ended(request: Asked, form: EndForm, appointment: Appointment) -> bool:
    ends_on = form.cleaned_data["ends_on"]
    try:
        end_appointment(
            by=request.by,
            appointment_id=appointment.id,
            ends_on=ends_on,
            at=request.at,
            day=request.day,
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    messages.success(
        request,
        _("记好了，%(name)s从%(day)s起不再任职。")
        % {"name": appointment.account.name, "day": ends_on.isoformat()},
        extra_tags=f"undo:{reverse('restore_appointment', args=[appointment.id])}",
    )
    return True
