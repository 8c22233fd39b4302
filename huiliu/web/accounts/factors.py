"""The second factor: giving it after the password, adding an app for it, codes for paper."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Any

import segno
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huiliu.access.queries import acting_as_account
from huiliu.accounts.actions import add_app, give_factor, renew_paper
from huiliu.accounts.digits import address_for_app, new_secret, read_typed, written_secret
from huiliu.accounts.models import Account
from huiliu.accounts.queries import has_factor
from huiliu.accounts.sessions import FACTOR
from huiliu.core.errors import Refused
from huiliu.core.keys import installation_key
from huiliu.core.sealing import seal, unseal
from huiliu.web.accounts.forms import AddAppForm, FactorForm
from huiliu.web.accounts.guesses import given_right, take_factor
from huiliu.web.accounts.passing import on_paper, passed
from huiliu.web.accounts.passkeys import asked_to_add, asked_to_give
from huiliu.web.kit.pages import FORM, GIVEN, OWED, POST, Asked, signed_in

ISSUER = "huiliu"


@signed_in(methods=FORM, owing=True)
def giving(request: Asked) -> HttpResponse:
    if request.session.get(FACTOR) != OWED:
        return redirect("home")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _given(request, form):
        return redirect("home")
    context = {"form": form, "passkey_options": asked_to_give(request)}
    status = 422 if form.errors else 200
    return render(request, "accounts/second_factor.html", context, status=status)


@signed_in(methods=FORM)
def adding(request: Asked) -> HttpResponse:
    """Show the QR code of a new secret; the answer to the right digits is the codes for paper.

    Until then the secret is kept nowhere but, sealed, in the form.
    """
    if not request.user.has_usable_password():
        return redirect("my_devices")
    if request.session.get(FACTOR) != GIVEN and has_factor(account=request.user):
        request.session[FACTOR] = OWED
        return redirect("second_factor")
    form = AddAppForm(request.POST or None)
    secret = _opened(request.user, form.data.get("secret", "")) or new_secret()
    if request.method == "POST" and form.is_valid():
        codes = _added(request, form, secret)
        if codes:
            return on_paper(request, codes)
    form.fields["secret"].initial = _sealed(request.user, secret)
    context = _shown(request, secret) | {"form": form, "passkey_options": asked_to_add(request)}
    status = 422 if form.errors else 200
    return render(request, "accounts/add_factor.html", context, status=status)


@signed_in(methods=POST)
def renewing_paper(request: Asked) -> HttpResponse:
    if not has_factor(account=request.user) or request.session.get(FACTOR) != GIVEN:
        return redirect("add_factor")
    return on_paper(request, renew_paper(by=acting_as_account(account=request.user)))


def _given(request: Asked, form: FactorForm) -> bool:
    take_factor(request.user)
    by = acting_as_account(account=request.user)
    if not give_factor(by=by, code=form.cleaned_data["code"], at=request.at):
        form.add_error("code", _("不对，或者已经用过了。请看手机上现在的六位数，再填一次。"))
        return False
    given_right(request.user)
    passed(request, remember=form.cleaned_data["remember"])
    return True


def _added(request: Asked, form: AddAppForm, secret: bytes) -> list[str]:
    by = acting_as_account(account=request.user)
    code = read_typed(form.cleaned_data["code"])
    try:
        codes = add_app(by=by, secret=secret, code=code, at=request.at)
    except Refused as refusal:
        form.add_error("code", refusal.words)
        return []
    passed(request, remember=form.cleaned_data["remember"])
    return codes


def _shown(request: Asked, secret: bytes) -> dict[str, Any]:
    code = segno.make(
        address_for_app(secret, username=request.user.username, issuer=ISSUER), error="m"
    )
    rows = [list(row) for row in code.matrix_iter(border=4)]
    return {
        "size": len(rows),
        "path": "".join(
            f"M{across} {down}h1v1h-1z"
            for down, row in enumerate(rows)
            for across, dark in enumerate(row)
            if dark
        ),
        "written": written_secret(secret),
        "demanded": settings.HUILIU_SECOND_FACTOR != "demo",
    }


def _sealed(account: Account, secret: bytes) -> str:
    key = installation_key("enrolment")
    return urlsafe_b64encode(seal(secret.hex(), key=key, place=_place(account))).decode()


def _opened(account: Account, text: str) -> bytes | None:
    """Return the secret that the form brought back; None of one that is not from us."""
    key = installation_key("enrolment")
    try:
        return bytes.fromhex(unseal(urlsafe_b64decode(text), key=key, place=_place(account)))
    except (Error, InvalidTag, ValueError):
        return None


def _place(account: Account) -> str:
    return f"accounts.account.{account.id}"
