"""Passkeys at the door: adding one, and giving it instead of six digits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from huiliu.access.queries import acting_as_account
from huiliu.accounts.actions import add_passkey, give_passkey, remove_factor
from huiliu.accounts.passkeys import (
    begin_adding,
    begin_giving,
    can_be_used,
    finish_adding,
    finish_giving,
)
from huiliu.accounts.queries import has_factor, passkeys_of
from huiliu.accounts.sessions import FACTOR
from huiliu.web.accounts.guesses import given_right, take_factor
from huiliu.web.accounts.passing import on_paper, passed
from huiliu.web.kit.pages import GIVEN, OWED, POST, Asked, signed_in

STATE = "passkey"
"""In the session: what was asked of the browser; an answer uses it up."""
FAILED = "通行密钥没有通过，请再试一次，或者用六位数。"


def asked_to_add(request: Asked) -> str:
    """Ask the browser for a new passkey; nothing where the address has no name."""
    host = _host(request)
    if not can_be_used(host):
        return ""
    begun = begin_adding(
        host=host,
        account_id=request.user.id,
        username=request.user.username,
        name=request.user.name,
        known=passkeys_of(account=request.user),
    )
    request.session[STATE] = begun.state
    return begun.options


def asked_to_give(request: Asked) -> str:
    """Ask the browser for a passkey of the account; nothing where it has none."""
    known, host = passkeys_of(account=request.user), _host(request)
    if not known or not can_be_used(host):
        return ""
    begun = begin_giving(host=host, known=known)
    request.session[STATE] = begun.state
    return begun.options


@signed_in(methods=POST)
def adding(request: Asked) -> HttpResponse:
    if not request.user.has_usable_password():
        return redirect("my_devices")
    if request.session.get(FACTOR) != GIVEN and has_factor(account=request.user):
        request.session[FACTOR] = OWED
        return redirect("second_factor")
    state = request.session.pop(STATE, {})
    answer = request.POST.get("answer", "")
    made = finish_adding(host=_host(request), state=state, answer=answer)
    if made is None:
        messages.error(request, _(FAILED))
        return redirect("add_factor")
    codes = add_passkey(
        by=acting_as_account(account=request.user),
        credential=made.credential,
        counter=made.counter,
        at=request.at,
    )
    passed(request, remember=False)
    return on_paper(request, codes) if codes else redirect("my_devices")


@signed_in(methods=POST, owing=True)
def giving(request: Asked) -> HttpResponse:
    if request.session.get(FACTOR) != OWED:
        return redirect("home")
    take_factor(request.user)
    if not _is_right(request):
        messages.error(request, _(FAILED))
        return redirect("second_factor")
    given_right(request.user)
    passed(request, remember=bool(request.POST.get("remember")))
    return redirect("home")


@signed_in(methods=POST)
def removal(request: Asked, factor: UUID) -> HttpResponse:
    if request.session.get(FACTOR) != GIVEN:
        return redirect("add_factor")
    remove_factor(by=acting_as_account(account=request.user), factor_id=factor)
    messages.success(request, _("去掉了，以后用它不能再进来。"))
    return redirect("my_devices")


def _is_right(request: Asked) -> bool:
    state = request.session.pop(STATE, {})
    used = finish_giving(
        host=_host(request),
        state=state,
        known=passkeys_of(account=request.user),
        answer=request.POST.get("answer", ""),
    )
    return used is not None and give_passkey(
        by=acting_as_account(account=request.user),
        credential=used.credential,
        counter=used.counter,
        at=request.at,
    )


def _host(request: HttpRequest) -> str:
    return split_domain_port(request.get_host())[0]
