"""The front door: it leads everybody to the page that their day begins with."""

from django.http import HttpResponse
from django.shortcuts import redirect

from huiliu.web.kit.pages import Asked, acting_of, signed_in
from huiliu.web.kit.surroundings import PLACES


@signed_in()
def home(request: Asked) -> HttpResponse:
    by = acting_of(request)
    if by is None:
        return redirect("choose_appointment")
    # Whoever has just come in has nobody on the telephone yet.
    begins = (place for place in PLACES if place.page != "look_up")
    return redirect(next(place.page for place in begins if by.may(place.permission)))
