"""A "no" of the domain becomes a page that says it in words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huiliu.core.errors import Refused

TITLES = {403: "这件事现在做不了", 404: "这里没有这条记录", 409: "没有记下"}


class RefusalMiddleware:
    """Answers a refusal with its words, its status and a way on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, Refused):
            return None
        context = {
            "heading": _(TITLES[problem.status]),
            "what_to_do": problem.words,
            "status": problem.status,
        }
        response = render(request, "errors/refused.html", context, status=problem.status)
        response["Cache-Control"] = "no-store"
        return response
