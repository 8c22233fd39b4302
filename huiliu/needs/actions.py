"""Raising a need, taking it, solving it, and the person's own "solved" or "not yet"."""

from datetime import date, datetime
from uuid import UUID

from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.sealing import seal
from huiliu.needs.choices import NeedKind, NeedState
from huiliu.needs.models import Need, Step
from huiliu.needs.rules import may_become
from huiliu.people.models import Person

WORDS_LENGTH = 300


@action(Permission.RAISE_NEED)
def raise_need(
    *,
    by: Acting,
    id: UUID,
    person_id: UUID,
    kind: NeedKind,
    words: str,
    day: date,
) -> Need:
    """Put a need on the list. `id` is made by the form, so that sending it twice raises it once."""
    known = Need.objects.filter(id=id).first()
    if known:
        repeated()
        return known
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise OutOfReach
    _accept(words)
    need = Need(
        id=id,
        person=person,
        kind=kind,
        state=NeedState.OPEN,
        raised_on=day,
        raised_by=by.name,
        **person.addresses(),
    )
    need.words_to_all = _sealed(words, person_id=person.id, place=need.place)
    need.save(force_insert=True)
    record(by=by, act="needs.raise_need", subject=need, person=person.id, detail={"kind": kind})
    return need


@action(Permission.WORK_NEED)
def take_need(*, by: Acting, id: UUID, words: str, at: datetime) -> Need:
    """Say that the acting organisation answers for it from now on."""
    need = _need_in_reach(id)
    if need.state == NeedState.TAKEN and need.taken_by_id == by.organisation_id:
        repeated()
        return need
    need.taken_by_id = by.organisation_id
    return _moved(by=by, need=need, state=NeedState.TAKEN, words=words, at=at)


@action(Permission.WORK_NEED)
def solve_need(*, by: Acting, id: UUID, words: str, at: datetime) -> Need:
    """Say that it is done, and how; whether it is solved is for the person to say."""
    need = _need_in_reach(id)
    if need.state == NeedState.SOLVED:
        repeated()
        return need
    if not words.strip():
        raise Refused("请写一句是怎么办好的，本人会看到。")
    return _moved(by=by, need=need, state=NeedState.SOLVED, words=words, at=at)


@action(Permission.CONFIRM_NEED)
def confirm_need(*, by: Acting, id: UUID, at: datetime) -> Need:
    """Record the person's own "solved"."""
    need = _need_in_reach(id)
    if need.state == NeedState.CONFIRMED:
        repeated()
        return need
    return _moved(by=by, need=need, state=NeedState.CONFIRMED, words="", at=at)


@action(Permission.CONFIRM_NEED)
def not_yet(*, by: Acting, id: UUID, words: str, at: datetime) -> Need:
    """Record the person's own "not yet": it goes back to whoever took it."""
    need = _need_in_reach(id)
    if need.state == NeedState.TAKEN:
        repeated()
        return need
    return _moved(by=by, need=need, state=NeedState.TAKEN, words=words, at=at)


def _moved(*, by: Acting, need: Need, state: NeedState, words: str, at: datetime) -> Need:
    if not may_become(NeedState(need.state), state):
        raise Refused(f"这件事现在是“{NeedState(need.state).label}”，不能变成“{state.label}”。")
    _accept(words)
    need.state = state
    need.save(update_fields=["state", "taken_by"])
    step = Step(
        need=need,
        person_id=need.person_id,
        state=state,
        made_at=at,
        made_by=by.name,
        made_by_organisation=by.organisation_name,
        **need.addresses(),
    )
    step.words_to_all = _sealed(words, person_id=need.person_id, place=step.place)
    step.save(force_insert=True)
    record(by=by, act=f"needs.{state}", subject=need, person=need.person_id)
    return need


def _need_in_reach(id: UUID) -> Need:
    need = Need.objects.select_for_update(of=("self",)).filter(id=id).first()
    if need is None:
        raise OutOfReach
    return need


def _accept(words: str) -> None:
    if len(words) > WORDS_LENGTH:
        raise Refused(f"说明最多{WORDS_LENGTH}字，现在有{len(words)}字。")


def _sealed(words: str, *, person_id: UUID, place: str) -> bytes | None:
    if not words.strip():
        return None
    return seal(words.strip(), key=keys.of_one(person_id), place=place)
