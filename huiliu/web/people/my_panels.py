"""The panels that only the member's own page has."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from huiliu.access.queries import appointments_at
from huiliu.access.roles import RoleName
from huiliu.accounts.queries import names_of
from huiliu.audit.models import Reading
from huiliu.contact.choices import Hello
from huiliu.core.acting import Acting
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.register import FACTS, Register
from huiliu.exchange.roster.fields import Field
from huiliu.needs.choices import NeedState
from huiliu.organisations.models import Organisation
from huiliu.people.choices import MAY_BE_HIDDEN, OWN_WORDS, Source
from huiliu.people.models import Person, Sighting
from huiliu.people.queries import Shown
from huiliu.people.words import look_words, purpose_words
from huiliu.stays.choices import Side
from huiliu.stays.models import Stay
from huiliu.web.people import panels

OF_STAFF = {"access_appointment", "access_invitation", "accounts_factor", "accounts_recoverycode"}
"""Tables of the register that hold nothing about a member."""
STORED_WORDS = {
    "plain": "明文",
    "sealed": "用您自己的密钥加密",
    "digest": "只存摘要，看不出原文",
}
MASKED_WORDS = "，显示时遮住中间几位"
_LABELLED = frozenset(field.value for field in Field)
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
    appointed = {link["side"]: link for link in links}
    found = [one for side in SIDES for one in _of_link(side, facts, appointed.get(side, {}))]
    host = _place_of(people, Side.HOST)
    return found or (_at(host, day) if host else [])


def readers(looks: Iterable[Reading], day: date, *, by: Acting) -> list[dict[str, Any]]:
    """Return who looked, newest first; the looks of one page, day and person in one line.

    Logs hold no member's name: who acts for the person is named by the account, while there is one.
    """
    found = list(looks)
    names = names_of(accounts={look.account for look in found if look.account and not look.name})
    return [_reader(list(same), day, by, names) for _key, same in groupby(found, key=_same)]


def kept(held: Register) -> list[dict[str, str]]:
    """Return what is kept about members, a line for each purpose, in the order of the register."""
    found = []
    about = [entry for entry in held.entries.values() if entry.table not in OF_STAFF]
    for purpose, same in groupby(about, key=attrgetter("purpose")):
        entries = list(same)
        first = entries[0]
        names = [Field(entry.column).label for entry in entries if entry.column in _LABELLED]
        found.append(
            {
                "purpose": purpose,
                "what": "、".join(names) if first.table == FACTS else "",
                "who": held.circles[first.circle].words,
                "how_long": held.retentions[first.retention].words,
                "how": STORED_WORDS[first.stored] + (MASKED_WORDS if first.mask else ""),
            }
        )
    return found


def own_facts(
    shown: Mapping[str, Shown], *, people: Sequence[Person], by: Acting
) -> list[dict[str, Any]]:
    """Return the fields of the own file, each with what may be done about it."""
    hidden = {field for person in people for field in person.hidden}
    return [
        fact
        | {
            "hidden": fact["field"] in hidden,
            "acts": _acts(fact["field"], hidden, by) + _objecting(shown[fact["field"]], fact, by),
        }
        for fact in panels.facts(shown, own=True)
    ]


def own_sightings(
    said: Sequence[tuple[Sighting, Mapping[str, Any]]], *, by: Acting
) -> list[dict[str, Any]]:
    """Return the sources, each but the person's own words with the way to an objection."""
    return [
        shown | {"object_url": _object_url(sighting, by)}
        for shown, (sighting, _facts) in zip(panels.sightings(said, own=True), said, strict=True)
    ]


def hello(stay: Stay | None, links: Sequence[Mapping[str, Any]], by: Acting) -> dict[str, Any]:
    """Return what each press sends, and until when one is enough; nothing for another."""
    if stay is None or stay.closed_on is not None or not by.may(Permission.SAY_HELLO):
        return {}
    [own] = [link for link in links if link["side"] == Side.SELF]
    presses = [{"id": new_id(), "hello": one.value, "word": one.label} for one in Hello]
    return {"presses": presses, "window_text": own["window_text"]}


def own_contacts(*, rows: Sequence[UUID], day: date, by: Acting) -> list[dict[str, Any]]:
    return [
        contact
        | {
            "object_url": ""
            if contact["is_own"]
            else _objection("object_contact", contact["id"], by)
        }
        for contact in panels.contacts(rows=rows, day=day)
    ]


def _acts(field: str, hidden: Collection[str], by: Acting) -> list[dict[str, str]]:
    hiding = _("让别人看") if field in hidden else _("不让别人看")
    return [
        {"label": label, "url": f"{reverse(page)}?fact={field}"}
        for label, page, allowed, permission in (
            (_("改一改"), "correct_fact", OWN_WORDS, Permission.CORRECT_FACT),
            (hiding, "hide_fact", MAY_BE_HIDDEN, Permission.HIDE_FACT),
        )
        if field in allowed and by.may(permission)
    ]


def _objecting(shown: Shown, fact: Mapping[str, Any], by: Acting) -> list[dict[str, str]]:
    address = _objection("object_fact", shown.sighting, by)
    if shown.source == Source.MEMBER or not address:
        return []
    return [{"label": _("这里不对"), "url": f"{address}?fact={fact['field']}"}]


def _object_url(sighting: Sighting, by: Acting) -> str:
    own = sighting.source == Source.MEMBER
    return "" if own else _objection("object_fact", sighting.id, by)


def _objection(page: str, id: UUID, by: Acting) -> str:
    """Return the way to an objection, which nobody raises for another."""
    return reverse(page, args=[id]) if by.may(Permission.RAISE_OBJECTION) else ""


def _place_of(people: Sequence[Person], side: Side) -> Organisation | None:
    places = (person.host if side is Side.HOST else person.home for person in people)
    return next((place for place in places if place), None)


def _of_link(
    side: Side, facts: Mapping[str, Shown], link: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return a contact person; a number of the roster goes with whom the roster names alone."""
    said, appointed = _said(facts, SAID_NAME[side]), link.get("contact_person", "")
    telephone = _said(facts, SAID_TELEPHONE[side]) if appointed in {"", said} else ""
    name = appointed or said
    if not name and not telephone:
        return []
    shown = {
        "name": name or _("联系人"),
        "side_word": _(SIDE_WORDS[side]),
        "telephone": telephone,
    }
    return [shown | {"note": link["contact_person_of"]} if appointed else shown]


def _said(facts: Mapping[str, Shown], field: str) -> str:
    return str(facts[field].value) if field in facts else ""


def _at(place: Organisation, day: date) -> list[dict[str, Any]]:
    return [
        {"name": held.account.name, "side_word": f"{place.name}{held.get_role_display()}"}
        for held in appointments_at(organisation=place, day=day)
    ]


def _same(look: Reading) -> tuple[date, str, str, str]:
    who = look.name or look.account
    return localtime(look.at).date(), who, look.organisation, look.page + look.purpose


def _reader(same: list[Reading], day: date, by: Acting, names: Mapping[str, str]) -> dict[str, Any]:
    look, moment = same[0], localtime(same[0].at)
    role = RoleName(look.role).label if look.role in RoleName.values else ""
    purpose = "，".join(filter(None, [look_words(look.page), purpose_words(look.purpose)]))
    if len(same) > 1:
        purpose = _("%(purpose)s，当天 %(n)s 次") % {"purpose": purpose, "n": len(same)}
    return {
        "who": f"{look.name or names.get(look.account, _('已经离开的人'))} {role}".strip(),
        "organisation": look.organisation_name,
        "day_time": moment.strftime("%m-%d %H:%M" if moment.year == day.year else "%Y-%m-%d %H:%M"),
        "purpose": purpose,
        "object_url": _objection("object_look", look.id, by),
    }
