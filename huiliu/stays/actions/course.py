"""What happens to a stay: each act changes what is known of it, and all else follows from that."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.clock import day_of
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.sealing import seal
from huiliu.core.unseen import as_seen
from huiliu.organisations.choices import HOMES, HOSTS
from huiliu.organisations.models import Organisation
from huiliu.people.locking import lock_file
from huiliu.stays.actions.following import follow_course
from huiliu.stays.choices import Act, StayMove, StayState
from huiliu.stays.course_rules import (
    ANSWERS,
    Course,
    accepted,
    answers_to,
    climbed,
    confirmed,
    disowned,
    dispatched,
    home_found,
    next_of,
    refused,
)
from huiliu.stays.models import Stay, StayStep
from huiliu.stays.queries import course_before, course_of, home_as_known

WORDS_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What a page sends of a move: the id that it made, so that sending it twice moves once."""

    id: UUID
    at: datetime
    day: date
    words: str = ""
    """A sentence that the home, the host and the person read."""


@action(Permission.DECIDE_STAY)
def accept_stay(*, by: Acting, stay_id: UUID, said: Said) -> None:
    """Take somebody in: from now on the host keeps in touch."""
    _move(StayMove.ACCEPTED, by=by, stay_id=stay_id, said=said, change=accepted)


@action(Permission.DECIDE_STAY)
def refuse_stay(*, by: Acting, stay_id: UUID, to_id: UUID | None, said: Said) -> None:
    """Say that somebody is not here, and who is asked instead: nobody known is the level above."""
    _accept_reason(said.words)
    to = _host(to_id) if to_id else None
    change = partial(refused, next_host=to.path if to else None)
    _move(StayMove.REFUSED, by=by, stay_id=stay_id, said=said, change=change)


@action(Permission.DECIDE_STAY)
def dispatch_stay(*, by: Acting, stay_id: UUID, to_id: UUID, said: Said) -> None:
    """Name the host of somebody who has none; it is asked to take them in."""
    change = partial(dispatched, to=_host(to_id).path)
    _move(StayMove.DISPATCHED, by=by, stay_id=stay_id, said=said, change=change)


@action(Permission.DECIDE_STAY)
def confirm_home(*, by: Acting, stay_id: UUID, said: Said) -> None:
    """Say that somebody is a member of this branch: from now on the home keeps in touch."""
    _move(StayMove.CONFIRMED, by=by, stay_id=stay_id, said=said, change=confirmed)


@action(Permission.DECIDE_STAY)
def disown_stay(*, by: Acting, stay_id: UUID, home_id: UUID | None, said: Said) -> None:
    """Say that somebody is no member of this branch, and of which, if that is known."""
    _accept_reason(said.words)
    home = _home(home_id) if home_id else None
    change = partial(disowned, true_home=home_as_known(home) if home else None)
    _move(StayMove.DISOWNED, by=by, stay_id=stay_id, said=said, change=change)


@action(Permission.DECIDE_STAY)
def name_home(*, by: Acting, stay_id: UUID, home_id: UUID, said: Said) -> None:
    """Name the home that was looked for; it is asked to confirm."""
    change = partial(home_found, home=home_as_known(_home(home_id)))
    _move(StayMove.HOME_FOUND, by=by, stay_id=stay_id, said=said, change=change)


@action(Permission.DECIDE_STAY)
def take_back_step(*, by: Acting, step_id: UUID, said: Said) -> None:
    """Take one's own answer of today back, as long as nobody has built on it."""
    with crossing(Crossing.DISPATCH, by=by) as wide:
        step = StayStep.objects.filter(id=step_id, made_under=by.under()).first()
        if step is None:
            raise OutOfReach
        stay = _stay(id=step.stay_id)
        if StayStep.objects.filter(id=said.id, stay=step.stay_id).exists():
            repeated()
            return
        before = course_before(step)
        if stay is None or before is None or step != _last_step(stay):
            raise Refused("后来又有人办了，撤不回来了。请看看现在轮到谁。")
        if day_of(step.made_at) != said.day:
            raise Refused("过了当天就撤不回来了。请看看现在轮到谁。")
        follow_course(by=wide, stay=stay, course=before, at=said.at, day=said.day)
        _step(StayMove.TAKEN_BACK, by=by, stay=stay, said=said, before=None)
    record(by=by, act="stays.take_back_step", subject=stay, person=stay.person_id)


def _last_step(stay: Stay) -> StayStep | None:
    return StayStep.objects.filter(stay=stay).order_by("made_at", "id").last()


@action(Permission.CLIMB_STAY)
def find_overdue(*, by: Acting, day: date) -> list[UUID]:
    """Return the stays for which nobody has done in time what can be done by those asked."""
    with crossing(Crossing.DISPATCH, by=by):
        over = Stay.objects.filter(closed_on=None, waits_until__lt=day, waits_for__in=ANSWERS)
        return list(over.order_by("waits_until", "id").values_list("id", flat=True))


@action(Permission.CLIMB_STAY)
def climb_stay(*, by: Acting, stay_id: UUID, at: datetime, day: date) -> None:
    """Hand on what nobody did in time, one level up; whoever is the highest has the time again."""
    with crossing(Crossing.DISPATCH, by=by) as wide:
        stay = _stay(id=stay_id)
        if stay is None or stay.waits_until is None or stay.waits_until >= day:
            repeated()
            return
        before = course_of(stay)
        after = climbed(before)
        follow_course(by=wide, stay=stay, course=after, at=at, day=day, begins_anew=True)
        if after != before:
            said = Said(id=new_id(), at=at, day=day)
            _step(StayMove.CLIMBED, by=wide, stay=stay, said=said, before=None)
    record(by=by, act="stays.climb_stay", subject=stay, person=stay.person_id)


def _move(
    move: StayMove,
    *,
    by: Acting,
    stay_id: UUID,
    said: Said,
    change: Callable[[Course], Course],
) -> None:
    """Let what is known change, and write down who said so.

    A page that is sent again may find the stay out of reach, where it went the first time.
    """
    stay = _stay(id=stay_id)
    if _is_said(by=by, stay_id=stay_id, said=said):
        repeated()
        return
    problem = _problem(stay, move, by=by, words=said.words)
    if stay is None or problem is not None:
        with crossing(Crossing.DISPATCH, by=by):
            if _is_said(by=by, stay_id=stay_id, said=said):
                repeated()
                return
        raise problem or OutOfReach
    with crossing(Crossing.DISPATCH, by=by) as wide:
        before = course_of(stay)
        follow_course(by=wide, stay=stay, course=change(before), at=said.at, day=said.day)
        _step(move, by=by, stay=stay, said=said, before=before)
    record(by=by, act=f"stays.{move.value}", subject=stay, person=stay.person_id)


def _is_said(*, by: Acting, stay_id: UUID, said: Said) -> bool:
    steps = StayStep.objects.filter(id=said.id, stay=stay_id, made_under=by.under())
    return steps.exists()


def _stay(*, id: UUID) -> Stay | None:
    """Lock a stay in reach, after whose it is."""
    held = Stay.objects.filter(id=id, closed_on=None)
    for person in held.values_list("person", flat=True):
        lock_file(person)
    locked = held.select_for_update(of=("self",))
    return locked.select_related("person", "home", "host", "queue").first()


def _problem(stay: Stay | None, move: StayMove, *, by: Acting, words: str) -> Refused | None:
    """Return why this cannot be said now: another is asked, or something else is."""
    if stay is None:
        return None
    course = course_of(stay)
    standing = next_of(course)
    if by.reach.queue is None or not by.reach.queue.holds(stay.queue_path):
        return Refused("这件事现在不等这里办。请看看轮到谁了。")
    if move not in answers_to(course):
        return Refused(f"这件事现在是“{standing.state.label}”，没有再记。请看看轮到谁办什么。")
    if standing.act == Act.FIND_HOME and move == StayMove.CONFIRMED and not as_seen(words):
        return Refused("请写一句是谁、怎样确认的，两边和本人都会看到。")
    return None


def _host(id: UUID) -> Organisation:
    return _organisation(id, kinds=HOSTS, words="这里不能接收党员。请选街道、社区或者党支部。")


def _home(id: UUID) -> Organisation:
    return _organisation(id, kinds=HOMES, words="这里没有党员的组织关系。请选党支部或者社区。")


def _organisation(id: UUID, *, kinds: frozenset[str], words: str) -> Organisation:
    found = Organisation.objects.filter(id=id, closed_on=None).first()
    if found is None or found.kind not in kinds:
        raise Refused(words)
    return found


def _accept_reason(words: str) -> None:
    if not as_seen(words):
        raise Refused("请写一句为什么，下一个来办的人和本人都会看到。")


def _step(move: StayMove, *, by: Acting, stay: Stay, said: Said, before: Course | None) -> None:
    words = as_seen(said.words)
    if len(words) > WORDS_LENGTH:
        raise Refused(f"说明最多{WORDS_LENGTH}字，现在有{len(words)}字。")
    step = StayStep(
        id=said.id,
        stay=stay,
        person_id=stay.person_id,
        move=move,
        state=StayState(stay.state),
        made_at=said.at,
        made_by=by.name,
        made_by_organisation=by.organisation_name,
        made_under=by.appointment_id,
        known_before=asdict(before) if before else None,
        **stay.addresses(),
    )
    if words:
        key = keys.of_one(stay.person_id)
        step.words_to_all = seal(words, key=key, place=step.place)
    step.save(force_insert=True)
