"""The member's own page: who answers for them, what is written, and who looked."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.people.queries import facts_among, oneself, readings_of, said_by
from huiliu.stays.models import Stay
from huiliu.stays.queries import last_stay_of, may_move
from huiliu.web.kit.pages import Asked, page
from huiliu.web.people import my_panels, panels

LOOKS_SHOWN = 60
LOOKS_A_PAGE = 100


@page(Permission.VIEW_SELF)
def home(request: Asked) -> HttpResponse:
    people = oneself(persons=request.by.reach.own)
    if not people:
        raise OutOfReach
    rows = [person.id for person in people]
    read(by=request.by, page="my_home", persons=rows, fields=("file",))
    said = said_by(rows=rows, own=True)
    facts = facts_among(said)
    stay = last_stay_of(persons=rows)
    links = panels.links(stay, request.day) if stay else []
    needs = panels.needs(rows, request.by)
    looks = readings_of(persons=rows, start=0, longest=LOOKS_SHOWN)
    context = {
        "person": {"name": people[0].name},
        "asks": my_panels.asks(needs),
        "hello": my_panels.hello(stay, links, request.by),
        "organisations": my_panels.organisations(people),
        "contact_persons": my_panels.contact_persons(
            facts=facts, links=links, people=people, day=request.day
        ),
        "stay": panels.stay(stay, request.day, by=request.by) if stay else None,
        "links": links,
        "contacts": my_panels.own_contacts(rows=rows, day=request.day, by=request.by),
        "needs": needs,
        "fields": my_panels.own_facts(facts, people=people, by=request.by),
        "sightings": my_panels.own_sightings(said, by=request.by),
        "readers": my_panels.readers(looks, request.day, by=request.by),
        "readers_url": reverse("my_readers"),
        "register_url": reverse("my_register"),
        "actions": [_raising(rows[0]), *_moving(stay, request.by), *_rights(request.by)],
    }
    return render(request, "people/my_home.html", context)


@page(Permission.VIEW_SELF)
def readers(request: Asked) -> HttpResponse:
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and int(number) else 1
    looks = readings_of(
        persons=request.by.reach.own, start=(page - 1) * LOOKS_A_PAGE, longest=LOOKS_A_PAGE + 1
    )
    more = len(looks) > LOOKS_A_PAGE
    here = reverse("my_readers")
    context = {
        "readers": my_panels.readers(looks[:LOOKS_A_PAGE], request.day, by=request.by),
        "previous_url": f"{here}?page={page - 1}" if page > 1 else "",
        "next_url": f"{here}?page={page + 1}" if more else "",
        "text": _("第 %(page)s 页") % {"page": page},
        "back_url": reverse("my_home"),
    }
    return render(request, "people/my_readers.html", context)


def _rights(by: Acting) -> list[dict[str, Any]]:
    """Return the way to the rights, which nobody has for another."""
    if not by.may(Permission.COPY_FILE):
        return []
    return [{"label": _("我的权利"), "url": reverse("my_rights")}]


def _raising(person: object) -> dict[str, Any]:
    return {"label": _("说一件难处"), "url": reverse("raise_need", args=[person])}


def _moving(stay: Stay | None, by: Acting) -> list[dict[str, Any]]:
    if stay is None or not by.may(Permission.MOVE_ONESELF) or not may_move(stay):
        return []
    return [{"label": _("我搬家了、回老家了"), "url": reverse("my_move")}]
