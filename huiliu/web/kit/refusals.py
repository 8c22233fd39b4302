"""A "no" of the domain becomes a page that says it in words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huiliu.core.errors import Refused

TITLES = {403: "这件事现在做不了", 404: "这里没有这条记录", 409: "没有记下"}


def form_void(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a post whose form was opened long ago, elsewhere, or under another appointment."""
    del reason
    words = _("这个页面已经过期，或是用另一个身份打开的。请返回重新打开，再填一次。")
    return _answer(request, title=_(TITLES[409]), words=words, status=409)


class RefusalMiddleware:
    """Answers a refusal with its words, its status and a way on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, Refused):
            return None
        return _answer(
            request, title=_(TITLES[problem.status]), words=problem.words, status=problem.status
        )


def _answer(request: HttpRequest, *, title: str, words: str, status: int) -> HttpResponse:
    context = {"heading": title, "what_to_do": words, "status": status}
    response = render(request, "errors/refused.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
