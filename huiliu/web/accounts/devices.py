"""Where somebody is signed in, ending that from afar, and changing the password."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.queries import acting_as_account
from huiliu.accounts.actions import change_password, end_device, end_sessions
from huiliu.accounts.counters import forget
from huiliu.accounts.queries import devices_of, factors_of, paper_left
from huiliu.accounts.rules import PASSWORDS
from huiliu.accounts.sessions import FACTOR
from huiliu.core.errors import Refused
from huiliu.web.accounts.forms import PasswordForm
from huiliu.web.accounts.guesses import take
from huiliu.web.kit.pages import FORM, GIVEN, POST, Asked, signed_in


@signed_in()
def devices(request: Asked) -> HttpResponse:
    has_password = request.user.has_usable_password()
    context = {
        "devices": devices_of(
            account=request.user, here=request.session.session_key, at=request.at
        ),
        "factors": factors_of(account=request.user),
        "paper_left": paper_left(account=request.user),
        "given": request.session.get(FACTOR) == GIVEN,
        "has_password": has_password,
        "back_url": reverse("home"),
    }
    return render(request, "accounts/my_devices.html", context)


@signed_in(methods=POST)
def ending_device(request: Asked, device: UUID) -> HttpResponse:
    ended = end_device(by=acting_as_account(account=request.user), device_id=device, at=request.at)
    messages.success(request, _("%(browser)s已经退出。") % {"browser": ended.browser})
    return redirect("my_devices")


@signed_in(methods=POST)
def ending_others(request: Asked) -> HttpResponse:
    ended = end_sessions(
        by=acting_as_account(account=request.user),
        account_id=request.user.id,
        at=request.at,
        but=request.session.session_key,
    )
    messages.success(request, _("别的设备都退出了，共 %(n)s 处。") % {"n": ended})
    return redirect("my_devices")


@signed_in(methods=FORM)
def password(request: Asked) -> HttpResponse:
    if not request.user.has_usable_password():
        return redirect("my_devices")
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, _("密码改好了，别的设备都退出了。"))
        return redirect("my_devices")
    context = {
        "form": form,
        "question": _("改密码"),
        "consequences": [_("改好以后，别的设备上都要重新登录。")],
        "confirm_label": _("改密码"),
        "cancel_url": reverse("my_devices"),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _changed(request: Asked, form: PasswordForm) -> bool:
    """Change it, if the present one is right; guessing that is slowed as at the door."""
    subject = f"own:{request.user.id}"
    take(PASSWORDS, subject=subject)
    if not request.user.check_password(form.cleaned_data["current"]):
        form.add_error("current", _("现在的密码不对，请再看看。"))
        return False
    forget(PASSWORDS, subject=subject)
    try:
        account = change_password(
            by=acting_as_account(account=request.user),
            password=form.cleaned_data["password"],
            at=request.at,
            here=request.session.session_key,
        )
    except Refused as refusal:
        form.add_error("password", refusal.words)
        return False
    update_session_auth_hash(request, account)
    return True
