"""The addresses of the product, with a planted fault before them."""

import os
from uuid import UUID

from django.http import HttpResponse
from django.urls import include, path

from huiliu.audit.entries import read
from huiliu.core.permissions import Permission
from huiliu.people.queries import person_in_reach
from huiliu.web.kit.pages import Asked, page


@page(Permission.VIEW_PERSON)
def shown_without_entry(_request: Asked, person: UUID) -> HttpResponse:
    shown = person_in_reach(id=person)
    return HttpResponse(shown.name if shown else "")


@page(Permission.VIEW_PERSON)
def entry_without_showing(request: Asked, person: UUID) -> HttpResponse:
    read(by=request.by, page="person", persons=[person])
    return HttpResponse("")


@page(Permission.VIEW_PERSON)
def entry_of_another(request: Asked, person: UUID) -> HttpResponse:
    """Show somebody, and put somebody else on record."""
    shown = person_in_reach(id=person)
    read(by=request.by, page="person", persons=[UUID(int=0)])
    return HttpResponse(shown.name if shown else "")


@page(Permission.VIEW_PERSON)
def fragment_with_entry(request: Asked, person: UUID) -> HttpResponse:
    """Show more of a page that is open, and put that on record as another opening."""
    return _shown(request, person)


def _shown(request: Asked, person: UUID) -> HttpResponse:
    shown = person_in_reach(id=person)
    read(by=request.by, page="person", persons=[person])
    return HttpResponse(shown.name if shown else "")


_FAULTS = {
    "shown without entry": path("people/<uuid:person>/", shown_without_entry),
    "entry without showing": path("people/<uuid:person>/", entry_without_showing),
    "entry of another": path("people/<uuid:person>/", entry_of_another),
    "fragment with entry": path("people/<uuid:person>/fragment/", fragment_with_entry),
}
urlpatterns = [_FAULTS[os.environ["GROUND_FAULT"]], path("", include("huiliu.config.urls"))]
