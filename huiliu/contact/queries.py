"""The due list, and what was recorded of a person's contacts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from huiliu.contact.choices import Outcome
from huiliu.contact.models import Attempt
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.sealing import unseal
from huiliu.stays.choices import WindowState
from huiliu.stays.models import Window, WindowQuerySet

WAITING = (WindowState.OVERDUE, WindowState.DUE, WindowState.OPEN)
"""Who can be contacted now."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What happened on a link since its window was opened."""

    attempts: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the due list."""

    window: Window
    state: WindowState
    last_contact_on: date | None
    tried: Tried


def duties(*, by: Acting) -> WindowQuerySet:
    """Return the windows that the acting organisation answers for."""
    return Window.objects.known().answered_within(by.reach)


def due_list(
    *,
    by: Acting,
    day: date,
    states: Sequence[WindowState] = WAITING,
    after: UUID | None = None,
    longest: int | None = None,
) -> list[Due]:
    """Return who is to be contacted, longest waiting first: all, or so many behind a window."""
    windows = duties(by=by).in_states(day, states)
    if after is not None:
        windows = windows.filter(_behind(after))
    joined = windows.select_related("person", "host", "home", "patch")
    return _with_attempts(list(joined.order_by("limit_on", "aim_on", "id")[:longest]))


def _behind(after: UUID) -> Q:
    """Return what comes behind a window, which may be closed by now; without it, everything."""
    last = Window.objects.filter(id=after).first()
    if last is None:
        return Q()
    same_limit = Q(limit_on=last.limit_on)
    same_aim = same_limit & Q(aim_on=last.aim_on)
    return (
        Q(limit_on__gt=last.limit_on)
        | (same_limit & Q(aim_on__gt=last.aim_on))
        | (same_aim & Q(id__gt=last.id))
    )


def figures(*, by: Acting, day: date) -> dict[WindowState, int]:
    """Count the duties by state: the figures that open the lists they count."""
    found = duties(by=by).count_by_state(day)
    return {state: found.get(state, 0) for state in WindowState}


def window_of_link(*, by: Acting, link: UUID, day: date) -> Due | None:
    windows = duties(by=by).with_state(day).filter(link=link)
    lines = _with_attempts(list(windows.select_related("person", "host", "home", "patch", "stay")))
    return lines[0] if lines else None


def attempts_of(*, persons: Iterable[UUID]) -> list[tuple[Attempt, str]]:
    """Return the attempts with people, newest first, each with its note in words."""
    rows = list(
        Attempt.objects.filter(person__in=list(persons)).order_by("-happened_on", "-recorded_at")
    )
    held = keys.of({row.person_id for row in rows})
    return [(row, _note(row, held)) for row in rows]


def own_attempt(*, id: UUID, by: Acting) -> Attempt | None:
    """Return a record that was made under the acting appointment, with the person of it."""
    made = Attempt.objects.filter(id=id, made_under=by.under())
    return made.select_related("person").first()


def _with_attempts(windows: list[Window]) -> list[Due]:
    tried = {row["link"]: row for row in _tried([window.link_id for window in windows])}
    return [_line(window, tried.get(window.link_id, {})) for window in windows]


def _tried(links: list[UUID]) -> Iterable[Mapping[str, Any]]:
    standing = Attempt.objects.filter(link__in=links, voided_at=None)
    reached = Q(outcome=Outcome.REACHED)
    return (
        standing.values("link")
        .annotate(
            contact_on=Max("happened_on", filter=reached),
            tried_on=Max("happened_on", filter=~reached),
            n=Count("id", filter=~reached),
        )
        .order_by()
    )


def _line(window: Window, row: Mapping[str, Any]) -> Due:
    contact_on, tried_on = row.get("contact_on"), row.get("tried_on")
    since = tried_on is not None and (contact_on is None or contact_on <= tried_on)
    return Due(
        window=window,
        state=window.state,
        last_contact_on=contact_on,
        tried=Tried(attempts=row.get("n", 0) if since else 0, last_on=tried_on if since else None),
    )


def _note(row: Attempt, held: dict[UUID, bytes]) -> str:
    key = held.get(row.person_id)
    if row.note_to_all is None or key is None:
        return ""
    return unseal(bytes(row.note_to_all), key=key, place=row.place)
