"""What whoever is asked answers about a stay."""

from functools import partial
from uuid import UUID

from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission
from huiliu.core.unseen import as_seen
from huiliu.stays.actions.moving import Said, accept_reason, say
from huiliu.stays.actions.places import home_named, host_named
from huiliu.stays.choices import Act, StayMove
from huiliu.stays.course_rules import (
    Course,
    accepted,
    answers_to,
    confirmed,
    disowned,
    dispatched,
    home_found,
    next_of,
    refused,
)
from huiliu.stays.models import Stay
from huiliu.stays.queries import home_as_known


@action(Permission.DECIDE_STAY)
def accept_stay(*, by: Acting, stay_id: UUID, said: Said) -> Stay | None:
    """Take somebody in: from now on the host keeps in touch."""
    asked = _unasked(StayMove.ACCEPTED, by=by, said=said)
    return say(StayMove.ACCEPTED, by=by, stay_id=stay_id, said=said, change=accepted, problem=asked)


@action(Permission.DECIDE_STAY)
def refuse_stay(*, by: Acting, stay_id: UUID, to_id: UUID | None, said: Said) -> Stay | None:
    """Say that somebody is not here, and who is asked instead: nobody known is the level above."""
    accept_reason(said.words)
    to = host_named(to_id).path if to_id else None
    change = partial(refused, next_host=to)
    asked = _unasked(StayMove.REFUSED, by=by, said=said, to=to)
    return say(StayMove.REFUSED, by=by, stay_id=stay_id, said=said, change=change, problem=asked)


@action(Permission.DECIDE_STAY)
def dispatch_stay(*, by: Acting, stay_id: UUID, to_id: UUID, said: Said) -> Stay | None:
    """Name the host of somebody who has none; it is asked to take them in."""
    change = partial(dispatched, to=host_named(to_id).path)
    asked = _unasked(StayMove.DISPATCHED, by=by, said=said)
    return say(StayMove.DISPATCHED, by=by, stay_id=stay_id, said=said, change=change, problem=asked)


@action(Permission.DECIDE_STAY)
def confirm_home(*, by: Acting, stay_id: UUID, said: Said) -> Stay | None:
    """Say that somebody is a member of this branch: from now on the home keeps in touch.

    Of a home that nothing else reaches the district says so, and who told it.
    """
    asked = _unasked(StayMove.CONFIRMED, by=by, said=said)
    return say(
        StayMove.CONFIRMED, by=by, stay_id=stay_id, said=said, change=confirmed, problem=asked
    )


@action(Permission.DECIDE_STAY)
def disown_stay(*, by: Acting, stay_id: UUID, home_id: UUID | None, said: Said) -> Stay | None:
    """Say that somebody is no member of this branch, and of which, if that is known."""
    accept_reason(said.words)
    home = home_as_known(home_named(home_id)) if home_id else None
    change = partial(disowned, true_home=home)
    asked = _unasked(StayMove.DISOWNED, by=by, said=said, to=home.path if home else None)
    return say(StayMove.DISOWNED, by=by, stay_id=stay_id, said=said, change=change, problem=asked)


@action(Permission.DECIDE_STAY)
def name_home(*, by: Acting, stay_id: UUID, home_id: UUID, said: Said) -> Stay | None:
    """Name the home that was looked for; it is asked to confirm."""
    change = partial(home_found, home=home_as_known(home_named(home_id)))
    asked = _unasked(StayMove.HOME_FOUND, by=by, said=said)
    return say(StayMove.HOME_FOUND, by=by, stay_id=stay_id, said=said, change=change, problem=asked)


def _unasked(
    move: StayMove, *, by: Acting, said: Said, to: str | None = None
) -> partial[Refused | None]:
    return partial(_why_unasked, move=move, by=by, words=said.words, to=to)


def _why_unasked(
    stay: Stay, course: Course, *, move: StayMove, by: Acting, words: str, to: str | None
) -> Refused | None:
    """Return why this is no answer now: another is asked, or something else is."""
    standing = next_of(course)
    stood = stay.home_path if move == StayMove.DISOWNED else stay.host_path
    if to is not None and to == stood:
        return Refused("现在登记的就是这里。请写另外一个党组织，或者空着。")
    if by.reach.queue is None or not by.reach.queue.holds(stay.queue_path):
        return Refused("这件事现在不等这里办。请看看轮到谁了。")
    if move not in answers_to(course):
        return Refused(f"这件事现在是“{standing.state.label}”，没有再记。请看看轮到谁办什么。")
    if standing.act == Act.FIND_HOME and move == StayMove.CONFIRMED and not as_seen(words):
        return Refused("请写一句是谁、怎样确认的，两边和本人都会看到。")
    return None
