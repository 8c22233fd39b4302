"""Somebody who has just come reports in, without an account: a minute before the door."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.queries import acting_at_station
from huiliu.accounts.counters import count
from huiliu.accounts.rules import REPORTS_OF_STATION
from huiliu.core.clock import day_of, now
from huiliu.core.errors import Refused, TooMany
from huiliu.core.ids import new_id
from huiliu.exchange.actions import Answer, ask_report, report_in, withdraw_report
from huiliu.exchange.choices import ReportState
from huiliu.exchange.models import Report
from huiliu.exchange.queries import code_of
from huiliu.exchange.rules import in_groups
from huiliu.places.models import Station
from huiliu.places.queries import station_at, stations_of
from huiliu.web.exchange.report_forms import CodeForm, ReportInForm
from huiliu.web.kit.pages import FORM, POST, public

BUSY = "这个站一小时里报到的人太多了，请直接进来说，或者打海报上的电话。"


@public(methods=FORM)
def reporting(request: HttpRequest, station: UUID) -> HttpResponse:
    """Take down who somebody is. The answer to the post says who calls, and the number to ask by.

    Sent again, say because the telephone lost its signal, it gives the same answer.
    """
    desk, at = station_at(id=station), now()
    day = day_of(at)
    if not desk.stands_on(day):
        others = stations_of(organisation=desk.organisation_id, day=day)
        return render(request, "exchange/station_closed.html", {"station": desk, "others": others})
    form = ReportInForm(request.POST or None, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        report = _reported(form, desk)
        if report is not None:
            return _answered(request, Answer(report), is_new=True)
    context = {"form": form, "station": desk, "asking_url": reverse("ask_report")}
    return render(request, "exchange/report_in.html", context, status=422 if form.errors else 200)


@public(methods=FORM)
def asking(request: HttpRequest) -> HttpResponse:
    """Say what became of a report to whoever types its number, from a slip or a screen."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        answer = ask_report(by=acting_at_station(), code=code, day=day_of(now()))
        if answer is not None:
            return _answered(request, answer)
        form.add_error("code", _("没有这个编号的报到。过了 30 天会清掉；也请再看看有没有写错。"))
    context = {"form": form}
    return render(request, "exchange/ask_report.html", context, status=422 if form.errors else 200)


@public(methods=POST)
def withdrawal(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    done = form.is_valid() and withdraw_report(
        by=acting_at_station(), code=form.cleaned_data["code"]
    )
    context = {"is_withdrawn": done}
    return render(request, "exchange/report_withdrawn.html", context)


def _reported(form: ReportInForm, station: Station) -> Report | None:
    at = now()
    try:
        counted = count(REPORTS_OF_STATION, subject=str(station.id), at=at)
        if counted.over(REPORTS_OF_STATION):
            raise TooMany(_(BUSY), counted.forgotten_in)
        return report_in(
            by=acting_at_station(organisation=station.organisation),
            id=form.cleaned_data["id"],
            station=station,
            said=form.said(),
            day=day_of(at),
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return None


def _answered(request: HttpRequest, answer: Answer, *, is_new: bool = False) -> HttpResponse:
    report = answer.report
    code = code_of(report.id)
    context = {
        "state": report.state,
        "is_new": is_new,
        "is_over": report.state in {ReportState.REGISTERED, ReportState.CLOSED},
        "organisation": report.organisation,
        "station": report.station,
        "telephone": report.station.telephone.replace(" ", ""),
        "until": report.waits_until,
        "host": answer.host,
        "contact_person": answer.contact_person,
        "because": report.get_because_display() if report.because else "",
        "code": code,
        "written_code": in_groups(code),
        "may_withdraw": report.state in {ReportState.WAITING, ReportState.CLOSED},
        "sign_in_url": reverse("my_sign_in"),
        "asking_url": reverse("ask_report"),
    }
    return render(request, "exchange/report_answer.html", context)
