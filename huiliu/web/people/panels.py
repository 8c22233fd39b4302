"""The panels of one person's file, in words; the member's page and the worker's show the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.contact.models import Attempt
from huiliu.contact.queries import attempts_of
from huiliu.contact.words import day_words, is_own_word, outcome_words, who_made, window_words
from huiliu.core.acting import Acting
from huiliu.core.clock import day_of
from huiliu.core.permissions import Permission
from huiliu.exchange.roster.fields import Field
from huiliu.needs.queries import needs_of
from huiliu.people.models import Person, Sighting
from huiliu.people.queries import Shown, has_proposed_match
from huiliu.people.words import value_words
from huiliu.stays.choices import Side, StayState, WindowState
from huiliu.stays.course_rules import ANSWERS
from huiliu.stays.models import Link, Stay, Window
from huiliu.stays.queries import last_step_of, links_of, speaks_for, standing_windows, steps_of
from huiliu.stays.words import maker_words, step_words

UNSHOWN = frozenset({"serial"})


def place_of(person: Person) -> str:
    place = person.patch or person.host or person.home
    return place.name if place else ""


CARD = frozenset(
    {
        *(Field.NAME, Field.SEX, Field.AGE, Field.MOBILE, Field.TELEPHONE, Field.LANDLINE),
        *(Field.ADDRESS, Field.COMMUNITY, Field.COMPOUND, Field.BUILDING, Field.ROOM),
        *(Field.EMPLOYER, Field.OCCUPATION, Field.INDUSTRY, Field.BRANCH, Field.HOST),
        *(Field.LEFT_ON, Field.ARRIVED_ON, Field.CAME_FROM, Field.NEEDS, Field.STRENGTHS),
    }
)
"""What whoever calls needs: how to find somebody, and what to talk about; no papers."""


def card(shown: Mapping[str, Shown], by: Acting) -> dict[str, Shown]:
    """Return what somebody may read of a file: all of it, or the card alone."""
    whole = by.may(Permission.VIEW_SIGHTING)
    return {field: one for field, one in shown.items() if whole or field in CARD}


def facts(shown: Mapping[str, Shown], *, own: bool = False) -> list[dict[str, Any]]:
    """Return the fields of a file in the order of the field list, each with its source."""
    return [
        {
            "field": field.value,
            "label": field.label,
            "value": value_words(field, shown[field].value, own=own),
            "source": shown[field].source.label,
            "said_on": shown[field].said_on.isoformat(),
        }
        for field in Field
        if field in shown and field not in UNSHOWN
    ]


def stay(stay: Stay, day: date, *, by: Acting) -> dict[str, Any]:
    """Return where a stay stands, how it came there, and the way to an answer if it is ours."""
    return {
        "home": stay.home,
        "host": stay.host,
        "state": "due" if stay.queue else "open",
        "state_word": StayState(stay.state).label,
        "next_actor": stay.queue,
        "next_act": stay.get_waits_for_display(),
        "waiting_until": stay.waits_until and day_words(stay.waits_until, day),
        "decide_url": _decide_url(stay, by),
        "timeline": _trail(stay),
        "undo_url": _undo_url(stay, day=day, by=by),
    }


def _undo_url(stay: Stay, *, day: date, by: Acting) -> str:
    """Return the way to take back what one said oneself today, if nothing has happened since."""
    step = last_step_of(stay) if by.may(Permission.DECIDE_STAY) else None
    if step is None or step.known_before is None or step.made_under != by.appointment_id:
        return ""
    if day_of(step.made_at) != day:
        return ""
    return reverse("take_back_step", args=[step.id])


def _decide_url(stay: Stay, by: Acting) -> str:
    is_ours = by.reach.queue is not None and by.reach.queue.holds(stay.queue_path)
    is_asked = stay.waits_for in ANSWERS and by.may(Permission.DECIDE_STAY)
    return reverse("decide", args=[stay.id]) if is_ours and is_asked else ""


def _trail(stay: Stay) -> list[dict[str, str]]:
    """Return the days that registers name and what was said since, the earliest first."""
    days = (
        (stay.left_on, _("离开家乡")),
        (stay.home_registered_on, _("流出地登记")),
        (stay.arrived_on, _("到这里")),
        (stay.host_registered_on, _("流入地登记")),
    )
    named = [{"day": on.isoformat(), "text": text} for on, text in days if on]
    said = [
        {
            "day": day_of(step.made_at).isoformat(),
            "text": f"{maker_words(step)} {step_words(step, words)}".strip(),
        }
        for step, words in steps_of(stays=[stay])[stay.id]
    ]
    return sorted([*named, *said], key=itemgetter("day"))


def links(stay: Stay, day: date) -> list[dict[str, Any]]:
    three = links_of(stay=stay)
    windows = {window.link_id: window for window in standing_windows(links=three, day=day)}
    return [_link(link, windows.get(link.id), day) for link in three]


def _link(link: Link, window: Window | None, day: date) -> dict[str, Any]:
    state = window.state if window else WindowState.RESTING
    person = link.contact_person_on(day)
    return {
        "id": link.id,
        "row": link,
        "side": Side(link.side),
        "side_word": Side(link.side).label,
        "state": state.value,
        "state_word": state.label if window else _("还没有接上"),
        "connected": link.connected,
        "has_window": window is not None,
        "window_text": window_words(window, day) if window else "",
        "contact_person": person.account.name if person else "",
        "contact_person_of": person.organisation.name if person else "",
    }


def recordable(link: Mapping[str, Any], by: Acting) -> bool:
    """Say whether this is the link of the side for which somebody acts."""
    row: Link = link["row"]
    own = link["has_window"] and row.answered_within(by.reach)
    return own and by.may(Permission.RECORD_CONTACT)


def entrusting(links: Sequence[dict[str, Any]], by: Acting) -> list[dict[str, Any]]:
    """Add to the links of one's own side the way to saying who calls; who may not, gets none."""
    if not by.may(Permission.NAME_CONTACT_PERSON):
        return [*links]
    return [
        link
        | {
            "contact_person_missing": True,
            "entrust_url": reverse("name_contact_person", args=[link["id"]]),
        }
        if link["connected"] and link["row"].held_within(by.reach)
        else link
        for link in links
    ]


def raising(person: Person, by: Acting) -> list[dict[str, Any]]:
    """Return the button for a need that comes up outside of a contact."""
    if not by.may(Permission.RAISE_NEED):
        return []
    return [{"label": _("记一件难处"), "url": reverse("raise_need", args=[person.id])}]


def telling(stay: Stay | None, by: Acting) -> list[dict[str, Any]]:
    """Return the way to saying that somebody has moved, gone home or cannot be found."""
    if stay is None or stay.closed_on or not by.may(Permission.DECIDE_STAY):
        return []
    if not speaks_for(stay, by=by):
        return []
    return [{"label": _("去向有变"), "url": reverse("tell", args=[stay.id])}]


def matched(rows: Sequence[UUID], by: Acting) -> list[dict[str, Any]]:
    """Return the way to the question whether somebody registered elsewhere is the same person."""
    if not (by.may(Permission.SETTLE_MATCH) and has_proposed_match(persons=rows)):
        return []
    return [{"label": _("看看是不是同一个人"), "url": reverse("matches")}]


def printing(person: Person, by: Acting) -> list[dict[str, Any]]:
    """Return the way to a copy on paper, for a member who stands at the counter."""
    if not by.may(Permission.PRINT_FILE):
        return []
    return [{"label": _("给本人打印"), "url": reverse("print_file", args=[person.id])}]


def numbered(person: Person, by: Acting) -> list[dict[str, Any]]:
    """Return the way to writing down a new number, for whoever may."""
    if not by.may(Permission.CHANGE_TELEPHONE):
        return []
    return [{"label": _("换手机号"), "url": reverse("change_telephone", args=[person.id])}]


def contacts(*, rows: Sequence[UUID], day: date, by: Acting | None = None) -> list[dict[str, Any]]:
    """Return what was recorded; whoever made a record today may take it back from here."""
    return [
        {
            "id": attempt.id,
            "day": day_words(attempt.happened_on, day),
            "who": who_made(attempt),
            "channel_word": "" if is_own_word(attempt) else attempt.get_channel_display(),
            "outcome_word": outcome_words(attempt),
            "note": note,
            "is_own": is_own_word(attempt),
            "void_url": _void_url(attempt, day=day, by=by),
        }
        for attempt, note in attempts_of(persons=rows)
    ]


def _void_url(attempt: Attempt, *, day: date, by: Acting | None) -> str:
    own = by is not None and attempt.made_under == by.appointment_id
    if not own or attempt.voided_at is not None or day_of(attempt.recorded_at) != day:
        return ""
    return reverse("void_contact", args=[attempt.id])


def needs(rows: Sequence[UUID], by: Acting) -> list[dict[str, Any]]:
    opens = by.may(Permission.VIEW_NEED)
    return [
        {
            "label": need.get_kind_display(),
            "url": reverse("need", args=[need.id]) if opens else "",
            "state": need.state,
            "state_word": need.get_state_display(),
            "note": words,
            "owner": need.taken_by.name if need.taken_by else "",
            "day": need.raised_on.isoformat(),
        }
        for need, words in needs_of(persons=rows)
    ]


def sightings(
    said: Sequence[tuple[Sighting, Mapping[str, Any]]], *, own: bool = False
) -> list[dict[str, Any]]:
    """Return each source with the fields it gave; what was worked out from them is left out."""
    return [
        {
            "source": sighting.get_source_display(),
            "day": sighting.seen_on.isoformat(),
            "place": _("第 %(line)s 行") % {"line": sighting.line} if sighting.line else "",
            "values": [
                {"label": field.label, "value": value_words(field, values[field], own=own)}
                for field in Field
                if field in values and field not in UNSHOWN
            ],
        }
        for sighting, values in said
    ]
