"""Recording what came of an attempt to contact somebody, and taking a record back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.contact.choices import ContactChannel, Hello, Outcome
from huiliu.contact.models import Attempt
from huiliu.contact.rules import last_contact, may_happen_on
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.bulk import remove_many
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.register import kept_since
from huiliu.core.sealing import seal
from huiliu.core.unseen import as_seen
from huiliu.needs.actions import raise_need
from huiliu.needs.choices import NeedKind
from huiliu.people.locking import lock_files, lock_persons
from huiliu.people.models import Person
from huiliu.stays.actions import (
    Said,
    be_found,
    restore_window,
    take_back_own_step,
    turn_window,
)
from huiliu.stays.choices import Because, Doubt, Side
from huiliu.stays.models import Link, Stay, StayStep, Window

NOTE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Told:
    """What the worker says of the attempt; the rest is known."""

    channel: ContactChannel
    outcome: Outcome
    happened_on: date
    note: str = ""
    need: NeedKind | None = None
    need_words: str = ""


@action(Permission.RECORD_CONTACT)
def record_contact(
    *, by: Acting, id: UUID, link_id: UUID, told: Told, at: datetime, day: date
) -> Attempt:
    """Record an attempt; if it reached the person, the window of the side that made it turns.

    `id` is made by the form, so that sending it twice records it once.
    """
    known = Attempt.objects.filter(id=id).first()
    if known:
        repeated()
        return known
    link = _link_in_reach(link_id, by=by)
    _accept(told, link=link, day=day)
    attempt = _attempt(by=by, id=id, link=link, told=told, at=at)
    attempt.save(force_insert=True)
    record(
        by=by,
        act="contact.record_contact",
        subject=attempt,
        person=link.person_id,
        detail={
            "outcome": told.outcome,
            "channel": told.channel,
            "day": told.happened_on.isoformat(),
        },
    )
    if told.outcome == Outcome.REACHED:
        _turn(by=by, link=link, because=Because.CONTACT, at=at, day=day)
    if told.need:
        raise_need(
            by=by,
            id=id,
            person_id=link.person_id,
            kind=told.need,
            words=told.need_words,
            at=at,
            day=day,
        )
    return attempt


@action(Permission.RECORD_CONTACT)
def void_contact(*, by: Acting, id: UUID, because: str, at: datetime, day: date) -> Attempt:
    """Take a record back, with a reason; the window counts again from the contact before it."""
    held = Attempt.objects.filter(id=id)
    lock_persons(held.values("person"))
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("link__stay")
        .filter(id=id)
        .first()
    )
    if attempt is None:
        raise OutOfReach
    if attempt.voided_at is not None:
        repeated()
        return attempt
    if attempt.made_under != by.appointment_id:
        raise Refused("这条联系是别人记的，请让记的人来改。")
    because = as_seen(because)
    if not because:
        raise Refused("请写一句为什么撤回。")
    _void(attempt, by=by, because=because, at=at, day=day)
    record(by=by, act="contact.void_contact", subject=attempt, person=attempt.person_id)
    return attempt


@action(Permission.SAY_HELLO)
def say_hello(*, by: Acting, id: UUID, hello: Hello, at: datetime, day: date) -> Attempt:
    """Put down that a member got in touch; both sides see it, and the own window turns.

    Who was looked for is found by that. Who would like to be called has said a need like any other.
    """
    link = _own_link(by=by)
    known = _own_hello(id, by=by)
    if known is not None:
        repeated()
        return known
    if link.stay.doubt == Doubt.REVIEW:
        be_found(by=by, stay_id=link.stay_id, said=Said(id=id, at=at, day=day))
        link = _own_link(by=by)
    told = Told(channel=ContactChannel.OWN_PAGE, outcome=Outcome.REACHED, happened_on=day)
    attempt = _attempt(by=by, id=id, link=link, told=told, at=at)
    attempt.save(force_insert=True)
    detail = {"hello": hello}
    record(by=by, act="contact.say_hello", subject=attempt, person=link.person_id, detail=detail)
    _turn(by=by, link=link, because=Because.CONTACT, at=at, day=day)
    if hello == Hello.TALK:
        words, kind = str(hello.label), NeedKind.COMPANY
        raise_need(by=by, id=id, person_id=link.person_id, kind=kind, words=words, at=at, day=day)
    return attempt


@action(Permission.SAY_HELLO)
def take_back_hello(*, by: Acting, id: UUID, at: datetime, day: date) -> Attempt:
    """Take back on the same day what was pressed by mistake; who was looked for is so again.

    A need that was said with it stays.
    """
    held = Attempt.objects.filter(id=id, person__in=by.reach.own, side=Side.SELF)
    lock_persons(held.values("person"))
    locked = held.select_for_update(of=("self",)).select_related("link__stay")
    attempt = locked.first()
    if attempt is None:
        raise OutOfReach
    if attempt.voided_at is not None:
        repeated()
        return attempt
    if attempt.happened_on != day:
        raise Refused("过了当天就撤不回来了。")
    _void(attempt, by=by, because="本人当天撤回", at=at, day=day)
    if StayStep.objects.filter(id=id).exists():
        take_back_own_step(by=by, step_id=id, at=at, day=day)
    record(by=by, act="contact.take_back_hello", subject=attempt, person=attempt.person_id)
    return attempt


@action(Permission.SETTLE_MATCH)
def follow_file(*, by: Acting, leading: Person, following: Person) -> None:
    """Give the records of two files that became one the paths of the leading one."""
    rows = Attempt.objects.filter(person__in=[leading.id, following.id])
    moved = rows.update(**leading.paths())
    record(by=by, act="contact.follow_file", person=leading.id, detail={"rows": moved})


@action(Permission.FOLLOW_COURSE)
def follow_stay(*, by: Acting, stay: Stay, persons: Collection[UUID]) -> None:
    """Let whoever has somebody now read what was recorded before."""
    moved = Attempt.objects.filter(person__in=list(persons)).update(**stay.paths())
    record(by=by, act="contact.follow_stay", person=stay.person_id, detail={"rows": moved})


@action(Permission.REMOVE_EXPIRED)
def forget_notes(*, by: Acting, day: date) -> int:
    """Forget what was noted of contacts long ago; that they took place stays."""
    with crossing(Crossing.RETENTION, by=by):
        noted = Attempt.objects.filter(happened_on__lt=kept_since("note", day))
        count = noted.exclude(note_to_all=None).update(note_to_all=None)
    record(by=by, act="contact.forget_notes", detail={"notes": count})
    return count


@action(Permission.ERASE_FILE)
def erase_attempts(*, by: Acting, persons: Collection[UUID]) -> None:
    """Remove what was recorded of contacts with somebody whose file is erased."""
    removed = remove_many(Attempt, column="person_id", among=persons)
    record(by=by, act="contact.erase_attempts", detail={"attempts": removed})


def _void(attempt: Attempt, *, by: Acting, because: str, at: datetime, day: date) -> None:
    attempt.voided_at, attempt.voided_by, attempt.voided_because = at, by.name, because
    attempt.save(update_fields=["voided_at", "voided_by", "voided_because"])
    if attempt.outcome == Outcome.REACHED and attempt.link.stay.closed_on is None:
        _turn(by=by, link=attempt.link, because=Because.VOIDED, at=at, day=day)


def _own_hello(id: UUID, *, by: Acting) -> Attempt | None:
    """Return what was said under this id; of anything else it is used up."""
    known = Attempt.objects.filter(id=id).first()
    if known is None:
        return None
    if known.made_under != by.in_person() or known.voided_at is not None:
        raise Refused("这一页已经用过了。请重新打开，再按一次。")
    return known


def _own_link(*, by: Acting) -> Link:
    """Lock the own link of the stay that goes on, after the whole file."""
    with crossing(Crossing.DISPATCH, by=by):
        lock_files(by.reach.own)
    own = Link.objects.filter(person__in=list(by.reach.own), side=Side.SELF)
    going_on = own.filter(stay__closed_on=None).select_related("stay").order_by("id")
    link = going_on.select_for_update(of=("self",)).first()
    if link is None:
        raise OutOfReach
    return link


def _turn(*, by: Acting, link: Link, because: Because, at: datetime, day: date) -> None:
    """Let the window follow the last contact of the organisation that answers for the link now.

    A link that is in no rhythm has none, as while somebody is looked for.
    """
    if not Window.objects.filter(link=link, known_to=None).exists():
        return
    own = "home" if link.side == Side.HOME else "host"
    standing = Attempt.objects.filter(
        link=link, outcome=Outcome.REACHED, voided_at=None, **{own: getattr(link, f"{own}_id")}
    )
    since = last_contact(standing.values_list("happened_on", flat=True))
    if since is None:
        restore_window(by=by, link=link, at=at)
    else:
        turn_window(by=by, link=link, since=since, because=because, at=at, day=day)


def _link_in_reach(link_id: UUID, *, by: Acting) -> Link:
    """Lock the link, so that two records of the same minute turn its window one after the other."""
    lock_persons(Link.objects.filter(id=link_id).values("person"))
    link = (
        Link.objects.select_for_update(of=("self",))
        .select_related("stay")
        .filter(id=link_id, stay__closed_on=None)
        .first()
    )
    if link is None or not link.answered_within(by.reach):
        raise OutOfReach
    return link


def _accept(told: Told, *, link: Link, day: date) -> None:
    if not may_happen_on(told.happened_on, today=day):
        raise Refused("联系的日子还没到，请看看日期。")
    if len(told.note) > NOTE_LENGTH:
        raise Refused(f"说明最多{NOTE_LENGTH}字，现在有{len(told.note)}字。")
    if not link.connected:
        raise Refused("这一边还没有接上，先要找到对应的党组织。")


def _attempt(*, by: Acting, id: UUID, link: Link, told: Told, at: datetime) -> Attempt:
    attempt = Attempt(
        id=id,
        stay_id=link.stay_id,
        link=link,
        person_id=link.person_id,
        side=link.side,
        channel=told.channel,
        outcome=told.outcome,
        happened_on=told.happened_on,
        recorded_at=at,
        made_by=by.name,
        made_by_organisation=by.organisation_name,
        made_under=by.appointment_id or by.in_person(),
        **link.addresses(),
    )
    if note := as_seen(told.note):
        key = keys.of_one(link.person_id)
        attempt.note_to_all = seal(note, key=key, place=attempt.place)
    return attempt
