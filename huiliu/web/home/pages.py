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
    return redirect(next(name for permission, name, _, _ in PLACES if by.may(permission)))
