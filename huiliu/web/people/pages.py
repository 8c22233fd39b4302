"""One person's page for those who care, and the member's own."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.people.queries import facts_among, person_in_reach, rows_of, said_by
from huiliu.stays.queries import last_stay_of
from huiliu.web.kit.pages import Asked, page
from huiliu.web.people import panels

WHOLE = ("file",)
CARD = ("card",)


@page(Permission.VIEW_PERSON)
def person(request: Asked, person: UUID) -> HttpResponse:
    shown = person_in_reach(id=person)
    if shown is None:
        raise OutOfReach
    whole = request.by.may(Permission.VIEW_SIGHTING)
    read(by=request.by, page="person", persons=[shown.id], fields=WHOLE if whole else CARD)
    rows = rows_of(person=shown)
    said = said_by(rows=rows)
    stay = last_stay_of(persons=rows)
    links = panels.entrusting(panels.links(stay, request.day) if stay else [], request.by)
    context = {
        "person": {
            "name": shown.name,
            "place": panels.place_of(shown),
            "fields": panels.facts(panels.card(facts_among(said), request.by)),
        },
        "stay": panels.stay(stay, request.day, by=request.by) if stay else None,
        "links": links,
        "contacts": panels.contacts(rows=rows, day=request.day, by=request.by),
        "needs": panels.needs(rows, request.by),
        "sightings": panels.sightings(said) if whole else None,
        "actions": [
            {
                "label": _("记一次联系"),
                "url": reverse("record_contact", args=[link["id"]]),
                "primary": True,
            }
            for link in links
            if panels.recordable(link, request.by)
        ]
        + panels.raising(shown, request.by)
        + panels.telling(stay, request.by)
        + panels.matched(rows, request.by)
        + panels.numbered(shown, request.by)
        + panels.printing(shown, request.by),
        "back_url": reverse("due_list" if request.by.may(Permission.VIEW_DUE) else "look_up"),
    }
    return render(request, "people/person.html", context)
