"""Two files become one, or are said to be two people's."""

from datetime import date, datetime
from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.people.choices import (
    MatchState,
)
from huiliu.people.events import FILES_JOINED
from huiliu.people.locking import lock_files
from huiliu.people.models import Match, Person, Sighting


@action(Permission.SETTLE_MATCH)
def agree_match(*, by: Acting, id: UUID, at: datetime, day: date) -> Match:
    """Say for one side that two files are one person; once both sides have, they are joined.

    The host side says it for itself. For a home that cannot be reached, whoever has the match in
    the queue says it.
    """
    _lock_both(id, by=by)
    match = _match_in_reach(id)
    if match.state == MatchState.AGREED:
        repeated()
        return match
    if match.state == MatchState.REFUSED:
        raise Refused("这两份已经有人说不是同一个人。要改，请先撤回那个决定。")
    sides = sides_of(match, by=by)
    if not sides:
        raise OutOfReach
    if "home" in sides and match.home_agreed_on is None:
        match.home_agreed_by, match.home_agreed_on = by.name, day
    if "host" in sides and match.host_agreed_on is None:
        match.host_agreed_by, match.host_agreed_on = by.name, day
    if match.home_agreed_on and match.host_agreed_on:
        match.state = MatchState.AGREED
    match.save()
    record(by=by, act="people.agree_match", subject=match, person=match.host_person_id)
    if match.state == MatchState.AGREED:
        with crossing(Crossing.MERGE, by=by) as wide:
            join_files(
                by=wide,
                leading=match.host_person,
                following=match.home_person,
                at=at,
                day=day,
            )
    return match


@action(Permission.SETTLE_MATCH)
def join_files(*, by: Acting, leading: Person, following: Person, at: datetime, day: date) -> None:
    """Make two files one by pointer: rows keep the person they were written with.

    Both files get both sides' paths, so that each side reads the whole; the organisation as it was
    written stays beside each path, from which an un-merge restores them. Several may follow one
    file; none follows one that follows.
    """
    _refuse_chain(leading, following)
    leading.refresh_from_db()
    following.refresh_from_db()
    paths = {**leading.paths(), "home_path": following.home_path or leading.home_path}
    rows = [leading.id, following.id]
    Person.objects.filter(id__in=rows).update(**paths)
    Person.objects.filter(id=following.id).update(same_as=leading)
    Sighting.objects.filter(person__in=rows).update(**paths)
    leading.refresh_from_db()
    following.refresh_from_db()
    record(
        by=by,
        act="people.join_files",
        subject=leading,
        person=leading.id,
        detail={"following": str(following.id)},
    )
    FILES_JOINED.happened(by=by, leading=leading, following=following, at=at, day=day)


def _refuse_chain(leading: Person, following: Person) -> None:
    both = Person.objects.filter(id__in=[leading.id, following.id])
    follow = any(person.same_as_id for person in both)
    if follow or Person.objects.filter(same_as=following).exists():
        raise Refused("其中一份已经和别的档案合起来了。换了流入地的，要办转接，不在这里合。")


@action(Permission.SETTLE_MATCH)
def refuse_match(*, by: Acting, id: UUID, day: date) -> Match:
    """Say that they are two people. It is remembered, so that nobody is asked again."""
    match = _match_in_reach(id)
    if match.state == MatchState.REFUSED:
        repeated()
        return match
    if match.state == MatchState.AGREED:
        raise Refused("两边都已确认是同一个人，两份档案已经合起来了。")
    match.state, match.refused_by, match.refused_on = MatchState.REFUSED, by.name, day
    match.save(update_fields=["state", "refused_by", "refused_on"])
    record(by=by, act="people.refuse_match", subject=match, person=match.host_person_id)
    return match


def sides_of(match: Match, *, by: Acting) -> set[str]:
    """Return for which sides of a match somebody speaks."""
    sides = set()
    if by.reach.home is not None and by.reach.home.holds(match.home_path):
        sides.add("home")
    if by.reach.queue is not None and by.reach.queue.holds(match.queue_path):
        sides.add("home")
    if by.reach.host is not None and by.reach.host.holds(match.host_path):
        sides.add("host")
    return sides


def _lock_both(id: UUID, *, by: Acting) -> None:
    """Lock the files of both sides, of which one alone is in reach, before their match."""
    asked = Match.objects.filter(id=id).values_list("home_person", "host_person").first()
    if asked is None:
        raise OutOfReach
    with crossing(Crossing.MERGE, by=by):
        lock_files(asked)


def _match_in_reach(id: UUID) -> Match:
    match = Match.objects.select_for_update(of=("self",)).filter(id=id).first()
    if match is None:
        raise OutOfReach
    return match
