"""Stays are registered, joined and removed here, with their links and windows."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.bulk import remove_many, write_in_turn
from huiliu.core.errors import Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.organisations.models import Organisation
from huiliu.people.locking import lock_files
from huiliu.people.models import Person
from huiliu.stays import tallies
from huiliu.stays.actions.following import Following, cells_of_file, follow_course
from huiliu.stays.actions.moving import Said, write_step
from huiliu.stays.choices import ClosedBecause, Side, StayMove, StayState
from huiliu.stays.columns import NewLink, NewStay, NewWindow
from huiliu.stays.course_rules import Course, joined
from huiliu.stays.events import STAY_MOVED
from huiliu.stays.models import Link, Stay, StayStep, Window
from huiliu.stays.queries import course_of, home_as_known


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


@action(Permission.REGISTER_PERSON)
def open_again(
    *,
    by: Acting,
    persons: Collection[UUID],
    side: Side,
    place: Organisation,
    at: datetime,
    day: date,
) -> Stay:
    """Open a new stay of somebody whose last one is over: here again, or away again.

    `place` is the side that registers it: the host of who has come, the home of who has left.
    """
    with crossing(Crossing.DISPATCH, by=by) as wide:
        rows = lock_files(persons)
        if Stay.objects.filter(person__in=rows, closed_on=None).exists():
            raise Refused("这个人现在有一次流动还没有结束，不用再登记。")
        person = Person.objects.get(id__in=rows, same_as=None)
        stay = Stay(
            person=person,
            state=StayState.REGISTERED_IN,
            bound_path=place.path,
            opened_on=day,
            **person.addresses(),
        )
        stay.save(force_insert=True)
        unconnected = {"stay": stay, "person": person, "connected": False, **person.addresses()}
        Link.objects.bulk_create(Link(side=one, **unconnected) for one in Side)
        tallies.add(tallies.cells_of(stays=[stay]))
        course = _begun_again(person, side=side, place=place)
        follow_course(by=wide, stay=stay, course=course, at=at, day=day)
        if side == Side.HOST:
            said = Said(id=new_id(), at=at, day=day)
            write_step(StayMove.REPORTED, by=by, stay=stay, said=said, before=None)
    record(by=by, act="stays.open_again", subject=stay, person=person.id)
    return stay


def _begun_again(person: Person, *, side: Side, place: Organisation) -> Course:
    """Return what is known as it begins: its own side has registered, the other is next."""
    if side == Side.HOME:
        return Course(bound_for=place.path, home=home_as_known(place), home_met=True)
    known = home_as_known(person.home, path=person.home_path) if person.home else None
    return Course(bound_for=place.path, home=known, host=place.path, host_met=True)


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
    """Make the two one-sided stays of a person one: the host's goes on, with the home on it.

    Where only one of them still goes on, the file stands where that one does.
    """
    rows = [leading.id, following.id]
    deltas: tallies.Cells = Counter()
    deltas.subtract(cells_of_file(rows))
    stays = Stay.objects.filter(person__in=rows)
    going_on = stays.filter(closed_on=None).select_related("person", "home", "host", "queue")
    here = going_on.filter(person=leading).first()
    there = going_on.filter(person=following).first()
    course = _joined_course(here, there, following=following)
    named: dict[Side, UUID | None] = {}
    if here is not None and there is not None:
        named = _named_by_each(here, there)
        _close_joined(there, here, by=by, at=at, day=day)
        here.home_registered_on = there.home_registered_on
        here.left_on = there.left_on or here.left_on
    stay = here or there
    _put_where_stands(leading, rows=rows, going_on=stay)
    deltas.update(cells_of_file(rows))
    moved: list[UUID] = []
    if stay is not None and course is not None:
        moved = Following(by=by, at=at, day=day, deltas=deltas).write(stay, course)
        _share_contact_persons(stay, named)
        _write_joined(stay, by=by, at=at, day=day)
        leading.refresh_from_db()
        following.refresh_from_db()
    tallies.add(deltas)
    record(by=by, act="stays.join_stays", person=leading.id)
    if stay is not None and moved:
        STAY_MOVED.happened(by=by, stay=stay, persons=moved)


def _put_where_stands(leading: Person, *, rows: list[UUID], going_on: Stay | None) -> None:
    """Give what is over the paths of the leading file; what goes on follows its own course."""
    own = [going_on.id] if going_on else []
    Stay.objects.filter(person__in=rows).exclude(id__in=own).update(**leading.paths())
    for model in (Link, StayStep):
        model.objects.filter(person__in=rows).exclude(stay__in=own).update(**leading.paths())


def _joined_course(here: Stay | None, there: Stay | None, *, following: Person) -> Course | None:
    """Return what is known of the stay that goes on; whoever agreed at home has confirmed it."""
    if here is None:
        return course_of(there) if there is not None else None
    if there is not None:
        return joined(course_of(here), other=course_of(there))
    known, said = course_of(here), following.home
    home = home_as_known(said, path=following.home_path) if said else known.home
    met = known.home_met or said is not None
    return joined(known, other=Course(bound_for="", home=home, home_met=met))


def _close_joined(there: Stay, here: Stay, *, by: Acting, at: datetime, day: date) -> None:
    there.state, there.closed_because = StayState.CLOSED, ClosedBecause.JOINED
    there.closed_on, there.joined_into = day, here
    there.waits_for, there.waits_until = "", None
    there.save()
    Window.objects.filter(link__in=there.links.all(), known_to=None).update(known_to=at)
    _write_joined(there, by=by, at=at, day=day)


def _write_joined(stay: Stay, *, by: Acting, at: datetime, day: date) -> None:
    """Let the joining be the last that happened to it: nothing before is taken back any more."""
    said = Said(id=new_id(), at=at, day=day)
    write_step(StayMove.JOINED, by=by, stay=stay, said=said, before=None)


def _named_by_each(here: Stay, there: Stay) -> dict[Side, UUID | None]:
    """Return whom each side has named for its own registration."""
    own = {Side.HOST: here, Side.HOME: there}
    return {
        side: Link.objects.get(stay=stay, side=side).contact_person_id for side, stay in own.items()
    }


def _share_contact_persons(stay: Stay, named: Mapping[Side, UUID | None]) -> None:
    """Let whoever each side named reach all registrations; of what a side did not name, nobody."""
    for side, person in named.items():
        whole = Q(stay=stay) | Q(stay__joined_into=stay)
        Link.objects.filter(whole, side=side).update(contact_person=person)


@action(Permission.IMPORT_ROSTER)
def move_tallies(*, by: Acting, before: str, after: str) -> None:
    """Count under another organisation what was counted under one that was joined to it."""
    moved = tallies.moved(before=before, after=after)
    tallies.add(moved)
    record(by=by, act="stays.move_tallies", detail={"cells": len(moved)})
