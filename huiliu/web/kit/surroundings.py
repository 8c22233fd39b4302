"""What every template knows: as whom one acts, where one can go, how large the text is."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.roles import MEMBER, RoleName
from huiliu.core.acting import Acting
from huiliu.core.permissions import Permission

SIZES = range(1, 5)
SIZE_COOKIE = "size"

PLACES = (
    (Permission.VIEW_DUE, "due_list", "今日", "clock"),
    (Permission.VIEW_SELF, "my_home", "我的家", "house"),
    (Permission.VIEW_NEED, "needs", "诉求", "need"),
    (Permission.VIEW_STREET, "street", "情况", "people"),
    (Permission.VIEW_TALLY, "tallies", "情况", "people"),
    (Permission.IMPORT_ROSTER, "batches", "名册", "upload"),
    (Permission.VIEW_ORGANISATION, "organisations", "组织", "building"),
)
"""Permission, page, word and icon of each door that the navigation can show."""


def surroundings(request: HttpRequest) -> dict[str, Any]:
    by: Acting | None = getattr(request, "by", None)
    return {
        "printed_at": getattr(request, "at", None),
        "text_size": text_size(request),
        "acting": acting_words(by) if by else None,
        "navigation": navigation(request, by) if by else [],
    }


def text_size(request: HttpRequest) -> int:
    kept = request.COOKIES.get(SIZE_COOKIE, "1")
    return int(kept) if kept.isdecimal() and int(kept) in SIZES else 1


def acting_words(by: Acting) -> dict[str, str]:
    role = _("党员本人") if by.role == MEMBER else str(RoleName(by.role).label)
    return {"appointment": f"{by.organisation_name} {role}".strip(), "name": by.name}


def navigation(request: HttpRequest, by: Acting) -> list[dict[str, Any]]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"label": _(word), "url": reverse(name), "icon": icon, "current": here == name}
        for permission, name, word, icon in PLACES
        if by.may(permission) and not (name == "needs" and by.role == MEMBER)
    ]
