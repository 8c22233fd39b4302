"""The stations of an organisation: opened, changed, closed, and the poster at their door."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import HOSTS
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import children_of, organisation_in_range
from huiliu.places.actions import change_station, close_station, open_station, reopen_station
from huiliu.places.models import Station
from huiliu.places.papers import poster_of
from huiliu.places.queries import station_kept, stations_in_range
from huiliu.web.kit.attachments import attached
from huiliu.web.kit.pages import FORM, POST, Asked, page
from huiliu.web.places.forms import DeskForm, OpenForm

SHOWN_AT_MOST = 100
DESK = ("name", "address", "hours", "telephone")
PDF = "application/pdf"


@page(Permission.EDIT_STATION)
def stations(request: Asked) -> HttpResponse:
    found = stations_in_range(by=request.by, day=request.day, longest=SHOWN_AT_MOST + 1)
    context = {
        "stations": found[:SHOWN_AT_MOST],
        "has_more": len(found) > SHOWN_AT_MOST,
        "actions": [{"label": _("开一个服务站"), "url": reverse("open_station")}],
    }
    return render(request, "places/stations.html", context)


@page(Permission.EDIT_STATION)
def station(request: Asked, station: UUID) -> HttpResponse:
    shown = station_kept(by=request.by, id=station)
    context = {
        "station": shown,
        "is_open": shown.stands_on(request.day),
        "may_print_slips": request.by.may(Permission.ANSWER_REPORT),
        "slips_id": new_id(),
    }
    return render(request, "places/station.html", context)


@page(Permission.EDIT_STATION, methods=FORM)
def opening(request: Asked) -> HttpResponse:
    form = OpenForm(request.POST or None, places=_places(request), initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        opened = open_station(
            by=request.by,
            id=form.cleaned_data["id"],
            organisation=form.place,
            desk=form.desk(),
            day=request.day,
        )
        messages.success(request, _("开好了。打印一张海报，贴在门口。"))
        return redirect("station", opened.id)
    return _asked(
        request,
        form,
        question=_("开一个报到服务站"),
        confirm_label=_("开好"),
        cancel_url=reverse("stations"),
    )


@page(Permission.EDIT_STATION, methods=FORM)
def changing(request: Asked, station: UUID) -> HttpResponse:
    shown = station_kept(by=request.by, id=station)
    known = {field: getattr(shown, field) for field in DESK}
    form = DeskForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        change_station(by=request.by, id=shown.id, desk=form.desk())
        messages.success(request, _("改好了。旧海报还能扫；地址电话变了，请换一张。"))
        return redirect("station", shown.id)
    return _asked(
        request,
        form,
        question=_("改%(name)s") % {"name": shown.name},
        confirm_label=_("改好"),
        cancel_url=reverse("station", args=[shown.id]),
    )


@page(Permission.EDIT_STATION, methods=FORM)
def closing(request: Asked, station: UUID) -> HttpResponse:
    shown = station_kept(by=request.by, id=station)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        close_station(by=request.by, id=shown.id, day=request.day)
        undo = reverse("reopen_station", args=[shown.id])
        messages.success(request, _("关了。"), extra_tags=f"undo:{undo}")
        return redirect("stations")
    return _asked(
        request,
        form,
        question=_("关掉%(name)s") % {"name": shown.name},
        consequences=[
            _("从今天起扫这张海报，会看到这里关了，还有哪里可以去。"),
            _("已经来报到的人照旧等着联系。"),
        ],
        confirm_label=_("关掉"),
        tone="danger",
        cancel_url=reverse("station", args=[shown.id]),
    )


@page(Permission.EDIT_STATION, methods=POST)
def reopening(request: Asked, station: UUID) -> HttpResponse:
    opened = reopen_station(by=request.by, id=station)
    messages.success(request, _("又开了，原来的海报照样能扫。"))
    return redirect("station", opened.id)


@page(Permission.EDIT_STATION)
def poster(request: Asked, station: UUID) -> HttpResponse:
    shown = station_kept(by=request.by, id=station)
    if not shown.stands_on(request.day):
        raise Refused(_("这个服务站已经关了，不用再贴海报。"))
    return attached(_poster(request, shown), kind=PDF, name=_("报到海报.pdf"))


def _poster(request: Asked, station: Station) -> bytes:
    address = request.build_absolute_uri(reverse("report_in", args=[station.id]))
    return poster_of(station, address=address)


def _places(request: Asked) -> list[Organisation]:
    if request.by.organisation_id is None:
        raise OutOfReach
    own = organisation_in_range(by=request.by, id=request.by.organisation_id)
    return [own, *children_of(parent=own, kinds=HOSTS, day=request.day)]


def _asked(request: Asked, form: forms.Form, **words: object) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, **words}
    return render(request, "components/confirm_page.html", context, status=status)
