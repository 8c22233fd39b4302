"""Letting somebody in: the session begins, and the browser is known from now on by a cookie."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from huiliu.access.queries import acting_as_account
from huiliu.accounts.actions import know_device
from huiliu.accounts.models import Account, Device
from huiliu.accounts.queries import has_factor, known_device
from huiliu.accounts.rules import browser_of
from huiliu.accounts.sessions import BEGUN, DEVICE, FACTOR
from huiliu.core.clock import now
from huiliu.web.kit.pages import GIVEN, OWED

BACKEND = "django.contrib.auth.backends.ModelBackend"
DEVICE_COOKIE = "device"
SALT = "huiliu.device"
KNOWN_SECONDS = 365 * 24 * 60 * 60
MOST_KNOWN = 4
"""A shared computer is known for the last four who signed in on it."""


def let_in(request: HttpRequest, account: Account, *, to: str) -> HttpResponse:
    """Begin the session of somebody who gave a password or a code, and lead on."""
    at = now()
    before = device_of(request, username=account.username)
    device = know_device(
        by=acting_as_account(account=account),
        known=before.id if before else None,
        browser=browser_of(request.headers.get("User-Agent", "")),
        at=at,
    )
    login(request, account, backend=BACKEND)
    request.session[BEGUN] = at.isoformat()
    request.session[DEVICE] = str(device.id)
    state = _factor_state(account, device, at)
    if state:
        request.session[FACTOR] = state
    return _knowing(redirect(to), request, device)


def device_of(request: HttpRequest, *, username: str) -> Device | None:
    """Return the device of this sign-in name that the browser's cookie names."""
    return known_device(ids=_named(request), username=username)


def _factor_state(account: Account, device: Device, at: datetime) -> str:
    if not has_factor(account=account):
        return ""
    remembered = device.factor_until is not None and at < device.factor_until
    return GIVEN if remembered else OWED


def _named(request: HttpRequest) -> list[UUID]:
    try:
        named = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return []
    return [UUID(text) for text in named]


def _knowing(response: HttpResponse, request: HttpRequest, device: Device) -> HttpResponse:
    others = [str(id) for id in _named(request) if id != device.id]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps([str(device.id), *others][:MOST_KNOWN], salt=SALT),
        max_age=KNOWN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
