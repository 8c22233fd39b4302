"""The lines of the lists that figures open: one line for each row counted."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.contact.words import day_words, window_words
from huiliu.needs.models import Need
from huiliu.organisations.models import Addressed
from huiliu.people.models import Person
from huiliu.stays.choices import Act, StayState
from huiliu.stays.models import Stay, Window

STAY_COLOURS = {
    StayState.ACTIVE: "resting",
    StayState.REGISTERED_IN: "open",
    StayState.REGISTERED_OUT: "open",
    StayState.DISPATCHED: "open",
    StayState.REPORTED: "open",
    StayState.CONTACT_LOST_REVIEW: "due",
}


def stay_lines(stays: Iterable[Stay], day: date) -> list[dict[str, Any]]:
    return [
        _line(stay.person)
        | {
            "state": STAY_COLOURS[StayState(stay.state)],
            "state_word": stay.get_state_display(),
            "reason": _waiting_words(stay, day),
            "facts": [_place(stay)],
        }
        for stay in stays
    ]


def link_lines(windows: Iterable[Window], day: date) -> list[dict[str, Any]]:
    return [
        _line(window.person)
        | {
            "state": window.state.value,
            "state_word": str(window.state.label),
            "window_text": window_words(window, day),
            "facts": [_place(window)],
        }
        for window in windows
    ]


def need_lines(needs: Iterable[Need], day: date) -> list[dict[str, Any]]:
    return [
        _line(need.person)
        | {
            "state": "wait" if need.state == "open" else need.state,
            "state_word": need.get_state_display(),
            "reason": need.get_kind_display(),
            "facts": [
                _("%(day)s 提出") % {"day": day_words(need.raised_on, day)},
                need.taken_by.name if need.taken_by else "",
                _place(need),
            ],
        }
        for need in needs
    ]


def _line(person: Person) -> dict[str, Any]:
    return {
        "person_id": person.id,
        "name": person.name,
        "url": reverse("person", args=[person.id]),
    }


def _place(row: Addressed) -> str:
    place = row.patch or row.host or row.queue or row.home
    return place.name if place else ""


def _waiting_words(stay: Stay, day: date) -> str:
    """Return whom the stay waits for, what for and until when."""
    if not stay.waits_for or stay.queue is None or stay.waits_until is None:
        return ""
    return _("等%(who)s：%(act)s，最迟 %(day)s") % {
        "who": stay.queue.name,
        "act": Act(stay.waits_for).label,
        "day": day_words(stay.waits_until, day),
    }
