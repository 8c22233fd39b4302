"""Reads of needs, each with its words."""

from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.reach import ADDRESSES
from huiliu.core.sealing import unseal
from huiliu.needs.choices import NeedState
from huiliu.needs.models import Need, Step


class Pile(StrEnum):
    """Which needs lie together on an organisation's list."""

    OPEN = "open"
    OURS = "ours"
    ELSEWHERE = "elsewhere"
    SOLVED = "solved"
    CONFIRMED = "confirmed"


def figures(*, by: Acting) -> dict[Pile, int]:
    """Count the needs in reach: the figures that open the lists they count."""
    counts = {pile.value: Count("id", filter=_lying_in(pile, by)) for pile in Pile}
    found = _within_reach(by).aggregate(**counts)
    return {pile: found[pile.value] for pile in Pile}


def needs_in(*, by: Acting, pile: Pile, start: int, longest: int) -> list[tuple[Need, str]]:
    """Return a part of a pile: longest waiting first, of the confirmed ones the newest first."""
    order = ("-raised_on", "-id") if pile is Pile.CONFIRMED else ("raised_on", "id")
    needs = _within_reach(by).filter(_lying_in(pile, by)).order_by(*order)
    return _with_words(needs[start : start + longest])


def needs_of(*, persons: Iterable[UUID]) -> list[tuple[Need, str]]:
    """Return the needs of a person's rows, newest first."""
    needs = Need.objects.filter(person__in=list(persons))
    return _with_words(needs.order_by("-raised_on", "-id"))


def need_in_reach(*, id: UUID) -> tuple[Need, str] | None:
    return next(iter(_with_words(Need.objects.filter(id=id))), None)


def steps_of(*, need: Need) -> list[tuple[Step, str]]:
    steps = list(Step.objects.filter(need=need).order_by("made_at", "id"))
    held = keys.of([need.person_id])
    return [(step, _words(step, held)) for step in steps]


def _within_reach(by: Acting) -> QuerySet[Need]:
    held = {name: getattr(by.reach, name) for name in ADDRESSES}
    terms = [
        Q(**{f"{name}_path__gte": place.lo, f"{name}_path__lt": place.hi})
        for name, place in held.items()
        if place is not None
    ]
    return Need.objects.filter(reduce(or_, terms, Q(person__in=by.reach.persons)))


def _lying_in(pile: Pile, by: Acting) -> Q:
    taken = Q(state=NeedState.TAKEN)
    if pile is Pile.OURS:
        return taken & Q(taken_by=by.organisation_id)
    if pile is Pile.ELSEWHERE:
        return taken & ~Q(taken_by=by.organisation_id)
    return Q(state=NeedState(pile.value))


def _with_words(needs: QuerySet[Need]) -> list[tuple[Need, str]]:
    rows = list(needs.select_related("person", "taken_by", "home", "host", "patch"))
    held = keys.of({row.person_id for row in rows})
    return [(row, _words(row, held)) for row in rows]


def _words(row: Need | Step, held: dict[UUID, bytes]) -> str:
    key = held.get(row.person_id)
    if row.words_to_all is None or key is None:
        return ""
    return unseal(bytes(row.words_to_all), key=key, place=row.place)
