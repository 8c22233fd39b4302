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
from huiliu.stays.actions.windows import first_window
from huiliu.stays.choices import ClosedBecause, Side, StayState
from huiliu.stays.columns import NewLink, NewStay, NewWindow
from huiliu.stays.models import Link, Stay, StayStep, Window


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
    windows.update(**leading.paths())
    here = stays.filter(person=leading, closed_on=None).first()
    there = stays.filter(person=following, closed_on=None).select_related("home").first()
    if here is not None and there is not None:
        _join(here, there, at=at, day=day)
    deltas.update(tallies.cells_among(stays=stays, windows=windows))
    tallies.add(deltas)
    record(by=by, act="stays.join_stays", person=leading.id)


def _join(here: Stay, there: Stay, *, at: datetime, day: date) -> None:
    _share_contact_persons(here, there)
    there.state, there.closed_because = StayState.CLOSED, ClosedBecause.JOINED
    there.closed_on, there.joined_into = day, here
    there.waits_for, there.waits_until = "", None
    there.save()
    Window.objects.filter(link__in=there.links.all(), known_to=None).update(known_to=at)
    here.home, here.home_registered_on = there.home, there.home_registered_on
    here.left_on = there.left_on or here.left_on
    here.state, here.waits_for, here.waits_until = StayState.ACTIVE, "", None
    here.queue, here.queue_path = None, None
    here.save()
    Link.objects.filter(stay=here).update(home=there.home)
    if there.home is not None and not there.home.outside:
        _connect_home(here, at=at, day=day)


def _share_contact_persons(here: Stay, there: Stay) -> None:
    """Let whoever each side named reach all registrations; of what a side did not name, nobody."""
    for side, own in ((Side.HOST, here), (Side.HOME, there)):
        named = Link.objects.get(stay=own, side=side).contact_person_id
        whole = Q(stay__in=[here, there]) | Q(stay__joined_into=here)
        Link.objects.filter(whole, side=side).update(contact_person=named)


def _connect_home(stay: Stay, *, at: datetime, day: date) -> None:
    """Open the first window of a home that can be reached, counted from the day of the match.

    What another registration at home has connected goes on as it is.
    """
    link = Link.objects.get(stay=stay, side=Side.HOME)
    if link.connected:
        return
    link.connected = True
    link.save(update_fields=["connected"])
    first_window(link=link, day=day, at=at).save(force_insert=True)


@action(Permission.IMPORT_ROSTER)
def move_tallies(*, by: Acting, before: str, after: str) -> None:
    """Count under another organisation what was counted under one that was joined to it."""
    moved = tallies.moved(before=before, after=after)
    tallies.add(moved)
    record(by=by, act="stays.move_tallies", detail={"cells": len(moved)})
