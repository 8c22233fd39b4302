"""All rows that follow what is known of a stay: itself, its links and windows, and the file."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.calendar import workdays_after
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import RESIDENCE
from huiliu.organisations.models import Organisation
from huiliu.people.actions import move_file
from huiliu.people.models import Person
from huiliu.people.queries import every_row_of
from huiliu.stays import tallies
from huiliu.stays.actions.windows import first_window, window_of
from huiliu.stays.choices import Act, Because, Side
from huiliu.stays.course_rules import Course, connected, home_side, in_rhythm, next_of
from huiliu.stays.events import STAY_MOVED
from huiliu.stays.models import Link, Stay, StayStep, Window
from huiliu.stays.queries import workdays_in_force
from huiliu.stays.rules import Opening

Kept = Mapping[str, Any]
"""What a step keeps of a stay: its course, days, places as they were written, and who was named."""


@action(Permission.FOLLOW_COURSE)
def follow_course(
    *,
    by: Acting,
    stay: Stay,
    course: Course,
    at: datetime,
    day: date,
    begins_anew: bool = False,
    kept: Kept | None = None,
) -> None:
    """Write what is known of a stay now, and all that follows from it, in the figures too.

    Whoever calls has locked the whole file and the stay, and reaches both where it stood and where
    it goes. The clock of an act begins when it comes into somebody's queue, or anew. What was kept
    of a stay comes back with it.
    """
    deltas: tallies.Cells = Counter()
    follow = Following(by=by, at=at, day=day, deltas=deltas)
    moved = follow.write(stay, course, begins_anew=begins_anew, kept=kept)
    tallies.add(deltas)
    if moved:
        STAY_MOVED.happened(by=by, stay=stay, persons=moved)


@dataclass(frozen=True, slots=True)
class Following:
    """Writes what follows from a course; the figures are added by whoever asks, in one go."""

    by: Acting
    at: datetime
    day: date
    deltas: tallies.Cells

    def write(
        self, stay: Stay, course: Course, *, begins_anew: bool = False, kept: Kept | None = None
    ) -> list[UUID]:
        """Return all rows of whose it is, if they stand elsewhere now."""
        rows = every_row_of(persons=[stay.person_id])
        self.deltas.subtract(cells_of_file(rows))
        waited = "" if begins_anew else (stay.waits_for, stay.queue_path)
        self._close_windows(stay, course)
        _set_known(stay, course, day=self.day)
        _set_places(stay, course, kept=kept)
        if (stay.waits_for, stay.queue_path) != waited:
            stay.waits_until = _until(stay, day=self.day)
        if kept is not None:
            _set_days(stay, kept)
        stay.save()
        moves = not _stands_as(stay, rows)
        if moves:
            self._move(stay, course, rows)
        _set_links(stay, course, at=self.at, day=self.day)
        self.deltas.update(cells_of_file(rows))
        detail = {"state": stay.state, "queue": str(stay.queue_id or "")}
        person, act = stay.person_id, "stays.follow_course"
        record(by=self.by, act=act, subject=stay, person=person, detail=detail)
        return rows if moves else []

    def _close_windows(self, stay: Stay, course: Course) -> None:
        """Close what is out of rhythm while it still stands where it was: there it was known."""
        over = set(Side) - in_rhythm(course)
        links = Link.objects.filter(stay=stay, side__in=over).values_list("id", flat=True)
        Window.objects.filter(link__in=list(links), known_to=None).update(known_to=self.at)

    def _move(self, stay: Stay, course: Course, rows: list[UUID]) -> None:
        """Let the whole file stand where the stay does; windows that are over stay where they were.

        What a past day knew is asked of them.
        """
        for model in (Stay, Link, StayStep):
            model.objects.filter(person__in=rows).update(**stay.paths())
        own = Link.objects.filter(stay=stay).values_list("id", flat=True)
        Window.objects.filter(link__in=list(own), known_to=None).update(**stay.addresses())
        speaks = home_side(course)
        move_file(
            by=self.by,
            person=stay.person,
            rows=rows,
            addresses=stay.addresses(),
            home_side={"queue": _at(speaks), "queue_path": speaks},
        )


def cells_of_file(rows: Collection[UUID]) -> tallies.Cells:
    """Count the stays of somebody and the known windows of their links."""
    stays = Stay.objects.filter(person__in=rows)
    links = Link.objects.filter(person__in=rows).values_list("id", flat=True)
    return tallies.cells_among(stays=stays, windows=Window.objects.filter(link__in=list(links)))


def _stands_as(stay: Stay, rows: list[UUID]) -> bool:
    """Say whether all rows of the file stand where the stay does, and its own as it is written."""
    persons = {person.id: person for person in Person.objects.filter(id__in=rows)}
    is_written = persons[stay.person_id].addresses() == stay.addresses()
    return is_written and all(person.paths() == stay.paths() for person in persons.values())


def _set_known(stay: Stay, course: Course, *, day: date) -> None:
    stay.bound_path, stay.climbed, stay.doubt = course.bound_for, course.climbed, course.doubt
    stay.home_registered_on = (stay.home_registered_on or day) if course.home_met else None
    stay.host_registered_on = (stay.host_registered_on or day) if course.host_met else None
    stay.closed_because = course.closed
    stay.closed_on = day if course.closed else None


def _set_days(stay: Stay, kept: Kept) -> None:
    for name, text in kept["days"].items():
        setattr(stay, name, date.fromisoformat(text) if text else None)


def _set_places(stay: Stay, course: Course, *, kept: Kept | None) -> None:
    """Set where it stands and whose queue it is in; the patch goes with the host.

    Of somebody who never had a home, host or patch, the last queue stays as an address.
    """
    standing = next_of(course)
    if course.host != stay.host_path:
        stay.host = _at(course.host)
        stay.host_path = course.host
        is_patch = stay.host is not None and stay.host.kind in RESIDENCE
        stay.patch, stay.patch_path = (stay.host, course.host) if is_patch else (None, None)
    home = course.home.path if course.home else None
    if home != stay.home_path:
        stay.home, stay.home_path = _at(home), home
    if kept is not None:
        for name, place in kept["places"].items():
            setattr(stay, f"{name}_id", place and UUID(place[0]))
            setattr(stay, f"{name}_path", place and place[1])
    stay.state, stay.waits_for = standing.state, standing.act or ""
    is_placed = stay.home_path or stay.host_path or stay.patch_path
    if standing.queue != stay.queue_path and (standing.queue or is_placed):
        stay.queue, stay.queue_path = _at(standing.queue), standing.queue


def _at(path: str | None) -> Organisation | None:
    return None if path is None else Organisation.objects.get(path=path)


def _until(stay: Stay, *, day: date) -> date | None:
    if not stay.waits_for:
        return None
    return workdays_after(day, workdays_in_force(day=day)[Act(stay.waits_for)])


def _set_links(stay: Stay, course: Course, *, at: datetime, day: date) -> None:
    """Connect the sides that have met, and let exactly the links that are due have a window.

    Who was named for a side goes when the side is another organisation, or is out of it.
    """
    meeting = frozenset[Side]() if course.closed else connected(course)
    for link in Link.objects.select_for_update(of=("self",)).filter(stay=stay).order_by("side"):
        side = Side(link.side)
        if side not in meeting or _own_id(link, side) != _own_id(stay, side):
            link.contact_person = None
            Link.objects.filter(stay__joined_into=stay, side=side).update(contact_person=None)
        for column, value in stay.addresses().items():
            setattr(link, column, value)
        link.connected = side in connected(course)
        link.save()
        known = Window.objects.filter(link=link, known_to=None)
        if side in in_rhythm(course) and not known.exists():
            _next_window(link, day=day, at=at).save(force_insert=True)


def _next_window(link: Link, *, day: date, at: datetime) -> Window:
    """Return the window a link goes on with: where the same side was in rhythm before, that one.

    So who was lost and found again is as late as they are, and what is taken back leaves no trace.
    """
    own = "home_path" if link.side == Side.HOME else "host_path"
    last = Window.objects.filter(link=link).order_by("known_from", "id").last()
    if last is None or getattr(last, own) != link.own_path:
        return first_window(link=link, day=day, at=at)
    opening = Opening(opens_on=last.opens_on, aim_on=last.aim_on, limit_on=last.limit_on)
    because, rule = Because(last.because), last.rule
    return window_of(
        link=link, opening=opening, because=because, since=last.since, rule=rule, at=at
    )


def _own_id(row: Stay | Link, side: Side) -> UUID | None:
    return row.home_id if side == Side.HOME else row.host_id
