"""Inviting somebody, taking an invitation back, and accepting one with the code of the letter."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.actions import accept_invitation, invite, withdraw_invitation
from huiliu.access.models import Invitation
from huiliu.access.queries import acting_as_invitation
from huiliu.access.roles import ROLES, RoleName
from huiliu.access.rules import roles_to_give, written_code
from huiliu.accounts.models import Account
from huiliu.core.clock import day_of, now
from huiliu.core.errors import Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import organisation_in_range
from huiliu.web.access.forms import AcceptForm, InviteForm
from huiliu.web.kit.entering import let_in
from huiliu.web.kit.limits import network
from huiliu.web.kit.pages import FORM, POST, Asked, page, public


@page(Permission.EDIT_APPOINTMENT, methods=FORM)
def inviting(request: Asked, organisation: UUID) -> HttpResponse:
    """Ask for a name and a role; the answer to the post is the letter.

    The code is kept nowhere, so no other page could show it, and sending the form again does not.
    """
    place = organisation_in_range(by=request.by, id=organisation)
    offered = roles_to_give(giver=request.by.role, kind=Kind(place.kind))
    form = InviteForm(request.POST or None, roles=offered, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        made = _invited(request, form, place)
        if made:
            return _letter(request, *made)
    context = {
        "form": form,
        "place": place.name,
        "back_url": reverse("appointments", args=[place.id]),
    }
    return render(request, "access/invite.html", context, status=422 if form.errors else 200)


@page(Permission.EDIT_APPOINTMENT, methods=POST)
def withdrawal(request: Asked, invitation: UUID) -> HttpResponse:
    withdrawn = withdraw_invitation(by=request.by, invitation_id=invitation, at=request.at)
    words = _("收回了，给%(name)s的邀请码不能用了。")
    messages.success(request, words % {"name": withdrawn.name})
    return redirect("appointments", withdrawn.organisation_id)


@public(methods=FORM)
def accepting(request: HttpRequest) -> HttpResponse:
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = _accepted(request, form)
        if account:
            messages.success(request, _("%(name)s，欢迎。") % {"name": account.name})
            return let_in(request, account, to="home")
    return render(request, "access/accept.html", {"form": form}, status=422 if form.errors else 200)


def _invited(
    request: Asked, form: InviteForm, place: Organisation
) -> tuple[Invitation, str | None] | None:
    said = form.cleaned_data
    try:
        return invite(
            by=request.by,
            id=said["id"],
            name=said["name"],
            role=RoleName(said["role"]),
            organisation=place,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return None


def _letter(request: Asked, invitation: Invitation, code: str | None) -> HttpResponse:
    place = invitation.organisation
    context = {
        "name": invitation.name,
        "place": place.name,
        "role_label": invitation.get_role_display(),
        "role_sentence": ROLES[RoleName(invitation.role)].sentence,
        "address": request.build_absolute_uri(reverse("accept_invitation")),
        "code": written_code(code) if code else "",
        "until": day_of(invitation.ends_at),
        "back_url": reverse("appointments", args=[place.id]),
        "actions": [{"label": _("再邀请一位"), "url": reverse("invite", args=[place.id])}],
    }
    return render(request, "access/invitation.html", context)


def _accepted(request: HttpRequest, form: AcceptForm) -> Account | None:
    """Accept as the machine that a letter's code opens; the counting of tries is the action's."""
    accepted = form.accepted(network=network(request))
    at = now()
    try:
        account = accept_invitation(
            by=acting_as_invitation(code=accepted.code, at=at),
            accepted=accepted,
            at=at,
            day=day_of(at),
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return None
    if account is None:
        form.add_error(
            "code", _("这个邀请码用不了：可能用过、过期，或者已经收回。请向邀请您的人再要一个。")
        )
    return account
