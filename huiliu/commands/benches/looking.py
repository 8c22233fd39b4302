"""One look at a list or a file, and the same view with policy, filter and read log off.

Off means: the connection is the owner's, which bypasses every policy; no transaction is opened and
no reach is set; the rows of a list are named by their keys instead of filtered by the range of an
organisation; no look is recorded. All else is the same code in the same process, and what it shows
has to be the same page. None of this can be switched off in the product: it is replaced here.
"""

import gc
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from inspect import unwrap
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from huiliu.accounts.models import Account
from huiliu.accounts.sessions import FACTOR, SessionStore
from huiliu.commands.benches.city import CLERK, SECRETARY, WORKER
from huiliu.commands.installation import acting_as
from huiliu.contact.queries import duties
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.people.models import Person
from huiliu.stays.models import WindowQuerySet

Figures = dict[str, float]
Off = Callable[[], AbstractContextManager[None]]
View = Callable[[HttpRequest], HttpResponse]

GIVEN = "given"
"""What a session holds whose second factor was given."""
FILES = 50
_CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|<time[^>]*>[^<]*</time>')


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opens these addresses in turn; a list shows the windows with these keys."""

    username: str
    addresses: tuple[str, ...]
    windows: tuple[UUID, ...]


def look(path: Path) -> Figures:
    """Open everything as often as the file says, in turns with everything off."""
    times = int(path.read_text(encoding="ascii"))
    figures: Figures = {}
    before = _readings()
    for name, one in _looks().items():
        figures |= _measured(name, one, times=times)
    looks = times * len(_looks()) + len(_looks())
    return figures | {"looks": looks, "recorded": _readings() - before} | _seen()


def _measured(name: str, one: Look, *, times: int) -> Figures:
    """Return the spread of both, in milliseconds, after one of each that is not counted."""
    account = Account.objects.get(username=one.username)
    pages: dict[str, Off] = {"": nullcontext, "_floor": partial(everything_off, one.windows)}
    refuse_other_rows(account, one)
    taken: dict[str, list[float]] = {suffix: [] for suffix in pages}
    gc.collect()
    gc.freeze()
    for address in islice(cycle(one.addresses), times):
        for suffix, off in pages.items():
            with off():
                taken[suffix].append(_timed(account, address))
    gc.unfreeze()
    return {
        f"{name}{suffix}_{part}": value
        for suffix, several in taken.items()
        for part, value in spread(several).items()
    }


def refuse_other_rows(account: Account, one: Look) -> None:
    """Stop where the floor is no floor: it has to show the same page."""
    [address] = one.addresses[:1]
    shown = _shown(account, address)
    with everything_off(one.windows):
        bare = _shown(account, address)
    if shown != bare:
        message = f"the floor shows another page: {address}"
        raise ValueError(message)


@contextmanager
def everything_off(windows: Collection[UUID]) -> Iterator[None]:
    """Switch policy, scope, filter and read log off for one block."""
    with ExitStack() as off:
        off.enter_context(_owner_serves())
        off.enter_context(_replaced(scope, "entered", lambda _reach: nullcontext()))
        off.enter_context(_replaced(WindowQuerySet, "answered_within", _named(windows)))
        for page in ("due_list", "person"):
            module = unwrap(resolve(_any(page)).func).__globals__
            off.enter_context(_replaced_in(module, "read", lambda **_: None))
        yield


@contextmanager
def _owner_serves() -> Iterator[None]:
    """Let the queries of the pages go over the owner's connection, which no policy binds."""
    served = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections["owner"]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = served


@contextmanager
def _replaced(holder: object, name: str, by: object) -> Iterator[None]:
    kept = getattr(holder, name)
    setattr(holder, name, by)
    try:
        yield
    finally:
        setattr(holder, name, kept)


@contextmanager
def _replaced_in(names: dict[str, Any], name: str, by: object) -> Iterator[None]:
    kept = names[name]
    names[name] = by
    try:
        yield
    finally:
        names[name] = kept


def _named(windows: Collection[UUID]) -> Callable[..., WindowQuerySet]:
    def answered_within(rows: WindowQuerySet, _reach: object) -> WindowQuerySet:
        return rows.filter(id__in=windows)

    return answered_within


def _looks() -> dict[str, Look]:
    """Return what is measured: lists of a community, its street and a branch, and files."""
    lists = {"list": WORKER, "list_street": CLERK, "list_branch": SECRETARY}
    looks = {name: _list_of(username) for name, username in lists.items()}
    return looks | {"file": files_of(WORKER), "file_branch": files_of(SECRETARY)}


def _list_of(username: str) -> Look:
    by = acting_as(username=username, day=today())
    with scope.entered(by.reach):
        windows = tuple(duties(by=by).order_by("id").values_list("id", flat=True))
    return Look(username, (reverse("due_list"),), windows)


def files_of(username: str) -> Look:
    by = acting_as(username=username, day=today())
    with scope.entered(by.reach):
        persons = duties(by=by).order_by("id").values_list("person", flat=True)[:FILES]
        return Look(username, tuple(reverse("person", args=[id]) for id in persons), ())


def _any(page: str) -> str:
    return reverse(page, args=[UUID(int=0)] if page == "person" else [])


def _timed(account: Account, address: str) -> float:
    view, request = _asked(account, address)
    started = perf_counter()
    answer = view(request)
    taken = (perf_counter() - started) * 1000
    if answer.status_code != HTTPStatus.OK:
        message = f"{answer.status_code}: {address}"
        raise ValueError(message)
    return taken


def _asked(account: Account, address: str) -> tuple[View, HttpRequest]:
    """Return a view, and a request as it gets one, behind every middleware."""
    match = resolve(address)
    request = RequestFactory(SERVER_NAME="127.0.0.1").get(address)
    request.user = account
    request.session = SessionStore()
    request.session[FACTOR] = GIVEN
    request.resolver_match = match
    return partial(match.func, **match.kwargs), request


def _shown(account: Account, address: str) -> bytes:
    """Return the page without what is another at each opening."""
    view, request = _asked(account, address)
    return _CHANGING.sub(b"", view(request).content)


def spread(taken: Iterable[float]) -> Figures:
    several = list(taken)
    high = quantiles(several, n=20)[-1] if len(several) > 1 else several[0]
    return {"p50": median(several), "p95": high}


def _readings() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_reading")
        [count] = cursor.fetchone()
    return int(count)


def _seen() -> Figures:
    """Return how many people either connection sees without any reach: everybody, and nobody."""
    seen_by_pages = Person.objects.count()
    with everything_off(()):
        return {"seen_by_pages": seen_by_pages, "seen_by_floor": Person.objects.count()}
