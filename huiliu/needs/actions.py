"""Raising a need, taking it, solving it, and the person's own "solved" or "not yet"."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.bulk import remove_many
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.register import kept_since
from huiliu.core.sealing import seal
from huiliu.core.unseen import as_seen
from huiliu.needs import tallies
from huiliu.needs.choices import Move, NeedKind, NeedState, WhoseWord
from huiliu.needs.models import Need, Step
from huiliu.needs.rules import may_move, state_after, word_of
from huiliu.people.locking import lock_persons
from huiliu.people.models import Person
from huiliu.stays.models import Stay

WORDS_LENGTH = 300


@action(Permission.RAISE_NEED)
def raise_need(
    *,
    by: Acting,
    id: UUID,
    person_id: UUID,
    kind: NeedKind,
    words: str,
    at: datetime,
    day: date,
) -> Need:
    """Put a need on the list. `id` is made by the form, so that sending it twice raises it once.

    The first step has the same id: a need begins with it.
    """
    known = Need.objects.filter(id=id).first()
    if known:
        repeated()
        return known
    lock_persons([person_id])
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise OutOfReach
    _accept_length(words)
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
    tallies.add(Counter([tallies.cell_of(need)]))
    spoken = WhoseWord.ORGANISATION if by.appointment_id else WhoseWord.PERSON
    _step(by=by, id=id, need=need, whose_word=spoken, words="", at=at)
    record(by=by, act="needs.raise_need", subject=need, person=person.id, detail={"kind": kind})
    return need


@action(Permission.WORK_NEED)
def take_need(*, by: Acting, id: UUID, need_id: UUID, at: datetime) -> Need:
    """Say that the acting organisation answers for it from now on. `id` is that of the step."""
    need = _need_in_reach(need_id)
    if need.state == NeedState.TAKEN and need.taken_by_id == by.organisation_id:
        repeated()
        return need
    return _moved(by=by, id=id, need=need, move=Move.TAKE, words="", at=at)


@action(Permission.WORK_NEED)
def solve_need(*, by: Acting, id: UUID, need_id: UUID, words: str, at: datetime) -> Need:
    """Say that it is done, and how; whether it is solved is for the person to say."""
    need = _need_in_reach(need_id)
    if need.state == NeedState.TAKEN and need.taken_by_id != by.organisation_id:
        raise Refused("这件事是别的组织在办。要由这里来办，请先点“我们来办”。")
    if not as_seen(words):
        raise Refused("请写一句是怎么办好的，本人会看到。")
    return _moved(by=by, id=id, need=need, move=Move.SOLVE, words=words, at=at)


@action(Permission.CONFIRM_NEED)
def confirm_need(*, by: Acting, id: UUID, need_id: UUID, at: datetime) -> Need:
    """Record the person's own "solved"."""
    need = _need_in_reach(need_id)
    return _moved(by=by, id=id, need=need, move=Move.CONFIRM, words="", at=at)


@action(Permission.WORK_NEED)
def confirm_by_telephone(*, by: Acting, id: UUID, need_id: UUID, at: datetime) -> Need:
    """Put down that the person said "solved" on the telephone, and to whom."""
    by.under()
    need = _need_in_reach(need_id)
    return _moved(by=by, id=id, need=need, move=Move.CONFIRM_BY_TELEPHONE, words="", at=at)


@action(Permission.CONFIRM_NEED)
def not_yet(*, by: Acting, id: UUID, need_id: UUID, words: str, at: datetime) -> Need:
    """Record the person's own "not yet": it goes back to whoever took it."""
    need = _need_in_reach(need_id)
    if not as_seen(words):
        raise Refused("请写一句还差什么，接手的人会看到。")
    return _moved(by=by, id=id, need=need, move=Move.NOT_YET, words=words, at=at)


@action(Permission.SETTLE_MATCH)
def follow_file(*, by: Acting, leading: Person, following: Person) -> None:
    """Give the needs of two files that became one the paths of the leading one."""
    persons = [leading.id, following.id]
    needs = Need.objects.filter(person__in=persons)
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(needs))
    moved = needs.update(**leading.paths())
    Step.objects.filter(person__in=persons).update(**leading.paths())
    deltas.update(tallies.cells_among(needs))
    tallies.add(deltas)
    record(by=by, act="needs.follow_file", person=leading.id, detail={"rows": moved})


@action(Permission.FOLLOW_COURSE)
def follow_stay(*, by: Acting, stay: Stay, persons: Collection[UUID]) -> None:
    """Give what somebody needs, or has needed, to those who have them now."""
    needs = Need.objects.filter(person__in=list(persons))
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(needs))
    Step.objects.filter(person__in=list(persons)).update(**stay.paths())
    moved = needs.update(**stay.paths())
    deltas.update(tallies.cells_among(needs))
    tallies.add(deltas)
    record(by=by, act="needs.follow_stay", person=stay.person_id, detail={"rows": moved})


@action(Permission.REMOVE_EXPIRED)
def forget_words(*, by: Acting, day: date) -> int:
    """Forget the words of needs that were confirmed as solved long ago; kind and course stay."""
    with crossing(Crossing.RETENTION, by=by):
        lately = Step.objects.filter(made_at__date__gte=kept_since("need", day))
        over = Need.objects.filter(state=NeedState.CONFIRMED).exclude(
            id__in=lately.values("need_id")
        )
        steps = Step.objects.filter(need__in=over).exclude(words_to_all=None)
        count = steps.update(words_to_all=None)
        count += over.exclude(words_to_all=None).update(words_to_all=None)
    record(by=by, act="needs.forget_words", detail={"words": count})
    return count


@action(Permission.ERASE_FILE)
def erase_needs(*, by: Acting, persons: Collection[UUID]) -> None:
    """Remove the needs of a file that is erased, with their steps."""
    deltas: tallies.Cells = Counter()
    deltas.subtract(tallies.cells_among(Need.objects.filter(person__in=list(persons))))
    steps = remove_many(Step, column="person_id", among=persons)
    needs = remove_many(Need, column="person_id", among=persons)
    tallies.add(deltas)
    record(by=by, act="needs.erase_needs", detail={"needs": needs, "steps": steps})


@action(Permission.IMPORT_ROSTER)
def move_tallies(*, by: Acting, before: str, after: str) -> None:
    """Count under another organisation what was counted under one that was joined to it."""
    moved = tallies.moved(before=before, after=after)
    tallies.add(moved)
    record(by=by, act="needs.move_tallies", detail={"cells": len(moved)})


def _moved(*, by: Acting, id: UUID, need: Need, move: Move, words: str, at: datetime) -> Need:
    if Step.objects.filter(id=id, need=need).exists():
        repeated()
        return need
    state = NeedState(need.state)
    if not may_move(move, state=state):
        raise Refused(f"这件事现在是“{state.label}”，没有再记。请看看下面的经过。")
    _accept_length(words)
    before = tallies.cell_of(need)
    need.state = state_after(move, taken=need.taken_by_id is not None)
    if move is Move.TAKE:
        by.under()
        need.taken_by_id = by.organisation_id
    need.save(update_fields=["state", "taken_by"])
    deltas = Counter([tallies.cell_of(need)])
    deltas.subtract([before])
    tallies.add(deltas)
    _step(by=by, id=id, need=need, whose_word=word_of(move), words=words, at=at)
    record(by=by, act=f"needs.{move.value}", subject=need, person=need.person_id)
    return need


def _step(*, by: Acting, id: UUID, need: Need, words: str, **noted: Any) -> None:
    step = Step(
        id=id,
        need=need,
        person_id=need.person_id,
        state=need.state,
        whose_word=noted["whose_word"],
        made_at=noted["at"],
        made_by=by.name,
        made_by_organisation=by.organisation_name,
        **need.addresses(),
    )
    step.words_to_all = _sealed(words, person_id=need.person_id, place=step.place)
    step.save(force_insert=True)


def _need_in_reach(id: UUID) -> Need:
    lock_persons(Need.objects.filter(id=id).values("person"))
    need = Need.objects.select_for_update(of=("self",)).filter(id=id).first()
    if need is None:
        raise OutOfReach
    return need


def _accept_length(words: str) -> None:
    if len(words) > WORDS_LENGTH:
        raise Refused(f"说明最多{WORDS_LENGTH}字，现在有{len(words)}字。")


def _sealed(words: str, *, person_id: UUID, place: str) -> bytes | None:
    words = as_seen(words)
    if not words:
        return None
    return seal(words, key=keys.of_one(person_id), place=place)
