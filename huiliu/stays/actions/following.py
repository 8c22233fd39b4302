"""All rows that follow what is known of a stay: itself, its links and windows, and the file."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

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


@action(Permission.DECIDE_STAY)
def follow_course(
    *,
    by: Acting,
    stay: Stay,
    course: Course,
    at: datetime,
    day: date,
    begins_anew: bool = False,
) -> None:
    """Write what is known of a stay now, and all that follows from it, in the figures too.

    Whoever calls has locked the whole file and the stay, and reaches both where it stood and where
    it goes. The clock of an act begins when it comes into somebody's queue, or anew.
    """
    stays = Stay.objects.filter(Q(id=stay.id) | Q(joined_into=stay))
    windows = Window.objects.filter(stay__in=stays)
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(stays=stays, windows=windows))
    waited = "" if begins_anew else (stay.waits_for, stay.queue_path)
    out_of_rhythm = set(Side) - in_rhythm(course)
    Window.objects.filter(stay=stay, side__in=out_of_rhythm, known_to=None).update(known_to=at)
    _set_known(stay, course, day=day)
    _set_places(stay, course)
    if (stay.waits_for, stay.queue_path) != waited:
        stay.waits_until = _until(stay, day=day)
    stay.save()
    rows = every_row_of(persons=[stay.person_id])
    moves = not _stands_as(stay, rows)
    if moves:
        stays.update(**stay.paths())
        Link.objects.filter(stay__in=stays).update(**stay.paths())
        StayStep.objects.filter(stay__in=stays).update(**stay.paths())
        Window.objects.filter(stay=stay, known_to=None).update(**stay.addresses())
        speaks = _at(home_side(course))
        move_file(
            by=by,
            person=stay.person,
            rows=rows,
            addresses=stay.addresses(),
            home_side={"queue": speaks, "queue_path": home_side(course)},
        )
    _set_links(stay, course, at=at, day=day)
    deltas.update(tallies.cells_among(stays=stays, windows=windows))
    tallies.add(deltas)
    detail = {"state": stay.state, "queue": str(stay.queue_id or "")}
    record(by=by, act="stays.follow_course", subject=stay, person=stay.person_id, detail=detail)
    if moves:
        STAY_MOVED.happened(by=by, stay=stay, persons=rows)


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


def _set_places(stay: Stay, course: Course) -> None:
    """Set where it stands and whose queue it is in; the patch goes with the host."""
    standing = next_of(course)
    if course.host != stay.host_path:
        stay.host = _at(course.host)
        stay.host_path = course.host
        is_patch = stay.host is not None and stay.host.kind in RESIDENCE
        stay.patch, stay.patch_path = (stay.host, course.host) if is_patch else (None, None)
    home = course.home.path if course.home else None
    if home != stay.home_path:
        stay.home, stay.home_path = _at(home), home
    stay.state, stay.waits_for = standing.state, standing.act or ""
    if standing.queue != stay.queue_path:
        stay.queue, stay.queue_path = _at(standing.queue), standing.queue


def _at(path: str | None) -> Organisation | None:
    return None if path is None else Organisation.objects.get(path=path)


def _until(stay: Stay, *, day: date) -> date | None:
    if not stay.waits_for:
        return None
    return workdays_after(day, workdays_in_force(day=day)[Act(stay.waits_for)])


def _set_links(stay: Stay, course: Course, *, at: datetime, day: date) -> None:
    """Connect the sides that have met, and let exactly the links that are due have a window.

    Who was named for a side goes when the side is another organisation.
    """
    for link in Link.objects.select_for_update(of=("self",)).filter(stay=stay).order_by("side"):
        side = Side(link.side)
        if _own_id(link, side) != _own_id(stay, side):
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
