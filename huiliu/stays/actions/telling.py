"""What the home or the host says of somebody without being asked: moved, returned, lost, found."""

from functools import partial
from uuid import UUID

from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission
from huiliu.core.unseen import as_seen
from huiliu.stays.actions.moving import Said, accept_reason, say
from huiliu.stays.actions.places import host_named
from huiliu.stays.choices import ClosedBecause, StayMove
from huiliu.stays.course_rules import (
    Course,
    closed,
    doubted,
    found_again,
    is_possible,
    moved,
    next_of,
)
from huiliu.stays.models import Stay
from huiliu.stays.queries import speaks_for

ENDS = frozenset({ClosedBecause.RETURNED, ClosedBecause.DIED})
"""How a stay ends by what somebody tells; other ends are decisions, or a receipt."""


@action(Permission.DECIDE_STAY)
def move_stay(*, by: Acting, stay_id: UUID, to_id: UUID | None, said: Said) -> Stay | None:
    """Say where somebody lives now; where nobody knows, the district of the old host finds it."""
    if to_id is None:
        accept_reason(said.words)
    to = host_named(to_id).path if to_id else None
    change = partial(moved, to=to, bound_for=to)
    told = _untold(StayMove.MOVED, by=by, to=to)
    return say(StayMove.MOVED, by=by, stay_id=stay_id, said=said, change=change, problem=told)


@action(Permission.DECIDE_STAY)
def end_stay(*, by: Acting, stay_id: UUID, because: ClosedBecause, said: Said) -> Stay | None:
    """Say that somebody has gone home, or has died: nobody is reminded of them any more."""
    if because not in ENDS:
        raise Refused("这样结束要有会议的决定或者介绍信回执，不在这里记。")
    return say(
        StayMove.CLOSED,
        by=by,
        stay_id=stay_id,
        said=said,
        change=partial(closed, because=because),
        problem=_untold(StayMove.CLOSED, by=by),
        lead=str(because.label),
    )


@action(Permission.DECIDE_STAY)
def doubt_stay(*, by: Acting, stay_id: UUID, said: Said) -> Stay | None:
    """Say that somebody cannot be reached, and what was tried: the home looks into it."""
    accept_reason(said.words)
    told = _untold(StayMove.DOUBTED, by=by)
    return say(StayMove.DOUBTED, by=by, stay_id=stay_id, said=said, change=doubted, problem=told)


@action(Permission.DECIDE_STAY)
def find_again(*, by: Acting, stay_id: UUID, said: Said) -> Stay | None:
    """Say that somebody who was looked for is in touch again: the rhythm goes on."""
    told = _untold(StayMove.FOUND_AGAIN, by=by)
    return say(
        StayMove.FOUND_AGAIN, by=by, stay_id=stay_id, said=said, change=found_again, problem=told
    )


@action(Permission.MOVE_ONESELF)
def move_oneself(*, by: Acting, stay_id: UUID, to_id: UUID | None, said: Said) -> Stay | None:
    """Say oneself where one lives now; where that is unknown here, the district finds the host."""
    if to_id is None and not as_seen(said.words):
        raise Refused("请写上那里的社区；不知道叫什么，就写一句大概在哪里。")
    to = host_named(to_id).path if to_id else None
    change = partial(moved, to=to, bound_for=to)
    told = partial(_why_impossible, move=StayMove.MOVED, to=to)
    return say(StayMove.MOVED, by=by, stay_id=stay_id, said=said, change=change, problem=told)


@action(Permission.MOVE_ONESELF)
def go_home(*, by: Acting, stay_id: UUID, said: Said) -> Stay | None:
    """Say oneself that one is home again."""
    # Nobody ends by a word of their own what a meeting or a letter has begun.
    return say(
        StayMove.CLOSED,
        by=by,
        stay_id=stay_id,
        said=said,
        change=partial(closed, because=ClosedBecause.RETURNED),
        problem=partial(_why_impossible, move=StayMove.MOVED, to=None),
        lead=str(ClosedBecause.RETURNED.label),
    )


@action(Permission.SAY_HELLO)
def be_found(*, by: Acting, stay_id: UUID, said: Said) -> Stay | None:
    """Say oneself that one is there: nobody has to look for one any more."""
    return say(
        StayMove.FOUND_AGAIN,
        by=by,
        stay_id=stay_id,
        said=said,
        change=found_again,
        problem=_why_not_looked_for,
    )


def _why_not_looked_for(_stay: Stay, course: Course) -> Refused | None:
    return None if is_possible(course, StayMove.FOUND_AGAIN) else Refused("没有人在找您。")


def _untold(move: StayMove, *, by: Acting, to: str | None = None) -> partial[Refused | None]:
    return partial(_why_untold, move=move, by=by, to=to)


def _why_untold(
    stay: Stay, course: Course, *, move: StayMove, by: Acting, to: str | None
) -> Refused | None:
    if not speaks_for(stay, by=by):
        return Refused("这件事由流出地或者流入地来记。")
    return _why_impossible(stay, course, move=move, to=to)


def _why_impossible(
    stay: Stay, course: Course, *, move: StayMove, to: str | None
) -> Refused | None:
    if to is not None and to == stay.host_path:
        return Refused("现在登记的就是这里。请写新的地方，不知道就写一句。")
    if not is_possible(course, move):
        state = next_of(course).state
        return Refused(f"现在是“{state.label}”，没有再记。请看看轮到谁办什么。")
    return None
