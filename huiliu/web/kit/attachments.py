"""Files that a page hands out: kept by who asked for them, and nothing in them runs."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

OF_OTHERS = "sandbox; default-src 'none'"
"""The policy for a file with what others wrote in it."""


def attached(content: bytes, *, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Security-Policy"] = OF_OTHERS
    return response
