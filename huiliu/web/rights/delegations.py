"""Acting for another: naming somebody, agreeing to it, doing it, and ending it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.queries import acting_as_account, persons_of
from huiliu.access.rules import written_code
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.rights.actions import accept_delegation, end_delegation, name_delegate
from huiliu.rights.delegations import acting_for, delegations_of
from huiliu.rights.models import Delegation
from huiliu.web.kit.pages import ACTING_KEY, AS_ANOTHER, AS_SELF, FORM, POST, Asked, page, signed_in
from huiliu.web.rights.forms import AgreementForm, DelegateForm

USUAL = timedelta(days=90)


@signed_in()
def delegates(request: Asked) -> HttpResponse:
    held = delegations_of(account=request.user, day=request.day)
    mine = [one for one in held if one.principal_id == request.user.id]
    context = {
        "delegates": [_line(one, one.delegate) for one in mine],
        "principals": [_line(one, one.principal) for one in held if one not in mine],
        "is_member": bool(persons_of(account=request.user)),
        "back_url": reverse("home"),
    }
    return render(request, "rights/my_delegates.html", context)


@page(Permission.NAME_DELEGATE, methods=FORM)
def naming(request: Asked) -> HttpResponse:
    initial = {"id": new_id(), "until": request.day + USUAL}
    form = DelegateForm(request.POST or None, initial=initial)
    code = _named(request, form) if request.method == "POST" and form.is_valid() else None
    if code:
        shown = {"code": written_code(code), "back_url": reverse("my_delegates")}
        return render(request, "rights/delegate_code.html", shown)
    context = {
        "form": form,
        "question": _("请人替我办"),
        "consequences": [
            _("他能看您的档案和谁看过，能替您说难处、说解决了没有。"),
            _("他改不了您的情况，拿不走您的档案。"),
            _("他做的每一件，都写明是他替您办的。您随时可以不再请他。"),
        ],
        "confirm_label": _("给我一个码"),
        "cancel_url": reverse("my_delegates"),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


@signed_in(methods=FORM)
def acceptance(request: Asked) -> HttpResponse:
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _accepted(request, form):
        return redirect("my_delegates")
    context = {
        "form": form,
        "question": _("替人办事"),
        "explanation": _("请对方在“我的权利”里点“请人替我办”，把码告诉您。码只管十分钟。"),
        "consequences": [
            _("您能看他的档案，能替他说难处、说解决了没有。"),
            _("您做的每一件，他都看得到。"),
        ],
        "confirm_label": _("答应替他办"),
        "cancel_url": reverse("my_delegates"),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


@signed_in(methods=POST)
def acting(request: Asked, delegation: UUID) -> HttpResponse:
    """Act for another from now on; forms that were open before are void."""
    if acting_for(delegation=delegation, account=request.user, day=request.day) is None:
        raise OutOfReach
    request.session[ACTING_KEY] = f"{AS_ANOTHER}{delegation}"
    rotate_token(request)
    return redirect("my_home")


@signed_in(methods=POST)
def ending(request: Asked, delegation: UUID) -> HttpResponse:
    end_delegation(by=acting_as_account(account=request.user), id=delegation, at=request.at)
    if request.session.get(ACTING_KEY) == f"{AS_ANOTHER}{delegation}":
        request.session[ACTING_KEY] = AS_SELF
    messages.success(request, _("记好了，从现在起不再代办。"))
    return redirect("my_delegates")


def _line(delegation: Delegation, other: Any) -> dict[str, Any]:
    return {
        "id": delegation.id,
        "name": other.name if other else "",
        "until": delegation.ends_on.isoformat(),
    }


def _named(request: Asked, form: DelegateForm) -> str | None:
    """Return the code; nothing where it was refused, or was shown already."""
    said = form.cleaned_data
    try:
        _delegation, code = name_delegate(
            by=request.by, id=said["id"], ends_on=said["until"], at=request.at, day=request.day
        )
    except Refused as refusal:
        form.add_error("until", refusal.words)
        return None
    if code is None:
        form.add_error(None, _("这个码已经给您看过了。没记下，请返回再要一个。"))
    return code


def _accepted(request: Asked, form: AgreementForm) -> bool:
    try:
        made = accept_delegation(
            by=acting_as_account(account=request.user),
            code=form.cleaned_data["code"],
            at=request.at,
            day=request.day,
        )
    except Refused as refusal:
        form.add_error("code", refusal.words)
        return False
    messages.success(request, _("记好了，您可以替%(name)s办事了。") % {"name": made.principal})
    return True
