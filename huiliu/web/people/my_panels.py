"""The panels that only the member's own page has."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from huiliu.access.queries import appointments_at
from huiliu.access.roles import RoleName
from huiliu.audit.models import Reading
from huiliu.needs.choices import NeedState
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.people.queries import Shown
from huiliu.people.words import look_words
from huiliu.stays.choices import Side

SIDES = (Side.HOST, Side.HOME)
SIDE_WORDS = {Side.HOST: "流入地", Side.HOME: "流出地"}
SAID_NAME = {Side.HOST: "contact_person", Side.HOME: "home_contact_person"}
SAID_TELEPHONE = {Side.HOST: "contact_telephone", Side.HOME: "home_contact_telephone"}


def asks(needs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the needs of which somebody said that they are solved, and waits for the person."""
    return [need for need in needs if need["state"] == NeedState.SOLVED]


def organisations(people: Sequence[Person]) -> list[dict[str, Any]]:
    return [
        {"side_word": _(SIDE_WORDS[side]), "name": place.name if place else ""}
        for side in SIDES
        for place in [_place_of(people, side)]
    ]


def contact_persons(
    *,
    facts: Mapping[str, Shown],
    links: Sequence[Mapping[str, Any]],
    people: Sequence[Person],
    day: date,
) -> list[dict[str, Any]]:
    """Return whom to ask on each side, the host first.

    That is who was named for the link, else who the roster names, else who works at the community.
    """
    appointed = {link["side"]: link["contact_person"] for link in links}
    found = [one for side in SIDES for one in _of_link(side, facts, appointed.get(side, ""))]
    host = _place_of(people, Side.HOST)
    return found or (_at(host, day) if host else [])


def readers(looks: Iterable[Reading], day: date) -> list[dict[str, Any]]:
    """Return who looked, newest first; the looks of one page, day and person in one line."""
    return [_reader(list(same), day) for _key, same in groupby(looks, key=_same)]


def _place_of(people: Sequence[Person], side: Side) -> Organisation | None:
    places = (person.host if side is Side.HOST else person.home for person in people)
    return next((place for place in places if place), None)


def _of_link(side: Side, facts: Mapping[str, Shown], appointed: str) -> list[dict[str, Any]]:
    """Return a contact person; a number of the roster goes with whom the roster names alone."""
    said = _said(facts, SAID_NAME[side])
    telephone = _said(facts, SAID_TELEPHONE[side]) if appointed in {"", said} else ""
    name = appointed or said
    if not name and not telephone:
        return []
    return [
        {
            "name": name or _("联系人"),
            "side_word": _(SIDE_WORDS[side]),
            "telephone": telephone,
        }
    ]


def _said(facts: Mapping[str, Shown], field: str) -> str:
    return str(facts[field].value) if field in facts else ""


def _at(place: Organisation, day: date) -> list[dict[str, Any]]:
    return [
        {"name": held.account.name, "side_word": f"{place.name}{held.get_role_display()}"}
        for held in appointments_at(organisation=place, day=day)
    ]


def _same(look: Reading) -> tuple[date, str, str, str]:
    return localtime(look.at).date(), look.name, look.organisation, look.page


def _reader(same: list[Reading], day: date) -> dict[str, Any]:
    look, moment = same[0], localtime(same[0].at)
    role = RoleName(look.role).label if look.role in RoleName.values else ""
    purpose = look_words(look.page)
    if len(same) > 1:
        purpose = _("%(purpose)s，当天 %(n)s 次") % {"purpose": purpose, "n": len(same)}
    return {
        "who": f"{look.name} {role}".strip(),
        "organisation": look.organisation_name,
        "day_time": moment.strftime("%m-%d %H:%M" if moment.year == day.year else "%Y-%m-%d %H:%M"),
        "purpose": purpose,
    }
