"""Needs as their pages show them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.contact.words import day_words
from huiliu.needs.choices import NeedState
from huiliu.needs.models import Need
from huiliu.needs.queries import Pile, steps_of
from huiliu.needs.words import maker_words, moment_words, place_of, step_words

PILE_WORDS = {
    Pile.OPEN: "等人接手",
    Pile.OURS: "我们在办",
    Pile.ELSEWHERE: "别处在办",
    Pile.SOLVED: "等本人确认",
    Pile.CONFIRMED: "解决了",
}
EMPTY_WORDS = {
    Pile.OPEN: "现在没有等人接手的事。联系时听到了困难，可以一起记下。",
    Pile.OURS: "现在没有这里在办的事。",
    Pile.ELSEWHERE: "现在没有别的组织在办的事。",
    Pile.SOLVED: "现在没有等本人确认的事。",
    Pile.CONFIRMED: "还没有本人说解决了的事。",
}
STAGES = {
    NeedState.OPEN: "说出来",
    NeedState.TAKEN: "有人办",
    NeedState.SOLVED: "办好了",
    NeedState.CONFIRMED: "本人说解决了",
}


def empty_words(pile: Pile) -> str:
    return _(EMPTY_WORDS[pile])


def tabs(counted: Mapping[Pile, int], chosen: Pile) -> list[dict[str, Any]]:
    return [
        {
            "label": _(PILE_WORDS[pile]),
            "count": counted[pile],
            "url": _url(pile),
            "current": pile is chosen,
        }
        for pile in Pile
    ]


def grouped(lines: Sequence[tuple[Need, str]], day: date) -> list[dict[str, Any]]:
    """Group the needs by where people are, in the order in which they come."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for need, words in lines:
        groups.setdefault(place_of(need) or _("还没有分到社区"), []).append(row(need, words, day))
    return [{"label": label, "needs": rows} for label, rows in groups.items()]


def row(need: Need, words: str, day: date) -> dict[str, Any]:
    return {
        "label": need.get_kind_display(),
        "url": reverse("need", args=[need.id]),
        "state": need.state,
        "state_word": need.get_state_display(),
        "note": words,
        "person": need.person.name,
        "owner": need.taken_by.name if need.taken_by else "",
        "day": day_words(need.raised_on, day),
    }


def need(need: Need, words: str, day: date) -> dict[str, Any]:
    return row(need, words, day) | {
        "raised_on": day_words(need.raised_on, day),
        "raised_by": need.raised_by,
    }


def stages(need: Need) -> list[dict[str, str]]:
    """Return the four states in order, with those that lie behind and the one of now."""
    order = list(STAGES)
    now = order.index(NeedState(need.state))
    last = len(order) - 1
    words = ["done"] * now + ["done" if now == last else "now"] + ["next"] * (last - now)
    return [
        {"label": _(STAGES[state]), "state": word} for state, word in zip(order, words, strict=True)
    ]


def trail(need: Need, day: date, *, own: bool = False) -> list[dict[str, str]]:
    """Return the steps; a person objects to what an organisation put down in the own ones."""
    return [
        {
            "day": moment_words(step, day),
            "text": step_words(step, words),
            "by": maker_words(step),
            "object_url": reverse("object_step", args=[step.id])
            if own and step.made_by_organisation
            else "",
        }
        for step, words in steps_of(need=need)
    ]


def pager(pile: Pile, *, start: int, length: int, total: int) -> dict[str, str]:
    number = start // length + 1
    pages = max(1, -(-total // length))
    return {
        "previous_url": _url(pile, page=number - 1) if number > 1 else "",
        "next_url": _url(pile, page=number + 1) if number < pages else "",
        "text": _("第 %(number)s 页，共 %(pages)s 页") % {"number": number, "pages": pages},
    }


def _url(pile: Pile, *, page: int = 1) -> str:
    shown = f"{reverse('needs')}?show={pile.value}"
    return f"{shown}&page={page}" if page > 1 else shown
