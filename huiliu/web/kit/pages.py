"""The decorators that make a function a page.

Every page says who may open it: `@public`, `@signed_in`, or `@page` with a permission. A page reads
within the reach of its actor, in one transaction. A form page may also be posted to, and then makes
one call of an action.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from huiliu.access.queries import acting_as_self, acting_under, appointments_of, persons_of
from huiliu.accounts.models import Account
from huiliu.core import scope
from huiliu.core.acting import Acting, Channel
from huiliu.core.clock import day_of, now
from huiliu.core.permissions import Permission
from huiliu.web.kit.doors import Door, Kind, declare

P = ParamSpec("P")

READ = ("GET", "HEAD")
FORM = ("GET", "HEAD", "POST")
POST = ("POST",)
AS_SELF = "self"
ACTING_KEY = "acting"
"""In the session: the appointment's id, or `self`."""


class Asked(HttpRequest):
    """A request as pages get it: from whom, as whom, on which day, at which moment."""

    user: Account
    by: Acting
    at: datetime
    day: date


Page = Callable[Concatenate[Asked, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def public(*, methods: tuple[str, ...] = READ) -> Callable[[View[P]], View[P]]:
    """Open to everybody, signed in or not."""

    def make(view: View[P]) -> View[P]:
        return _door(view, Door(Kind.PUBLIC, methods))

    return make


def signed_in(*, methods: tuple[str, ...] = READ) -> Callable[[Page[P]], View[P]]:
    """Open to every account, whatever it may do; it sees nobody's rows."""

    def make(page: Page[P]) -> View[P]:
        @wraps(page)
        def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect("sign_in")
            return page(_asked(request), *args, **kwargs)

        return _door(view, Door(Kind.SIGNED_IN, methods))

    return make


def page(
    permission: Permission, *, methods: tuple[str, ...] = READ
) -> Callable[[Page[P]], View[P]]:
    """Open to whoever acts with the permission.

    A form is good for the appointment it was opened under: choosing another one makes its token
    void.
    """

    def make(page: Page[P]) -> View[P]:
        @wraps(page)
        def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect("sign_in")
            asked = _asked(request)
            acting = acting_of(asked)
            if acting is None:
                return redirect("choose_appointment")
            asked.by = acting
            acting.require(permission)
            with scope.entered(acting.reach):
                return page(asked, *args, **kwargs)

        return _door(view, Door(Kind.HELD, methods, permission))

    return make


def acting_of(asked: Asked) -> Acting | None:
    """Return as whom the session acts today; None where a choice is open."""
    kept = asked.session.get(ACTING_KEY)
    held = appointments_of(account=asked.user, day=asked.day)
    chosen = [appointment for appointment in held if str(appointment.id) == kept]
    if kept == AS_SELF or not held:
        return acting_as_self(account=asked.user) if persons_of(account=asked.user) else None
    if kept is None and len(held) == 1:
        chosen = held
    if not chosen:
        return None
    return acting_under(appointment=chosen[0], account=asked.user, channel=Channel.PAGE)


def _asked(request: HttpRequest) -> Asked:
    asked = cast("Asked", request)
    asked.at = now()
    asked.day = day_of(asked.at)
    return asked


def _door(view: View[P], door: Door) -> View[P]:
    allowed = require_http_methods([*door.methods])(view)

    @wraps(view)
    def closed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = allowed(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store"
        return response

    return declare(closed, door)


def id_from(text: str | None) -> UUID | None:
    """Return the id that a form made for its act; None where somebody tampered with it."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
