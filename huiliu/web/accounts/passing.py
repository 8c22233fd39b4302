"""What follows the right second factor, whichever it was."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huiliu.access.queries import acting_as_account
from huiliu.accounts.actions import remember_factor
from huiliu.accounts.sessions import DEVICE, FACTOR
from huiliu.web.kit.pages import GIVEN, Asked


def passed(request: Asked, *, remember: bool) -> None:
    """Go on under a new key, so that the one from before the second factor is worth nothing."""
    request.session.cycle_key()
    request.session[FACTOR] = GIVEN
    device = request.session.get(DEVICE)
    if remember and device:
        remember_factor(by=acting_as_account(account=request.user), device_id=device, at=request.at)


def on_paper(request: Asked, codes: list[str]) -> HttpResponse:
    context = {"codes": codes, "onward_url": reverse("home")}
    return render(request, "accounts/paper_codes.html", context)
