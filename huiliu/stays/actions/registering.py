"""Stays are registered, joined and removed here, with their links and windows."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.bulk import remove_many, write_in_turn
from huiliu.core.permissions import Permission
from huiliu.people.models import Person
from huiliu.stays import tallies
from huiliu.stays.actions.following import follow_course
from huiliu.stays.choices import ClosedBecause, Side, StayState
from huiliu.stays.columns import NewLink, NewStay, NewWindow
from huiliu.stays.course_rules import joined
from huiliu.stays.models import Link, Stay, StayStep, Window
from huiliu.stays.queries import course_of


@action(Permission.IMPORT_ROSTER)
def open_stays(
    *,
    by: Acting,
    stays: Iterable[Stay | NewStay],
    links: Iterable[Link | NewLink],
    windows: Iterable[Window | NewWindow],
) -> None:
    """Write new stays with their links and first windows, in bulk."""
    written = write_in_turn({Stay: stays, Link: links, Window: windows})
    counts = {str(model._meta.model_name): len(rows) for model, rows in written.items()}
    tallies.add(tallies.cells_of(stays=written[Stay], windows=written[Window]))
    record(by=by, act="stays.open_stays", detail=counts)


@action(Permission.IMPORT_ROSTER)
def remove_stays(*, by: Acting, persons: Collection[UUID]) -> None:
    """Remove the stays of persons whose files go with a batch that is taken back."""
    record(by=by, act="stays.remove_stays", detail=_remove(persons))


@action(Permission.ERASE_FILE)
def erase_stays(*, by: Acting, persons: Collection[UUID]) -> None:
    """Remove the stays of a file that is erased."""
    record(by=by, act="stays.erase_stays", detail=_remove(persons))


def _remove(persons: Collection[UUID]) -> dict[str, int]:
    """Remove stays, links and windows, in the tallies too, and count them."""
    gone = list(persons)
    locked = Person.objects.select_for_update(of=("self",)).filter(id__in=gone)
    list(locked.order_by("id").values_list("id"))
    stays, windows = Stay.objects.filter(person__in=gone), Window.objects.filter(person__in=gone)
    links = Link.objects.filter(person__in=gone).values_list("id", flat=True)
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(stays=stays, windows=windows))
    counts = {
        "windows": remove_many(Window, column="link_id", among=list(links)),
        "links": remove_many(Link, column="person_id", among=gone),
        "steps": remove_many(
            StayStep, column="stay_id", among=list(stays.values_list("id", flat=True))
        ),
        "stays": remove_many(Stay, column="person_id", among=gone),
    }
    tallies.add(deltas)
    return counts


@action(Permission.SETTLE_MATCH)
def join_stays(*, by: Acting, leading: Person, following: Person, at: datetime, day: date) -> None:
    """Make the two one-sided stays of a person one: the host's goes on, with the home on it."""
    rows = {"person__in": [leading.id, following.id]}
    stays, windows = Stay.objects.filter(**rows), Window.objects.filter(**rows)
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(stays=stays, windows=windows))
    stays.update(**leading.paths())
    Link.objects.filter(**rows).update(**leading.paths())
    StayStep.objects.filter(**rows).update(**leading.paths())
    windows.update(**leading.paths())
    going_on = stays.filter(closed_on=None).select_related("person", "home", "host", "queue")
    here = going_on.filter(person=leading).first()
    there = going_on.filter(person=following).first()
    if here is not None and there is not None:
        course = joined(course_of(here), other=course_of(there))
        _share_contact_persons(here, there)
        _close_joined(there, here, at=at, day=day)
        here.home_registered_on = there.home_registered_on
        here.left_on = there.left_on or here.left_on
    deltas.update(tallies.cells_among(stays=stays, windows=windows))
    tallies.add(deltas)
    record(by=by, act="stays.join_stays", person=leading.id)
    if here is not None and there is not None:
        follow_course(by=by, stay=here, course=course, at=at, day=day)
        leading.refresh_from_db()
        following.refresh_from_db()


def _close_joined(there: Stay, here: Stay, *, at: datetime, day: date) -> None:
    there.state, there.closed_because = StayState.CLOSED, ClosedBecause.JOINED
    there.closed_on, there.joined_into = day, here
    there.waits_for, there.waits_until = "", None
    there.save()
    Window.objects.filter(link__in=there.links.all(), known_to=None).update(known_to=at)


def _share_contact_persons(here: Stay, there: Stay) -> None:
    """Let whoever each side named reach all registrations; of what a side did not name, nobody."""
    for side, own in ((Side.HOST, here), (Side.HOME, there)):
        named = Link.objects.get(stay=own, side=side).contact_person_id
        whole = Q(stay__in=[here, there]) | Q(stay__joined_into=here)
        Link.objects.filter(whole, side=side).update(contact_person=named)


@action(Permission.IMPORT_ROSTER)
def move_tallies(*, by: Acting, before: str, after: str) -> None:
    """Count under another organisation what was counted under one that was joined to it."""
    moved = tallies.moved(before=before, after=after)
    tallies.add(moved)
    record(by=by, act="stays.move_tallies", detail={"cells": len(moved)})
