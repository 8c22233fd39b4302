"""Who has an account: ending sessions and second factors that fell into other hands."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.queries import account_in_range, appointments_below
from huiliu.accounts.actions import end_sessions, reset_factors
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.web.kit.pages import FORM, POST, Asked, page

ON_A_PAGE = 50


@page(Permission.VIEW_ACCOUNT, methods=FORM)
def accounts(request: Asked) -> HttpResponse:
    """Show everybody in office, by organisation, or those with a name.

    A name is posted: addresses stay in logs. It finds one page and no further one.
    """
    if request.by.organisation_path is None:
        raise OutOfReach
    held = appointments_below(path=request.by.organisation_path, day=request.day)
    name = request.POST.get("q", "").strip()
    if name:
        held = held.filter(account__name__contains=name)
    sheet = Paginator(held, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "searched": name,
        "accounts": [
            {
                "who": appointment.account.name,
                "username": appointment.account.username,
                "role_label": appointment.get_role_display(),
                "organisation": appointment.organisation.name,
                "end_url": reverse("end_sessions", args=[appointment.account_id]),
                "reset_url": reverse("reset_factor", args=[appointment.account_id]),
            }
            for appointment in sheet
        ],
        "many": bool(name) and sheet.has_next(),
        "previous_url": f"?page={sheet.number - 1}" if sheet.has_previous() else "",
        "next_url": f"?page={sheet.number + 1}" if sheet.has_next() and not name else "",
    }
    return render(request, "access/accounts.html", context)


@page(Permission.END_SESSIONS, methods=POST)
def ending(request: Asked, account: UUID) -> HttpResponse:
    found = account_in_range(by=request.by, id=account, day=request.day)
    ended = end_sessions(by=request.by, account_id=found.id, at=request.at)
    words = _("%(name)s的登录都失效了，一共 %(count)s 处。")
    messages.success(request, words % {"name": found.name, "count": ended})
    return redirect("accounts")


@page(Permission.RESET_FACTOR, methods=FORM)
def resetting(request: Asked, account: UUID) -> HttpResponse:
    found = account_in_range(by=request.by, id=account, day=request.day)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reset_factors(by=request.by, account=found, at=request.at)
        words = _("%(name)s的第二道验证去掉了，下次登录要重新加。")
        messages.success(request, words % {"name": found.name})
        return redirect("accounts")
    context = {
        "form": form,
        "question": _("去掉%(name)s的第二道验证") % {"name": found.name},
        "explanation": _("手机和备用码都丢了时才用。先见到本人，或者打原来知道的电话问过本人。"),
        "consequences": [_("所有设备都退出。"), _("下次用密码登录以后，要重新加一次。")],
        "confirm_label": _("去掉"),
        "cancel_url": reverse("accounts"),
        "tone": "danger",
    }
    return render(request, "components/confirm_page.html", context)
