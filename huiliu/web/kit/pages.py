"""The decorators that make a function a page.

Every page says who may open it: `@public`, `@signed_in`, or `@page` with a permission. A page reads
within the reach of its actor, in one transaction. A form page may also be posted to, and then makes
one call of an action.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from huiliu.access.queries import acting_as_self, acting_under, appointments_of, persons_of
from huiliu.accounts.models import Account
from huiliu.accounts.sessions import FACTOR
from huiliu.core import scope
from huiliu.core.acting import Acting, Channel
from huiliu.core.clock import day_of, now
from huiliu.core.permissions import Permission
from huiliu.people.queries import glass_of
from huiliu.rights.delegations import acting_for
from huiliu.stays.queries import acting_with_entrusted
from huiliu.web.kit.doors import Door, Kind, declare

P = ParamSpec("P")

READ = ("GET", "HEAD")
FORM = ("GET", "HEAD", "POST")
POST = ("POST",)
AS_SELF = "self"
AS_ANOTHER = "for:"
OWED, GIVEN = "owed", "given"
"""In the session under `FACTOR`: what stands about the second factor."""
ACTING_KEY = "acting"
"""In the session: the appointment's id, or `self`, or `for:` and a delegation's id."""


class Asked(HttpRequest):
    """A request as pages get it: from whom, as whom, on which day, at which moment."""

    user: Account
    by: Acting
    at: datetime
    day: date
    appointed: bool
    """Whether the account holds an appointment today, under whatever it acts."""


Page = Callable[Concatenate[Asked, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def public(*, methods: tuple[str, ...] = READ) -> Callable[[View[P]], View[P]]:
    """Open to everybody, signed in or not."""

    def make(view: View[P]) -> View[P]:
        return _door(view, Door(Kind.PUBLIC, methods))

    return make


def signed_in(
    *, methods: tuple[str, ...] = READ, owing: bool = False
) -> Callable[[Page[P]], View[P]]:
    """Open to every account, whatever it may do; it sees nobody's rows.

    `owing` is for the page where an account that owes its second factor gives it.
    """

    def make(page: Page[P]) -> View[P]:
        @wraps(page)
        def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect("sign_in")
            asked = _asked(request)
            if not owing and asked.session.get(FACTOR) == OWED:
                return redirect("second_factor")
            return page(asked, *args, **kwargs)

        return _door(view, Door(Kind.SIGNED_IN, methods))

    return make


def page(
    permission: Permission, *, methods: tuple[str, ...] = READ
) -> Callable[[Page[P]], View[P]]:
    """Open to whoever acts with the permission.

    What somebody reaches by breaking the glass is read and never written to. A form is good for
    the appointment it was opened under: choosing another one makes its token void.
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
            wanted = factor_page(asked)
            if wanted:
                return redirect(wanted)
            acting.require(permission)
            asked.by = acting
            if request.method in READ:
                asked.by = acting.through_glass(glass_of(by=acting, at=asked.at))
            with scope.entered(asked.by.reach), _kept_or_not(request):
                return page(asked, *args, **kwargs)

        return _door(view, Door(Kind.HELD, methods, permission))

    return make


def _kept_or_not(request: HttpRequest) -> AbstractContextManager[None]:
    """Keep what the page writes; of a HEAD nothing: nothing is shown, so that nobody looked."""
    return _not_kept() if request.method == "HEAD" else nullcontext()


@contextmanager
def _not_kept() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def acting_of(asked: Asked) -> Acting | None:
    """Return as whom the session acts today; None where a choice is open."""
    kept = asked.session.get(ACTING_KEY)
    held = appointments_of(account=asked.user, day=asked.day)
    asked.appointed = bool(held)
    chosen = [appointment for appointment in held if str(appointment.id) == kept]
    if kept and kept.startswith(AS_ANOTHER):
        delegation = id_from(kept.removeprefix(AS_ANOTHER))
        return acting_for(delegation=delegation, account=asked.user, day=asked.day)
    if kept == AS_SELF or not held:
        return acting_as_self(account=asked.user) if persons_of(account=asked.user) else None
    if kept is None and len(held) == 1:
        chosen = held
    if not chosen:
        return None
    by = acting_under(appointment=chosen[0], account=asked.user, channel=Channel.PAGE)
    return acting_with_entrusted(by=by)


def factor_page(asked: Asked) -> str:
    """Return the page at which the session still has to give or add a second factor, or nothing.

    What a session does not say about it counts as not given.
    """
    state = asked.session.get(FACTOR)
    if state == OWED:
        return "second_factor"
    demanded = asked.appointed and settings.HUILIU_SECOND_FACTOR != "demo"
    return "add_factor" if demanded and state != GIVEN else ""


def _asked(request: HttpRequest) -> Asked:
    asked = cast("Asked", request)
    asked.at = now()
    asked.day = day_of(asked.at)
    return asked


def _door(view: View[P], door: Door) -> View[P]:
    allowed = require_http_methods([*door.methods])(view)

    @wraps(view)
    def closed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return allowed(request, *args, **kwargs)

    return declare(closed, door)


def id_from(text: str | None) -> UUID | None:
    """Return the id that a form made for its act; None where somebody tampered with it."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
