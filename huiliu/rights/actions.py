"""People object to a line of their file and are answered, and name others to act for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from huiliu.access.crossing import Crossing, crossing
from huiliu.access.queries import appointments_of, persons_of
from huiliu.access.rules import new_code
from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.sealing import seal_facts
from huiliu.core.unseen import as_seen
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.people.queries import oneself
from huiliu.rights.choices import Reason, Subject
from huiliu.rights.delegations import delegation_digest
from huiliu.rights.models import Delegation, Objection
from huiliu.rights.queries import answering_organisation, auditing_organisation, opened
from huiliu.rights.rules import CODE_LIFETIME, answer_until, last_day_for_another
from huiliu.rights.subjects import Line, Writer, batch_of, importer_of, line_of, writer_of

WORDS_LENGTH = 300


@dataclass(frozen=True, slots=True)
class About:
    """Which line an objection is about; of a source's word, which of its facts."""

    subject: Subject
    id: UUID
    field: str = ""


@action(Permission.RAISE_OBJECTION)
def raise_objection(
    *, by: Acting, id: UUID, about: About, reason: Reason, words: str, at: datetime, day: date
) -> Objection:
    """Say that a line of the own file is wrong. `id` is made by the form: sent twice, said once.

    It waits above whoever wrote the line, which the person may read, and those whom it is about
    may not. What is said of a look waits for an auditor, where one is in office.
    """
    known = Objection.objects.filter(id=id).first()
    if known:
        repeated()
        return known
    person = _leading(by)
    words = _accepted(words)
    line = line_of(subject=about.subject, id=about.id, field=about.field, own=by.reach.own)
    mine = Objection.objects.filter(person__in=by.reach.own, answered_at=None)
    if mine.filter(subject_id=about.id, field=about.field).exists():
        raise Refused("这一处您已经说过了，正在等答复。")
    writer = _writer(by, line)
    audited, answering = _answering(about.subject, writer, day)
    objection = Objection(
        id=id,
        person=person,
        subject=about.subject,
        subject_id=about.id,
        field=about.field,
        reason=reason,
        against=writer.organisation,
        against_account=writer.account,
        raised_at=at,
        audited=audited,
        answer_until=answer_until(day),
        queue=answering,
        queue_path=answering.path,
    )
    said = {"name": person.name, "line": line.words, "words": words}
    objection.sealed = seal_facts(said, key=keys.of_one(person.id), place=objection.place)
    objection.save(force_insert=True)
    detail = {"subject": about.subject, "reason": reason}
    record(by=by, act="rights.raise_objection", subject=objection, person=person.id, detail=detail)
    return objection


@action(Permission.ANSWER_OBJECTION)
def answer_objection(*, by: Acting, id: UUID, words: str, at: datetime) -> Objection:
    """Answer in words that the person reads; nobody answers what is about themselves."""
    return _answered(by, id, words, at, audited=False)


@action(Permission.ANSWER_LOOK)
def answer_look(*, by: Acting, id: UUID, words: str, at: datetime) -> Objection:
    """Answer what somebody said of a look at their file, without seeing the file."""
    return _answered(by, id, words, at, audited=True)


@action(Permission.HAND_ON_OBJECTION)
def hand_on_objections(*, by: Acting, day: date) -> int:
    """Let what was said of looks wait where it would if it were said today.

    One whose auditor has left office would otherwise wait for ever. Returns how many moved.
    """
    moved = 0
    with crossing(Crossing.OBJECT, by=by):
        waiting = Objection.objects.select_for_update(of=("self",)).select_related("against")
        for objection in waiting.filter(subject=Subject.LOOK, answered_at=None):
            said_of = Writer(objection.against, objection.against_account)
            audited, answering = _answering(Subject.LOOK, said_of, day)
            if answering.path != objection.queue_path or audited != objection.audited:
                objection.audited, objection.queue = audited, answering
                objection.queue_path = answering.path
                objection.save(update_fields=["audited", "queue", "queue_path"])
                moved += 1
    record(by=by, act="rights.hand_on_objections", detail={"objections": moved})
    return moved


@action(Permission.NAME_DELEGATE)
def name_delegate(
    *, by: Acting, id: UUID, ends_on: date, at: datetime, day: date
) -> tuple[Delegation, str | None]:
    """Let somebody else agree to act for oneself until a day: whoever enters the code in time.

    The code is returned once; an earlier, equal call has it, and gives None.
    """
    known = Delegation.objects.filter(id=id, principal=by.in_person()).first()
    if known:
        repeated()
        return known, None
    if not day < ends_on <= last_day_for_another(day):
        raise Refused("到哪一天，请选明天以后、一年以内的日子。")
    code = new_code()
    delegation = Delegation(
        id=id,
        principal_id=by.in_person(),
        code_digest=delegation_digest(code),
        code_ends_at=at + CODE_LIFETIME,
        ends_on=ends_on,
    )
    delegation.save(force_insert=True)
    detail = {"ends_on": ends_on.isoformat()}
    person = _leading(by).id
    record(by=by, act="rights.name_delegate", subject=delegation, person=person, detail=detail)
    return delegation, code


@action(Permission.ACCEPT_DELEGATION)
def accept_delegation(*, by: Acting, code: str, at: datetime, day: date) -> Delegation:
    """Agree to act for whoever gave the code. Nobody does who works for an organisation."""
    found = Delegation.objects.select_for_update(of=("self",)).select_related("principal")
    named = found.filter(code_digest=delegation_digest(code), code_ends_at__gt=at)
    delegation = named.filter(accepted_at=None, ended_at=None).first()
    if delegation is None:
        raise Refused("这个码不对，或者已经过了十分钟、用过了。请您家人再要一个。")
    if delegation.principal_id == by.in_person():
        raise Refused("这是您自己的码，请给要替您办事的人。")
    account = Account.objects.get(id=by.in_person())
    if appointments_of(account=account, day=day):
        raise Refused("在组织里任职的人不能替党员办事，免得自己说自己办好了。")
    delegation.delegate, delegation.accepted_at = account, at
    delegation.save(update_fields=["delegate", "accepted_at"])
    _record_for_principal(by, "rights.accept_delegation", delegation)
    return delegation


@action(Permission.END_DELEGATION)
def end_delegation(*, by: Acting, id: UUID, at: datetime) -> Delegation:
    """End it at once, from either side."""
    mine = Q(principal=by.in_person()) | Q(delegate=by.in_person())
    found = Delegation.objects.select_for_update(of=("self",)).select_related("principal")
    delegation = found.filter(mine, id=id).first()
    if delegation is None:
        raise OutOfReach
    if delegation.ended_at is not None:
        repeated()
        return delegation
    delegation.ended_at = at
    delegation.save(update_fields=["ended_at"])
    _record_for_principal(by, "rights.end_delegation", delegation)
    return delegation


@action(Permission.ERASE_FILE)
def erase_objections(*, by: Acting, persons: Collection[UUID]) -> None:
    """Remove what was objected to in a file that is erased."""
    gone, _ = Objection.objects.filter(person__in=list(persons)).delete()
    record(by=by, act="rights.erase_objections", detail={"rows": gone})


def _answered(by: Acting, id: UUID, words: str, at: datetime, *, audited: bool) -> Objection:
    waiting = Objection.objects.select_for_update(of=("self",))
    here = waiting.filter(id=id, queue_path=by.organisation_path, audited=audited)
    objection = here.exclude(against_account=str(by.in_person())).first()
    if objection is None:
        raise OutOfReach
    words = _accepted(words)
    if not words:
        raise Refused("请写上答复，本人会看到。")
    said = opened(objection)
    if objection.answered_at is not None:
        if said["answer"] == words:
            repeated()
            return objection
        raise Refused("这一件已经答复了。")
    objection.sealed = seal_facts(
        said | {"answer": words}, key=keys.of_one(objection.person_id), place=objection.place
    )
    objection.answered_at = at
    objection.answered_by, objection.answered_by_organisation = by.name, by.organisation_name
    objection.save(
        update_fields=["sealed", "answered_at", "answered_by", "answered_by_organisation"]
    )
    act = "rights.answer_look" if audited else "rights.answer_objection"
    record(by=by, act=act, subject=objection, person=objection.person_id)
    return objection


def _record_for_principal(by: Acting, act: str, delegation: Delegation) -> None:
    """Put it into the trail of whoever is acted for, whichever side does it."""
    person = next(iter(persons_of(account=delegation.principal)), None)
    record(by=by, act=act, subject=delegation, person=person)


def _leading(by: Acting) -> Person:
    """Return the leading row of who acts, locked, so that two words of one moment have an order."""
    people = oneself(persons=by.reach.own)
    if not people:
        raise OutOfReach
    return Person.objects.select_for_update(of=("self",)).get(id=people[0].id)


def _writer(by: Acting, line: Line) -> Writer:
    batch = batch_of(line)
    if batch is None:
        return writer_of(line)
    with crossing(Crossing.OBJECT, by=by):
        return importer_of(batch=batch)


def _answering(subject: Subject, writer: Writer, day: date) -> tuple[bool, Organisation]:
    """Return whether an auditor answers, and where."""
    auditing = None
    if subject == Subject.LOOK:
        account = UUID(writer.account) if writer.account else None
        auditing = auditing_organisation(against=writer.organisation, day=day, but=account)
    return auditing is not None, auditing or answering_organisation(against=writer.organisation)


def _accepted(words: str) -> str:
    words = as_seen(words)
    if len(words) > WORDS_LENGTH:
        raise Refused(f"最多写{WORDS_LENGTH}个字，现在有{len(words)}个。")
    return words
