"""Who has reported in and waits for a call, and what came of the call."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.contact.words import day_words
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.exchange.actions import (
    Filled,
    Told,
    close_report,
    issue_slips,
    note_unanswered,
    pass_on_report,
    register_reported,
    reopen_report,
    take_back_passing,
)
from huiliu.exchange.choices import ReportEnd, ReportState
from huiliu.exchange.models import Report
from huiliu.exchange.queries import (
    code_of,
    count_reports,
    importer_of,
    report_coded,
    report_in_reach,
    waiting_reports,
)
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.rules import in_groups
from huiliu.organisations.choices import HOSTS
from huiliu.organisations.queries import children_of
from huiliu.people.rules import mask_telephone
from huiliu.places.papers import slips_of
from huiliu.places.queries import station_kept
from huiliu.web.exchange.registering import registered
from huiliu.web.exchange.registering_forms import RegisterForm
from huiliu.web.exchange.report_forms import CodeForm, EndForm, PassOnForm, SlipsForm
from huiliu.web.kit.attachments import attached
from huiliu.web.kit.pages import FORM, POST, Asked, page
from huiliu.web.kit.places import places_meant

SHOWN_AT_MOST = 50
SLIPS = 8
PDF = "application/pdf"


@page(Permission.ANSWER_REPORT, methods=FORM)
def reports(request: Asked) -> HttpResponse:
    """Show who waits for a call; who comes with a slip is found by its number."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = report_coded(code=form.cleaned_data["code"])
        if found is not None:
            return _led_to(found)
        form.add_error("code", _("这里没有这个编号的报到单。"))
    below = request.GET.get("show") == "below"
    rows = waiting_reports(by=request.by, below=below, longest=SHOWN_AT_MOST + 1)
    own, under = count_reports(by=request.by)
    context = {
        "rows": [_row(report, said, request) for report, said in rows[:SHOWN_AT_MOST]],
        "figures": _figures(own, under, below=below) if under or below else [],
        "has_more": len(rows) > SHOWN_AT_MOST,
        "form": form,
        "may_register": request.by.may(Permission.REGISTER_PERSON),
        "stations_url": reverse("stations") if request.by.may(Permission.EDIT_STATION) else "",
    }
    return render(request, "exchange/reports.html", context, status=422 if form.errors else 200)


@page(Permission.ANSWER_REPORT)
def report(request: Asked, report: UUID) -> HttpResponse:
    shown, said = report_in_reach(id=report)
    waits = shown.state == ReportState.WAITING
    context = {
        **_row(shown, said, request),
        "telephone": said.get(Field.TELEPHONE, ""),
        "branch": said.get(Field.BRANCH, ""),
        "address": said.get(Field.ADDRESS, ""),
        "waits": waits,
        "answered_by": shown.answered_by,
        "is_closed": shown.state == ReportState.CLOSED,
        "state_word": shown.get_because_display() or shown.get_state_display(),
        "may_register": waits and request.by.may(Permission.REGISTER_PERSON),
        "tried_today": shown.tried_on == request.day,
        "number": in_groups(code_of(shown.id)),
    }
    return render(request, "exchange/report.html", context)


@page(Permission.REGISTER_PERSON, methods=FORM)
def registering(request: Asked, report: UUID) -> HttpResponse:
    """Register who has reported in; what they said stands in the form already."""
    shown, said = report_in_reach(id=report)
    if not request.by.may(Permission.ANSWER_REPORT) or request.by.reach.host is None:
        raise OutOfReach
    own = importer_of(by=request.by)
    form = RegisterForm(
        request.POST or None,
        direction=Direction.INFLOW,
        own=own,
        below=children_of(parent=own, kinds=HOSTS, day=request.day),
        today=request.day,
        initial={"id": new_id(), **said},
    )
    if request.method == "POST" and form.is_valid():
        told = Told(form.direction, form.said())
        filled = Filled(form.cleaned_data["id"], form.place, told)
        done = registered(
            request,
            form,
            lambda: register_reported(
                by=request.by, report_id=shown.id, filled=filled, at=request.at, day=request.day
            ),
        )
        if done is not None:
            return redirect("person", done.person)
    context = {"form": form, "is_outflow": False, "organisation": own.name, "of_report": shown.id}
    return render(request, "exchange/register.html", context, status=422 if form.errors else 200)


@page(Permission.ANSWER_REPORT, methods=POST)
def unanswered(request: Asked, report: UUID) -> HttpResponse:
    note_unanswered(by=request.by, report_id=report, day=request.day)
    messages.success(request, _("记下了：今天打过，没有人接。"))
    return redirect("reports")


@page(Permission.ANSWER_REPORT, methods=FORM)
def passing_on(request: Asked, report: UUID) -> HttpResponse:
    shown, said = report_in_reach(id=report)
    form = PassOnForm(request.POST or None, places=places_meant(request, kinds=HOSTS))
    if request.method == "POST" and form.is_valid() and form.organisation:
        try:
            passed = pass_on_report(
                by=request.by, report_id=shown.id, to_id=form.organisation, day=request.day
            )
        except Refused as refusal:
            form.add_error(None, refusal.words)
        else:
            words = _("转过去了，%(place)s会在 %(day)s 前打电话。")
            until = day_words(passed.waits_until or request.day, request.day)
            _tell(
                request,
                words % {"place": passed.organisation, "day": until},
                "take_back_passing",
                passed,
            )
            return redirect("reports")
    return _asked(
        request,
        form,
        shown,
        question=_("%(name)s转给哪里联系") % {"name": said.get(Field.NAME, "")},
        consequences=[_("那边看得到写了什么，时限重新算。"), _("本人凭编号问，会看到转给了谁。")],
        confirm_label=_("转过去"),
    )


@page(Permission.ANSWER_REPORT, methods=POST)
def taking_back(request: Asked, report: UUID) -> HttpResponse:
    take_back_passing(by=request.by, report_id=report, day=request.day)
    messages.success(request, _("要回来了，还是这里联系。"))
    return redirect("report", report)


@page(Permission.ANSWER_REPORT, methods=FORM)
def closing(request: Asked, report: UUID) -> HttpResponse:
    shown, said = report_in_reach(id=report)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = ReportEnd(form.cleaned_data["because"])
        closed = close_report(by=request.by, report_id=shown.id, because=because, day=request.day)
        _tell(request, _("记下了，不再等。"), "reopen_report", closed)
        return redirect("reports")
    return _asked(
        request,
        form,
        shown,
        question=_("%(name)s不用登记") % {"name": said.get(Field.NAME, "")},
        consequences=[_("本人凭编号问，会看到这一句。"), _("30 天以后，写的内容清掉。")],
        confirm_label=_("不用登记"),
    )


@page(Permission.ANSWER_REPORT, methods=POST)
def reopening(request: Asked, report: UUID) -> HttpResponse:
    reopen_report(by=request.by, report_id=report)
    messages.success(request, _("又等着联系了。"))
    return redirect("report", report)


@page(Permission.ANSWER_REPORT, methods=POST)
def slips(request: Asked, station: UUID) -> HttpResponse:
    """Print slips with numbers of their own; the same form prints the same ones."""
    shown, form = station_kept(by=request.by, id=station), SlipsForm(request.POST)
    if not form.is_valid():
        return redirect("station", shown.id)
    made = issue_slips(
        by=request.by, id=form.cleaned_data["id"], station=shown, count=SLIPS, day=request.day
    )
    numbers = [in_groups(code_of(slip.id)) for slip in made]
    return attached(slips_of(shown, numbers=numbers), kind=PDF, name=_("报到单.pdf"))


def _led_to(found: Report) -> HttpResponse:
    if found.state == ReportState.BLANK:
        return redirect("register_reported", found.id)
    if found.state == ReportState.REGISTERED and found.person:
        return redirect("person", found.person)
    return redirect("report", found.id)


def _row(report: Report, said: dict[str, str], request: Asked) -> dict[str, Any]:
    until = report.waits_until or request.day
    return {
        "id": report.id,
        "name": said.get(Field.NAME, ""),
        "masked": mask_telephone(said.get(Field.TELEPHONE, "")),
        "station": report.station.name,
        "organisation": report.organisation.name,
        "made_on": day_words(report.made_on, request.day),
        "until": day_words(until, request.day),
        "is_late": until < request.day,
        "tries": report.tries,
        "tried_on": day_words(report.tried_on, request.day) if report.tried_on else "",
        "is_passed_on": bool(report.sent_from),
    }


def _figures(own: int, under: int, *, below: bool) -> list[dict[str, Any]]:
    url = reverse("reports")
    return [
        {"label": _("等我们打电话"), "count": own, "url": url, "current": not below},
        {"label": _("等下面打电话"), "count": under, "url": f"{url}?show=below", "current": below},
    ]


def _tell(request: Asked, words: str, undo: str, report: Report) -> None:
    messages.success(request, words, extra_tags=f"undo:{reverse(undo, args=[report.id])}")


def _asked(request: Asked, form: Any, report: Report, **words: Any) -> HttpResponse:
    context = {"form": form, "cancel_url": reverse("report", args=[report.id]), **words}
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)
