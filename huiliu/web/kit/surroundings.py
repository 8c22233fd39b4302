"""What every template knows: as whom one acts, where one can go, how large the text is."""

from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.roles import DELEGATE, MEMBER, RoleName
from huiliu.core.acting import Acting
from huiliu.core.permissions import Permission

SIZES = range(1, 5)
SIZE_COOKIE = f"{settings.HUILIU_COOKIES}size"


class Place(NamedTuple):
    """A door that the navigation can show, in its order there."""

    permission: Permission
    page: str
    word: str
    icon: str


PLACES = (
    Place(Permission.VIEW_DUE, "due_list", "今日", "clock"),
    Place(Permission.VIEW_PERSON, "look_up", "找人", "search"),
    Place(Permission.VIEW_SELF, "my_home", "我的家", "house"),
    Place(Permission.DECIDE_STAY, "waiting", "待答", "clock"),
    Place(Permission.VIEW_NEED, "needs", "诉求", "need"),
    Place(Permission.VIEW_STREET, "street", "情况", "people"),
    Place(Permission.VIEW_TALLY, "tallies", "情况", "people"),
    Place(Permission.IMPORT_ROSTER, "batches", "名册", "upload"),
    Place(Permission.REVIEW_READING, "looks", "抽查", "people"),
    Place(Permission.VIEW_ACCOUNT, "accounts", "账号", "people"),
    Place(Permission.VIEW_STATUS, "status", "系统", "clock"),
    Place(Permission.ANSWER_OBJECTION, "objections", "异议", "need"),
    Place(Permission.ANSWER_LOOK, "look_objections", "异议", "need"),
    Place(Permission.VIEW_ORGANISATION, "organisations", "组织", "building"),
)


def way_back(by: Acting, *, person: UUID) -> str:
    """Return the address of a file for whoever may open it, and else of the own list."""
    if by.may(Permission.VIEW_PERSON):
        return reverse("person", args=[person])
    return reverse("due_list" if by.may(Permission.VIEW_DUE) else "waiting")


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
    if by.role == DELEGATE:
        return {"appointment": by.name, "name": by.name}
    role = _("党员本人") if by.role == MEMBER else str(RoleName(by.role).label)
    return {"appointment": f"{by.organisation_name} {role}".strip(), "name": by.name}


def navigation(request: HttpRequest, by: Acting) -> list[dict[str, Any]]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {
            "label": _(place.word),
            "url": reverse(place.page),
            "icon": place.icon,
            "current": here == place.page,
        }
        for place in PLACES
        if by.may(place.permission) and place.page not in _found_elsewhere(by)
    ]


def _found_elsewhere(by: Acting) -> set[str]:
    """Return the pages to which others lead: one's own needs, and from the due list what waits."""
    places = {Permission.VIEW_SELF: "needs", Permission.VIEW_DUE: "waiting"}
    return {page for permission, page in places.items() if by.may(permission)}
