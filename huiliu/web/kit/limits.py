"""Nobody who has not signed in can ask without end: every address that is open is limited.

It holds for all addresses, those that do not exist too, so that a new page needs to do nothing.
What is signed in is limited on public pages alone.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from huiliu.accounts.counters import count
from huiliu.accounts.rules import OPEN_POSTS, OPEN_READS, network_of, visitor_of
from huiliu.core.clock import now
from huiliu.core.errors import TooMany
from huiliu.web.kit.doors import Kind, door_of
from huiliu.web.kit.refusals import answer

READS = {"GET", "HEAD", "OPTIONS"}
WORDS = "从您这里来的请求太多了，请过一会儿再试。着急的话，请打电话给社区。"


class LimitMiddleware:
    """Counts by network and method, and answers what is over the limit before any page runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            refused = refusal_of(request)
            if refused is not None:
                return refused
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: object
    ) -> HttpResponse | None:
        door = door_of(view)
        is_public = door is not None and door.kind is Kind.PUBLIC
        return refusal_of(request) if request.user.is_authenticated and is_public else None


def refusal_of(request: HttpRequest) -> HttpResponse | None:
    """Count a request; return the answer if it is one too many."""
    limit = OPEN_READS if request.method in READS else OPEN_POSTS
    counted = count(limit, subject=network(request), at=now())
    return answer(request, TooMany(_(WORDS), counted.forgotten_in)) if counted.over(limit) else None


def network(request: HttpRequest) -> str:
    """Return from where a request comes, as it is counted."""
    visitor = visitor_of(
        peer=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted=settings.HUILIU_TRUSTED_PROXIES,
    )
    return network_of(visitor)
