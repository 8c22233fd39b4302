"""How something is said of a stay: once, by who may, with all that follows, and on record."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Q

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.clock import day_of
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.sealing import seal
from huiliu.core.unseen import as_seen
from huiliu.people.locking import lock_files
from huiliu.stays.actions.following import follow_course
from huiliu.stays.choices import StayMove, StayState
from huiliu.stays.course_rules import Course
from huiliu.stays.models import Link, Stay, StayStep
from huiliu.stays.queries import course_before, course_of, last_step_of

WORDS_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What a page sends of a move: the id that it made, so that sending it twice moves once."""

    id: UUID
    at: datetime
    day: date
    words: str = ""
    """A sentence that the home, the host and the person read."""


Doubtful = Callable[[Stay, Course], Refused | None]
"""Says why something cannot be said of a stay now, or that it can."""


def say(
    move: StayMove,
    *,
    by: Acting,
    stay_id: UUID,
    said: Said,
    change: Callable[[Course], Course],
    problem: Doubtful,
    lead: str = "",
) -> Stay | None:
    """Let what is known change, and write down who said so; return the stay, if it did now.

    `lead` is what the move itself says, before the sentence of whoever says it.
    A page that is sent again may find the stay out of reach, where it went the first time.
    """
    accept_length(said.words)
    if by.reach.own:
        # Who is signed in by one half of a joined file reaches that alone.
        with crossing(Crossing.DISPATCH, by=by):
            lock_files(by.reach.own)
    stay = locked_stay(id=stay_id)
    refusal = problem(stay, course_of(stay)) if stay else OutOfReach()
    with crossing(Crossing.DISPATCH, by=by) as wide:
        if _is_said(move, by=by, stay_id=stay_id, said=said):
            repeated()
            return None
        if stay is None or refusal is not None:
            raise refusal or OutOfReach
        before = _kept_of(stay)
        course = change(course_of(stay))
        follow_course(by=wide, stay=stay, course=course, at=said.at, day=said.day)
        words = "。".join(filter(None, (lead, said.words)))
        write_step(move, by=by, stay=stay, said=replace(said, words=words), before=before)
    record(by=by, act=f"stays.{move.value}", subject=stay, person=stay.person_id)
    return stay


def _is_said(move: StayMove, *, by: Acting, stay_id: UUID, said: Said) -> bool:
    """Say whether this page was sent before; one that said something else then is used up."""
    own = StayStep.objects.filter(id=said.id, stay=stay_id, made_under=by.appointment_id)
    step = own.first()
    if step is None:
        return False
    if step.move != move or StayStep.objects.filter(id=_taking_back(step.id)).exists():
        raise Refused("这一页已经用过了。请重新打开，看看现在轮到谁，再记。")
    return True


@action(Permission.DECIDE_STAY)
def take_back_step(*, by: Acting, step_id: UUID, at: datetime, day: date) -> Stay:
    """Take back what one said oneself today, as long as nobody has built on it."""
    own = Q(made_under=by.under())
    stay = _take_back(own, by=by, step_id=step_id, at=at, day=day)
    record(by=by, act="stays.take_back_step", subject=stay, person=stay.person_id)
    return stay


@action(Permission.MOVE_ONESELF)
def take_back_own_step(*, by: Acting, step_id: UUID, at: datetime, day: date) -> Stay:
    """Take back what one said of oneself today, as long as nobody has built on it."""
    own = Q(person__in=by.reach.own, made_under=None, made_by=by.name)
    stay = _take_back(own, by=by, step_id=step_id, at=at, day=day)
    record(by=by, act="stays.take_back_own_step", subject=stay, person=stay.person_id)
    return stay


def _take_back(own: Q, *, by: Acting, step_id: UUID, at: datetime, day: date) -> Stay:
    """Let a stay stand as it did before a step, which has to be somebody's `own`."""
    said = Said(id=_taking_back(step_id), at=at, day=day)
    with crossing(Crossing.DISPATCH, by=by) as wide:
        step = StayStep.objects.filter(own, id=step_id).first()
        stay = locked_stay(id=step.stay_id, closed=True) if step else None
        if step is None or stay is None:
            raise OutOfReach
        if StayStep.objects.filter(id=said.id).exists():
            repeated()
            return stay
        before = course_before(step)
        if before is None or stay.joined_into_id or step != last_step_of(stay):
            raise Refused("后来又有人办了，撤不回来了。请看看现在轮到谁。")
        if day_of(step.made_at) != day:
            raise Refused("过了当天就撤不回来了。请看看现在轮到谁。")
        kept = step.known_before
        follow_course(by=wide, stay=stay, course=before, at=at, day=day, kept=kept)
        _name_again(stay, step)
        write_step(StayMove.TAKEN_BACK, by=by, stay=stay, said=said, before=None)
    return stay


def _taking_back(step: UUID) -> UUID:
    """Return the id of the step that takes this one back: it can be taken back once."""
    return uuid5(step, StayMove.TAKEN_BACK)


def locked_stay(*, id: UUID, closed: bool = False) -> Stay | None:
    """Lock a stay in reach, after the whole file of whose it is."""
    held = Stay.objects.filter(id=id) if closed else Stay.objects.filter(id=id, closed_on=None)
    lock_files(list(held.values_list("person", flat=True)))
    locked = held.select_for_update(of=("self",))
    return locked.select_related("person", "home", "host", "queue").first()


def accept_reason(words: str) -> None:
    if not as_seen(words):
        raise Refused("请写一句为什么，下一个来办的人和本人都会看到。")


def accept_length(words: str) -> None:
    length = len(as_seen(words))
    if length > WORDS_LENGTH:
        raise Refused(f"说明最多{WORDS_LENGTH}字，现在有{length}字。")


def write_step(
    move: StayMove, *, by: Acting, stay: Stay, said: Said, before: dict[str, Any] | None
) -> None:
    words = as_seen(said.words)
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
        known_before=before,
        **stay.addresses(),
    )
    if words:
        key = keys.of_one(stay.person_id)
        step.words_to_all = seal(words, key=key, place=step.place)
    step.save(force_insert=True)


DAYS = ("home_registered_on", "host_registered_on", "waits_until")
PLACES = ("home", "host", "patch")


def _kept_of(stay: Stay) -> dict[str, Any]:
    """Return what a step changes, as JSON can hold it."""
    days = {name: getattr(stay, name) for name in DAYS}
    places = {name: (getattr(stay, f"{name}_id"), getattr(stay, f"{name}_path")) for name in PLACES}
    named = Link.objects.filter(stay=stay, contact_person__isnull=False)
    return {
        "course": asdict(course_of(stay)),
        "days": {name: day.isoformat() if day else None for name, day in days.items()},
        "places": {name: [str(id), path] if id else None for name, (id, path) in places.items()},
        "named": {link.side: str(link.contact_person_id) for link in named},
    }


def _name_again(stay: Stay, step: StayStep) -> None:
    """Let those who were named for a side be so again, where nobody else is."""
    named = (step.known_before or {})["named"]
    for side, appointment in named.items():
        whole = Q(stay=stay) | Q(stay__joined_into=stay)
        nobody = Link.objects.filter(whole, side=side, contact_person=None)
        nobody.update(contact_person=appointment)
