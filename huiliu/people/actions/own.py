"""What people say of themselves, and what they keep from others."""

from datetime import date, datetime
from uuid import UUID

from huiliu.access.codes import announce
from huiliu.access.crossing import Crossing, crossing
from huiliu.access.queries import account_of_oneself, acting_as_sign_in
from huiliu.accounts.actions import end_sessions
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.blind import digest
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.sealing import seal_facts
from huiliu.core.unseen import one_line
from huiliu.people.choices import (
    MAY_BE_HIDDEN,
    OWN_WORDS,
    PLAIN,
    Source,
)
from huiliu.people.keys import sign_in_digest
from huiliu.people.models import Person, Sighting, SightingKey
from huiliu.people.queries import (
    facts_among,
    oneself,
    rows_of,
    said_by,
    standing_telephones,
)

FACT_LENGTH = 80


@action(Permission.CHANGE_TELEPHONE)
def change_telephone(
    *, by: Acting, person_id: UUID, telephone: str, at: datetime, day: date
) -> Person:
    """Write down a member's new number as their own word, and tell the numbers that stood before.

    From then on the new number alone opens the file; who is signed in by the old one is not any
    more.
    """
    person = Person.objects.select_for_update(of=("self",)).filter(id=person_id).first()
    if person is None:
        raise OutOfReach
    rows = rows_of(person=person)
    before = standing_telephones(said_by(rows=rows))
    if before == {telephone}:
        repeated()
        return person
    sighting = _own_word(person, {"mobile": telephone}, day=day)
    with crossing(Crossing.SIGN_IN, by=by):
        SightingKey(digest=sign_in_digest(telephone), sighting=sighting).save(force_insert=True)
    record(by=by, act="people.change_telephone", subject=sighting, person=person.id)
    account = account_of_oneself(persons=rows)
    if account is not None:
        end_sessions(by=acting_as_sign_in(), account_id=account.id, at=at)
    words = f"您在汇流的手机号已由{by.organisation_name}换成新的。不是您本人换的，请马上告诉他们。"
    for number in sorted(before - {telephone}):
        announce(telephone=number, words=words)
    return person


@action(Permission.CORRECT_FACT)
def correct_fact(*, by: Acting, field: str, value: str, day: date) -> Person:
    """Write down what a person says is right: shown at once, with the older words behind it."""
    person = _oneself(by)
    said = one_line(value)
    if field not in OWN_WORDS:
        raise OutOfReach
    if not said:
        raise Refused("请写上对的是什么。")
    if len(said) > FACT_LENGTH:
        raise Refused(f"最多写{FACT_LENGTH}个字，现在有{len(said)}个。")
    standing = facts_among(said_by(rows=by.reach.own, own=True)).get(field)
    if standing and (standing.value, standing.source) == (said, Source.MEMBER):
        repeated()
        return person
    sighting = _own_word(person, {field: said}, day=day)
    record(
        by=by,
        act="people.correct_fact",
        subject=sighting,
        person=person.id,
        detail={"field": field},
    )
    return person


@action(Permission.HIDE_FACT)
def hide_fact(*, by: Acting, field: str) -> None:
    """Keep a fact from others, in all rows of a person; they see that it is hidden."""
    if field not in MAY_BE_HIDDEN:
        raise OutOfReach
    person = _oneself(by)
    if field in person.hidden:
        repeated()
        return
    person.hidden = sorted({*person.hidden, field})
    person.save(update_fields=["hidden"])
    record(by=by, act="people.hide_fact", person=person.id, detail={"field": field})


@action(Permission.HIDE_FACT)
def unhide_fact(*, by: Acting, field: str) -> None:
    """Let others see a fact again, whichever row of the person kept it."""
    _oneself(by)
    keeping = Person.objects.filter(id__in=by.reach.own, hidden__contains=[field])
    if not keeping:
        repeated()
        return
    for person in keeping:
        person.hidden = [kept for kept in person.hidden if kept != field]
        person.save(update_fields=["hidden"])
        record(by=by, act="people.unhide_fact", person=person.id, detail={"field": field})


def _own_word(person: Person, facts: dict[str, str], *, day: date) -> Sighting:
    """Add what a person says of themselves."""
    said = Sighting(
        person=person,
        source=Source.MEMBER,
        seen_on=day,
        said={field: value for field, value in facts.items() if field in PLAIN},
        content_digest=digest("own_word", str(sorted(facts.items()))),
        **person.addresses(),
    )
    sealed = {field: value for field, value in facts.items() if field not in PLAIN}
    said.sealed = seal_facts(sealed, key=keys.of_one(person.id), place=said.place)
    said.save(force_insert=True)
    return said


def _oneself(by: Acting) -> Person:
    """Return the leading row of who acts, locked, so that two words of one moment have an order."""
    leading = next(iter(oneself(persons=by.reach.own)), None)
    if leading is None:
        raise OutOfReach
    return Person.objects.select_for_update(of=("self",)).get(id=leading.id)
