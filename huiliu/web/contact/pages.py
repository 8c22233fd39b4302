"""The due list, and recording what came of a call or a visit."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.audit.entries import read
from huiliu.contact.actions import record_contact
from huiliu.contact.choices import Outcome
from huiliu.contact.queries import WAITING, Due, attempts_of, due_list, figures, window_of_link
from huiliu.contact.words import (
    day_words,
    line_of,
    outcome_words,
    place_of,
    who_made,
    window_words,
)
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.exchange.queries import count_reports
from huiliu.people.queries import facts_of, proposed_matches, rows_of, telephone_of
from huiliu.stays.choices import WindowState
from huiliu.stays.queries import contact_persons_of, count_asked
from huiliu.web.contact.forms import ContactForm
from huiliu.web.kit.pages import FORM, Asked, id_from, page

LINES = 200
"""How many people a page of the list shows."""
FILTERS: dict[str, tuple[WindowState, ...]] = {
    "waiting": WAITING,
    "due": (WindowState.DUE,),
    "overdue": (WindowState.OVERDUE,),
    "all": tuple(WindowState),
}
FILTER_WORDS = {"waiting": "可以联系", "due": "该联系了", "overdue": "久未联系", "all": "全部"}


@page(Permission.VIEW_DUE)
def due(request: Asked) -> HttpResponse:
    chosen = request.GET.get("show", "waiting")
    states = FILTERS.get(chosen, WAITING)
    after = id_from(request.GET.get("after"))
    found = due_list(by=request.by, day=request.day, states=states, after=after, longest=LINES + 1)
    lines = found[:LINES]
    counted = figures(by=request.by, day=request.day)
    read(by=request.by, page="due_list", persons=[line.window.person_id for line in lines])
    context = {
        "day": request.day,
        "side_word": request.by.organisation_name,
        "figures": [
            {
                "label": _(FILTER_WORDS[name]),
                "count": sum(counted[state] for state in held),
                "url": f"{reverse('due_list')}?show={name}",
                "current": states == held,
            }
            for name, held in FILTERS.items()
        ],
        "shown": len(lines),
        "counted": sum(counted[state] for state in states),
        "first_url": _page_url(states) if after else "",
        "next_url": _page_url(states, lines[-1]) if len(found) > LINES else "",
        "groups": grouped(lines, request.day, by=request.by),
        "asked": count_asked(by=request.by)[0],
        "reported": _count_reported(request.by),
        "matches_url": _matches_url(request.by),
        "empty_text": _empty_words(request.by, sum(counted.values())),
        "exports_url": reverse("exports") if request.by.may(Permission.TAKE_EXPORT) else "",
        "register_url": reverse("register") if request.by.may(Permission.REGISTER_PERSON) else "",
    }
    return render(request, "contact/due_list.html", context)


def _count_reported(by: Acting) -> int:
    return count_reports(by=by)[0] if by.may(Permission.ANSWER_REPORT) else 0


def _matches_url(by: Acting) -> str:
    """Return where two files may be one, for whoever opens no file from which that is reached."""
    asks = by.may(Permission.SETTLE_MATCH) and not by.may(Permission.VIEW_PERSON)
    return reverse("matches") if asks and proposed_matches(by=by, longest=1) else ""


def _page_url(states: tuple[WindowState, ...], last: Due | None = None) -> str:
    """Return the address of the first page of a list, or of what comes behind a line."""
    show = next(name for name, held in FILTERS.items() if held == states)
    after = f"&after={last.window.id}" if last else ""
    return f"{reverse('due_list')}?show={show}{after}"


@page(Permission.RECORD_CONTACT, methods=FORM)
def record(request: Asked, link: UUID) -> HttpResponse:
    line = window_of_link(by=request.by, link=link, day=request.day)
    if line is None:
        raise OutOfReach
    form = ContactForm(request.POST or None, today=request.day, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid() and _recorded(request, form, link, line):
        return redirect("due_list")
    return _shown(request, form, line)


def _recorded(request: Asked, form: ContactForm, link: UUID, line: Due) -> bool:
    told, id = form.told(), form.cleaned_data["id"]
    try:
        record_contact(
            by=request.by,
            id=id,
            link_id=link,
            told=told,
            at=request.at,
            day=request.day,
        )
    except Refused as refusal:
        form.add_error(None, refusal.words)
        return False
    words = _("记好了，%(name)s联系上了。")
    if told.outcome == Outcome.NOT_REACHED:
        words = _("记好了，%(name)s这次没联系上，还留在名单上。")
    said = words % {"name": line.window.person.name}
    if told.need:
        said += _("困难也记下了，等人接手。")
    messages.success(request, said, extra_tags=f"withdraw:{reverse('void_contact', args=[id])}")
    return True


def _shown(request: Asked, form: ContactForm, line: Due) -> HttpResponse:
    person = line.window.person
    rows = rows_of(person=person)
    standing = [tried for tried in attempts_of(persons=rows) if tried[0].voided_at is None]
    telephone = telephone_of(facts_of(rows=rows))
    read(by=request.by, page="record_contact", persons=[person.id], fields=["telephone"])
    context = {
        "person": {
            "name": person.name,
            "place": place_of(line.window),
            "telephone": telephone,
            "home": line.window.home,
            "host": line.window.host,
        },
        "window_text": window_words(line.window, request.day),
        "recent": [
            {
                "day": day_words(attempt.happened_on, request.day),
                "who": who_made(attempt),
                "outcome_word": outcome_words(attempt),
                "note": note,
            }
            for attempt, note in standing[:3]
        ],
        "form": form,
        "back_url": reverse("due_list"),
    }
    status = 422 if form.errors else 200
    return render(request, "contact/record_contact.html", context, status=status)


def _empty_words(by: Acting, duties: int) -> str:
    if by.reach.appointment is not None and not duties:
        return _("还没有交给您联系的人。社区或支部交给您以后，就在这里。")
    return _("今天没有要联系的人。想提前看看，可以点“全部”。")


def grouped(lines: list[Due], day: date, *, by: Acting) -> list[dict[str, Any]]:
    """Group the lines by where people are, in the order in which the longest waiting come.

    The name leads to the file of whom somebody may open, the last word to saying who calls.
    """
    opens, entrusts = by.may(Permission.VIEW_PERSON), by.may(Permission.NAME_CONTACT_PERSON)
    links = [due.window.link_id for due in lines] if entrusts else []
    named = contact_persons_of(links=links, day=day)
    groups: dict[str, list[dict[str, Any]]] = {}
    for due in lines:
        line = line_of(due, day)
        row = asdict(line) | {
            "url": reverse("person", args=[line.person_id]) if opens else "",
            "record_url": reverse("record_contact", args=[line.link_id]),
            "contact_person": named.get(line.link_id, ""),
            "entrust_url": f"{reverse('name_contact_person', args=[line.link_id])}?from=due"
            if entrusts
            else "",
        }
        groups.setdefault(line.place or _("还没有分到社区"), []).append(row)
    return [{"label": label, "rows": rows} for label, rows in groups.items()]
