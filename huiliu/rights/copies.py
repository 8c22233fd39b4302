"""The whole file as one document, and as the sections of a paper."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.timezone import localtime

from huiliu.access.roles import RoleName
from huiliu.audit.models import Entry, Reading
from huiliu.contact.models import Attempt
from huiliu.contact.queries import attempts_of
from huiliu.exchange.roster.fields import Field
from huiliu.needs.queries import needs_of, steps_of
from huiliu.needs.words import maker_words, step_words
from huiliu.people.models import Person, Sighting
from huiliu.people.queries import Shown, facts_among, oneself, readings_of, said_by
from huiliu.people.words import look_words, value_words
from huiliu.rights.queries import own_objections
from huiliu.stays.choices import Side
from huiliu.stays.models import Link, Stay, StayStep
from huiliu.stays.queries import steps_of as steps_of_stays
from huiliu.stays.words import maker_words as stay_maker_words
from huiliu.stays.words import step_words as stay_step_words

FORM = 1
"""Of the document: a change that a reader of it has to know of makes the next number."""
MOST_LOOKS = 10_000
UNSHOWN = frozenset({Field.SERIAL})

Document = dict[str, Any]


def whole_file(*, persons: Sequence[UUID], at: datetime, own: bool) -> Document:
    """Return all that is kept of a person, as JSON can hold it; see docs/domains/rights.md.

    A worker's copy is what the worker may read: without what the person hides, without objections,
    and without who looked.
    """
    people = oneself(persons=persons)
    said = said_by(rows=persons, own=own)
    document = {
        "form": FORM,
        "made_at": localtime(at).isoformat(timespec="seconds"),
        "name": people[0].name,
        "organisations": _organisations(people),
        "facts": _facts(facts_among(said), own=own),
        "sources": [_source(sighting, facts, own=own) for sighting, facts in said],
        "stays": _stays(persons, day=localtime(at).date()),
        "contacts": [_contact(attempt, note) for attempt, note in attempts_of(persons=persons)],
        "needs": _needs(persons),
    }
    return document | _of_oneself(people, persons) if own else document


def _of_oneself(people: Sequence[Person], persons: Sequence[UUID]) -> Document:
    looks = readings_of(persons=persons, start=0, longest=MOST_LOOKS)
    acts = Entry.objects.filter(person__in=list(persons)).order_by("-at", "-id")
    return {
        "hidden": sorted({field for person in people for field in person.hidden}),
        "objections": _objections(persons),
        "looks": [_look(look) for look in looks],
        "acts": [_trace(entry) | {"act": entry.act} for entry in acts[:MOST_LOOKS]],
    }


def _organisations(people: Iterable[Person]) -> list[Document]:
    return [
        {"side": side, "name": place.name}
        for side in ("home", "host", "patch")
        for place in {getattr(person, side) for person in people} - {None}
    ]


def _facts(shown: Mapping[str, Shown], *, own: bool) -> list[Document]:
    return [
        _fact(field, shown[field].value, own=own)
        | {"source": str(shown[field].source.label), "said_on": shown[field].said_on.isoformat()}
        for field in Field
        if field in shown and field not in UNSHOWN
    ]


def _fact(field: Field, value: Any, *, own: bool) -> Document:
    """Return a value: the own copy has the citizen number whole, for nobody looks on."""
    whole = own and field is Field.CITIZEN_NUMBER
    words = str(value) if whole else value_words(field, value, own=own)
    return {"field": field.value, "label": field.label, "value": words}


def _source(sighting: Sighting, facts: Mapping[str, Any], *, own: bool) -> Document:
    fields = [field for field in Field if field in facts and field not in UNSHOWN]
    return {
        "source": sighting.get_source_display(),
        "said_on": sighting.seen_on.isoformat(),
        "facts": [_fact(field, facts[field], own=own) for field in fields],
    }


def _stays(persons: Sequence[UUID], *, day: date) -> list[Document]:
    stays = Stay.objects.filter(person__in=persons, joined_into=None)
    links = Prefetch("links", Link.objects.select_related("contact_person__account"))
    related = stays.select_related("home", "host").prefetch_related(links)
    found = list(related.order_by("-opened_on", "-id"))
    steps = steps_of_stays(stays=found)
    return [_stay(stay, steps[stay.id], day=day) for stay in found]


def _stay(stay: Stay, steps: Iterable[tuple[StayStep, str]], *, day: date) -> Document:
    named = {link.side: link.contact_person_on(day) for link in stay.links.all()}
    days = ("left_on", "home_registered_on", "arrived_on", "host_registered_on", "closed_on")
    return {
        "state": stay.get_state_display(),
        "home": stay.home.name if stay.home else "",
        "host": stay.host.name if stay.host else "",
        **{
            f"{side}_contact_person": person.account.name if person else ""
            for side in (Side.HOME, Side.HOST)
            for person in [named.get(side)]
        },
        **{name: day.isoformat() if (day := getattr(stay, name)) else "" for name in days},
        "steps": [
            {
                "at": localtime(step.made_at).isoformat(timespec="seconds"),
                "by": stay_maker_words(step),
                "words": stay_step_words(step, words),
            }
            for step, words in steps
        ],
    }


def _contact(attempt: Attempt, note: str) -> Document:
    return {
        "day": attempt.happened_on.isoformat(),
        "by": attempt.made_by,
        "organisation": attempt.made_by_organisation,
        "channel": attempt.get_channel_display(),
        "outcome": attempt.get_outcome_display(),
        "note": note,
        "voided_because": attempt.voided_because,
    }


def _needs(persons: Sequence[UUID]) -> list[Document]:
    return [
        {
            "kind": need.get_kind_display(),
            "state": need.get_state_display(),
            "raised_on": need.raised_on.isoformat(),
            "raised_by": need.raised_by,
            "words": words,
            "steps": [
                {
                    "at": localtime(step.made_at).isoformat(timespec="seconds"),
                    "by": maker_words(step),
                    "words": step_words(step, told),
                }
                for step, told in steps_of(need=need)
            ],
        }
        for need, words in needs_of(persons=persons)
    ]


def _objections(persons: Sequence[UUID]) -> list[Document]:
    return [
        {
            "raised_at": localtime(said.row.raised_at).isoformat(timespec="seconds"),
            "line": said.line,
            "reason": said.row.get_reason_display(),
            "words": said.words,
            "answered_by": f"{said.row.answered_by_organisation} {said.row.answered_by}".strip(),
            "answer": said.answer,
        }
        for said in own_objections(persons=persons)
    ]


def _trace(trace: Entry | Reading) -> Document:
    role = RoleName(trace.role).label if trace.role in RoleName.values else ""
    return {
        "at": localtime(trace.at).isoformat(timespec="seconds"),
        "name": trace.name,
        "role": str(role),
        "organisation": trace.organisation_name,
    }


def _look(look: Reading) -> Document:
    return _trace(look) | {"what": look_words(look.page), "purpose": look.purpose}


SECTION_WORDS = {
    "organisations": "组织",
    "facts": "写了什么",
    "sources": "这些从哪里来",
    "stays": "流动经历",
    "contacts": "什么时候联系过",
    "needs": "说过的困难",
    "objections": "提过的异议",
    "looks": "谁看过",
}
_SIDES = {"home": "流出地", "host": "流入地", "patch": "住在"}


def sections_of(document: Document) -> list[Document]:
    """Return the sections of the paper: a title each, and lines of a label and its text."""
    return [
        {"title": words, "lines": [_lines(name, one) for one in document[name]]}
        for name, words in SECTION_WORDS.items()
        if name in document
    ]


def _lines(name: str, one: Document) -> Document:
    """Return one line of a section, in the words of the file's page."""
    if name == "facts":
        text = f"{one['value']}（{one['source']}，{one['said_on']}）"
        return {"label": one["label"], "text": text}
    if name == "sources":
        said = "；".join(f"{fact['label']}：{fact['value']}" for fact in one["facts"])
        return {"label": f"{one['source']} {one['said_on']}", "text": said}
    if name == "organisations":
        return {"label": _SIDES[one["side"]], "text": one["name"]}
    if name == "needs":
        text = f"{one['words']} {one['state']}。{_step_lines(one)}".strip()
        return {"label": f"{one['raised_on']} {one['kind']}", "text": text}
    told = [str(value) for key, value in one.items() if value and key != "steps"]
    steps = [_step_lines(one)] if one.get("steps") else []
    return {"label": told[0][:16].replace("T", " "), "text": " ".join([*told[1:], *steps])}


def _step_lines(one: Document) -> str:
    lines = (f"{step['at'][:10]} {step['by']} {step['words']}" for step in one["steps"])
    return "；".join(" ".join(line.split()) for line in lines)
