"""Files are opened, sightings are added, and two files become one, here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from huiliu.access.actions import issue_code, open_own_account, spend_code, try_code
from huiliu.access.codes import send
from huiliu.access.crossing import Crossing, crossing
from huiliu.access.queries import entered_by_code
from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.bulk import remove_many, write_in_turn
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.people.choices import MatchState, Sex
from huiliu.people.columns import NewPerson, NewSighting, NewSightingKey
from huiliu.people.events import FILES_JOINED
from huiliu.people.keys import sign_in_digest
from huiliu.people.models import Match, Person, Sighting, SightingKey
from huiliu.people.pinyin import pinyin_of
from huiliu.people.queries import candidates_under, leading_facts
from huiliu.people.sign_in import may_be_one, named, wants_name


@dataclass(frozen=True, slots=True)
class Entering:
    """What came of a code: an account, or that a name is wanted as well, or nothing."""

    account: Account | None = None
    wants_name: bool = False


@action(Permission.IMPORT_ROSTER)
def open_files(
    *,
    by: Acting,
    persons: Iterable[NewPerson],
    sightings: Iterable[NewSighting],
    sighting_keys: Iterable[NewSightingKey],
    matches: Iterable[Match],
) -> None:
    """Write new files with their sightings, and further sightings of known files, in bulk."""
    written = write_in_turn(
        {Person: persons, Sighting: sightings, SightingKey: sighting_keys, Match: matches}
    )
    counts = {str(model._meta.model_name): len(rows) for model, rows in written.items()}
    record(by=by, act="people.open_files", detail=counts)


@action(Permission.IMPORT_ROSTER)
def refresh_files(*, by: Acting, persons: Collection[UUID]) -> None:
    """Set what lists show of these people to what their sightings now say."""
    changed = []
    facts = leading_facts(persons=persons)
    for person in Person.objects.filter(id__in=list(persons)).order_by("id"):
        shown = (person.name, person.pinyin, person.sex, person.birth_year)
        show(person, facts.get(person.id, {}))
        if shown != (person.name, person.pinyin, person.sex, person.birth_year):
            changed.append(person)
    Person.objects.bulk_update(changed, ["name", "pinyin", "sex", "birth_year"], batch_size=500)
    record(by=by, act="people.refresh_files", detail={"persons": len(changed)})


@action(Permission.IMPORT_ROSTER)
def remove_sightings(*, by: Acting, batch: UUID, persons: Collection[UUID]) -> int:
    """Take back what a batch said, and the files of these persons, whom nothing else knows."""
    Match.objects.filter(
        batch=batch, state=MatchState.PROPOSED, home_agreed_on=None, host_agreed_on=None
    ).delete()
    said = dict(Sighting.objects.filter(batch=batch).values_list("id", "person_id"))
    touched = set(said.values()) - set(persons)
    remove_many(SightingKey, column="sighting_id", among=said)
    removed = remove_many(Sighting, column="id", among=said)
    remove_many(Person, column="id", among=persons)
    record(
        by=by,
        act="people.remove_sightings",
        detail={"batch": str(batch), "rows": removed, "persons": len(persons)},
    )
    refresh_files(by=by, persons=touched)
    transaction.on_commit(partial(keys.destroy, list(persons)))
    return removed


@action(Permission.SETTLE_MATCH)
def agree_match(*, by: Acting, id: UUID, at: datetime, day: date) -> Match:
    """Say for one side that two files are one person; once both sides have, they are joined.

    The host side says it for itself. For a home that cannot be reached, whoever has the match in
    the queue says it.
    """
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
    written stays beside each path, from which an un-merge restores them.
    """
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


@action(Permission.EDIT_ACCOUNT)
def send_sign_in_code(*, by: Acting, id: UUID, telephone: str, at: datetime) -> None:
    """Send six digits to a number that stands in a file. Nobody can tell whether one does."""
    number = sign_in_digest(telephone)
    with crossing(Crossing.SIGN_IN, by=by):
        known = bool(candidates_under(digest=number))
    code = issue_code(by=by, id=id, telephone_digest=number, at=at)
    send(telephone=telephone, code=code if known else None)


@action(Permission.EDIT_ACCOUNT)
def enter_by_code(
    *, by: Acting, id: UUID, code: str, name: str, at: datetime, day: date
) -> Entering:
    """Open the account of the person whose number a code was sent to, and bind it to all rows.

    A code that opens nothing is no refusal, which would take back that its try was counted.
    """
    record(by=by, act="people.enter_by_code")
    held = try_code(by=by, id=id, code=code, at=at)
    if held is None:
        return Entering()
    with crossing(Crossing.SIGN_IN, by=by):
        candidates = candidates_under(digest=bytes(held.telephone_digest))
    if wants_name(candidates) and not name.strip():
        return Entering(wants_name=True)
    chosen = named(candidates, name=name) if wants_name(candidates) else candidates
    if not chosen or not may_be_one(chosen):
        return Entering()
    rows = [row for one in chosen for row in one.rows]
    account = open_own_account(by=by, name=chosen[0].name, persons=rows)
    if not entered_by_code(account=account, day=day):
        return Entering()
    spend_code(by=by, code=held, at=at)
    return Entering(account=account)


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


def show(person: Person, facts: dict[str, object]) -> None:
    """Set on a file what lists show, from the facts that lead."""
    person.name = str(facts.get("name", person.name))
    person.pinyin = pinyin_of(person.name)
    sex = facts.get("sex")
    person.sex = sex["code"] or Sex.UNKNOWN if isinstance(sex, dict) else Sex.UNKNOWN
    year = facts.get("birth_year")
    person.birth_year = year if isinstance(year, int) else None


def _match_in_reach(id: UUID) -> Match:
    match = Match.objects.select_for_update(of=("self",)).filter(id=id).first()
    if match is None:
        raise OutOfReach
    return match
