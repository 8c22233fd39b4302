"""A "no" of the domain becomes a page that says it in words."""

import sys
from collections.abc import Callable
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from huiliu.core.errors import Refused, TooMany
from huiliu.core.postgres.away import RETRY_AFTER_SECONDS, is_away

TITLES = {
    400: "这个请求读不了",
    403: "这件事现在做不了",
    404: "这里没有这条记录",
    409: "没有记下",
    429: "请稍等一会儿",
    500: "这一步没有做成",
    503: "现在打不开",
}


def form_void(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a post whose form was opened long ago, elsewhere, or under another appointment."""
    del reason
    words = _("这个页面已经过期，或是用另一个身份打开的。请返回重新打开，再填一次。")
    return _answer(request, title=_(TITLES[409]), words=words, status=409)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what no page of ours sends: another host's name, a form of a thousand fields."""
    del exception
    words = _("请从首页重新打开。还是不行，请联系本组织的管理员。")
    return _answer(request, title=_(TITLES[400]), words=words, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    words = _("地址可能少了一段，或者这条记录已经不在了。请从首页重新打开。")
    return _answer(request, title=_(TITLES[404]), words=words, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours. The page asks neither session nor database: they may be the fault.

    Where the connection to the database broke nobody knows whether the last thing was written.
    """
    del request
    if is_away(sys.exc_info()[1]):
        words = _("数据库暂时连不上。请过一会儿再试；刚才要是在填表，先看看记下了没有。")
        response = _bare(words, status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return _bare(_("是系统的问题，不是您填错了，没有写进去。请过一会儿再试。"), status=500)


def _bare(words: str, *, status: int) -> HttpResponse:
    context = {"heading": _(TITLES[status]), "what_to_do": words, "status": status}
    return HttpResponse(render_to_string("errors/refused.html", context), status=status)


class RefusalMiddleware:
    """Answers a refusal with its words, its status and a way on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return answer(request, problem) if isinstance(problem, Refused) else None


def answer(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say a refusal on a page of its own, and for how long it holds if it ends by itself."""
    title, status = _(TITLES[refusal.status]), refusal.status
    response = _answer(request, title=title, words=refusal.words, status=status)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(max(1, ceil(refusal.wait.total_seconds())))
    return response


def _answer(request: HttpRequest, *, title: str, words: str, status: int) -> HttpResponse:
    context = {"heading": title, "what_to_do": words, "status": status}
    return render(request, "errors/refused.html", context, status=status)
