"""The front door: it leads everybody to the page that their day begins with."""

from django.http import HttpResponse
from django.shortcuts import redirect

from huiliu.web.kit.pages import Asked, acting_of, signed_in
from huiliu.web.kit.surroundings import PLACES

NO_BEGINNING = frozenset({"look_up", "waiting"})
"""Whoever has just come in has nobody on the telephone yet; and what waits is told on each list."""


@signed_in()
def home(request: Asked) -> HttpResponse:
    by = acting_of(request)
    if by is None:
        return redirect("choose_appointment")
    begins = (place for place in PLACES if place.page not in NO_BEGINNING)
    return redirect(next(place.page for place in begins if by.may(place.permission)))
