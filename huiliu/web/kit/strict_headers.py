"""The headers that every answer carries: pages, errors, redirects, files."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.http.request import HttpRequest
from whitenoise.middleware import WhiteNoiseFileResponse

PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in settings.SWITCHED_OFF)


class StrictHeadersMiddleware:
    """Stands first, so that no answer is made outside it; what a page says for itself is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if not isinstance(response, WhiteNoiseFileResponse):
            response["Cache-Control"] = "no-store"
        return response
