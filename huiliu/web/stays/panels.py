"""Two one-sided registrations that may be one person, as one side may read it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.core.acting import Acting
from huiliu.organisations.models import Organisation
from huiliu.people.actions import sides_of
from huiliu.people.models import Match, Person

AGREEING = {
    "name": "姓名",
    "citizen_number": "公民身份号码",
    "first_15": "公民身份号码前 15 位",
    "born_on": "出生日期",
    "telephone": "电话",
    "branch": "组织关系所在党支部",
    "joined_on": "入党日期",
    "sex": "性别",
    "birth_year": "出生年份（相差不过一年）",
}
"""What a match keeps of its reasons: which fields agree, never a value."""


def agreeing_words(codes: Sequence[str]) -> str:
    named = [_(AGREEING[code]) for code in codes if code in AGREEING]
    return _("%(fields)s相同") % {"fields": "、".join(named)} if named else ""


def row(match: Match, persons: Mapping[UUID, Person], by: Acting) -> dict[str, Any]:
    """Return one's own side of a match, and of the other the organisation's name alone."""
    sides = sides_of(match, by=by)
    here, there = (match.patch or match.host, match.home)
    own = [match.host_person_id, match.home_person_id]
    agreed = {"home": match.home_agreed_on, "host": match.host_agreed_on}
    if "host" not in sides:
        here, there = there, here
        own.reverse()
    known = next((persons[id] for id in own if id in persons), None)
    return {
        "name": known.name if known else _("这位同志"),
        "place": _name(here),
        "other": _name(there),
        "agreeing": agreeing_words(match.reasons),
        "is_waiting": all(agreed[side] for side in sides),
        "agree_url": reverse("agree_match", args=[match.id]),
        "refuse_url": reverse("refuse_match", args=[match.id]),
    }


def _name(place: Organisation | None) -> str:
    return place.name if place else _("还没有找到的党组织")
