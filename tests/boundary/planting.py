"""One file on its way into the ground: a person with all that hangs on one, each text marked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from huiliu.audit.models import Reading
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.models import Attempt
from huiliu.core import keys
from huiliu.core.clock import now
from huiliu.core.ids import new_id
from huiliu.core.reach import ADDRESSES
from huiliu.core.sealing import seal, seal_facts
from huiliu.exchange.models import Missing
from huiliu.exchange.roster.fields import Field
from huiliu.needs.choices import NeedKind, NeedState, WhoseWord
from huiliu.needs.models import Need, Step
from huiliu.organisations.models import Organisation
from huiliu.people.choices import PLAIN, Sex, Source
from huiliu.people.keys import sign_in_digest
from huiliu.people.models import Person, Sighting, SightingKey
from huiliu.rights.choices import Reason, Subject
from huiliu.rights.models import Objection
from huiliu.stays.choices import Act, Because, Side, StayMove, StayState
from huiliu.stays.course_rules import Course
from huiliu.stays.models import Link, Rule, Stay, StayStep, Window

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
NEEDS = {
    "all": NeedState.OPEN,
    "home": NeedState.TAKEN,
    "host": NeedState.SOLVED,
    "patch": NeedState.TAKEN,
    "queue": NeedState.TAKEN,
}
"""Where the need of each file stands, so that there is one for every move."""
KINDS = {
    "all": ADDRESSES,
    **{kind: (kind,) for kind in ADDRESSES},
    "roster": ("queue",),
    "waiting": ("queue",),
    "export": ("queue",),
    "report": ("queue",),
    "office": (),
    "station": (),
    "far": (),
    "left": (),
    "look": (),
}
Ids = Mapping[str, UUID]
Rows = dict[type[models.Model], list[models.Model]]


def mark(number: int) -> str:
    return f"kx{number:04d}"


def telephone(number: int) -> str:
    return f"1390000{number:04d}"


def objected_look(number: int, *, place: Organisation, look: UUID, person: UUID) -> Objection:
    """Return what somebody said of a look, which waits for the auditor of an organisation."""
    objection = Objection(
        person_id=person,
        subject=Subject.LOOK,
        subject_id=look,
        reason=Reason.NOT_NEEDED,
        against=place,
        raised_at=AT,
        answer_until=DAY,
        audited=True,
        queue_id=place.id,
        queue_path=place.path,
    )
    said = dict.fromkeys(("name", "line", "words"), mark(number))
    objection.sealed = seal_facts(said, key=keys.of_one(person), place=objection.place)
    return objection


@dataclass(frozen=True, slots=True)
class Planting:
    """One file on its way into the ground: its number, and how it is addressed."""

    rows: Rows
    number: int
    place: Organisation
    variant: str

    @property
    def columns(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for kind in KINDS[self.variant]:
            columns |= {f"{kind}_id": self.place.id, f"{kind}_path": self.place.path}
        return columns

    def file(self, rules: Mapping[str, Rule], *, roster: UUID, made_under: UUID) -> Ids:
        """Plant a person with all that hangs on one; return what addresses of pages can name."""
        person = self.person()
        stay, links, move = self.stay(person, rules, made_under=made_under)
        answered = links[Side.HOME if self.variant == "home" else Side.HOST]
        asked = self.row(
            Missing, batch_id=roster, person=person, asked_on=DAY, answer="", answered_by=""
        )
        return {
            "person": person.id,
            "stay": stay.id,
            "move": move.id,
            "link": answered.id,
            "attempt": self.attempt(answered, made_under=made_under).id,
            "need": (need := self.need(person)).id,
            "step": need.id,
            "sighting": self.rows[Sighting][-1].pk,
            "look": self.look(person).id,
            "objection": self.objection(person).id,
            "missing": asked.id,
            "match": new_id(),
        }

    def row(self, model: type[models.Model], **columns: Any) -> Any:
        """Make a row whose every plain text that was not given is the mark."""
        texts = {
            column.name: mark(self.number)
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField)
            and not column.choices
            and column.name not in columns
            and not column.name.endswith("_path")
        }
        made = model(**texts, **self.columns, **columns)
        self.rows[model].append(made)
        return made

    def person(self) -> Person:
        person = self.row(Person, sex=Sex.UNKNOWN)
        keys.make([person.id])
        told = {name.value: mark(self.number) for name in Field if name.kept}
        told |= {"mobile": telephone(self.number), "citizen_number": self._citizen_number()}
        plain = {name: value for name, value in told.items() if name in PLAIN}
        sealed = {name: value for name, value in told.items() if name not in PLAIN}
        sighting = self.row(
            Sighting, person=person, source=Source.HOST, seen_on=DAY, said=plain, content_digest=b""
        )
        sighting.sealed = seal_facts(sealed, key=keys.of_one(person.id), place=sighting.place)
        digest = sign_in_digest(telephone(self.number))
        self.rows[SightingKey].append(SightingKey(digest=digest, sighting=sighting))
        return person

    def stay(
        self, person: Person, rules: Mapping[str, Rule], *, made_under: UUID
    ) -> tuple[Stay, dict[Side, Link], StayStep]:
        opened = DAY - timedelta(90)
        stay = self.row(
            Stay,
            person=person,
            **self._asked(),
            waits_until=DAY,
            host_registered_on=DAY if self.variant == "host" else None,
            bound_path=self.place.path,
            opened_on=opened,
        )
        step = self.row(
            StayStep,
            stay=stay,
            person_id=person.id,
            move=StayMove.REPORTED,
            state=StayState.REPORTED,
            made_at=now(),
            made_under=made_under,
            known_before=self._known(),
        )
        step.words_to_all = self._sealed(person.id, step.place)
        links = {}
        for side in Side:
            link = self.row(Link, stay=stay, person=person, side=side, connected=True)
            links[side] = link
            self.row(
                Window,
                link=link,
                stay=stay,
                person_id=person.id,
                side=side,
                opens_on=opened,
                aim_on=opened,
                limit_on=opened,
                because=Because.REGISTERED,
                since=opened,
                rule=rules[side],
                known_from=AT,
            )
        return stay, links, step

    def _known(self) -> dict[str, Any]:
        """Return what a step keeps of the stay before it, as if nothing had been known."""
        course = asdict(Course(bound_for=self.place.path))
        days = dict.fromkeys(("home_registered_on", "host_registered_on", "waits_until"))
        return {"course": course, "days": days | {"waits_until": DAY.isoformat()}} | {
            "places": dict.fromkeys(("home", "host", "patch")),
            "named": {},
        }

    def _asked(self) -> dict[str, str]:
        """Return where the stay stands: taken in, not yet taken in, or no host is named."""
        if self.variant == "host":
            return {"state": StayState.REGISTERED_IN, "waits_for": Act.FIND_HOME}
        if "host" in KINDS[self.variant]:
            return {"state": StayState.DISPATCHED, "waits_for": Act.ACCEPT_AT_HOST}
        return {"state": StayState.REGISTERED_IN, "waits_for": Act.DISPATCH}

    def attempt(self, link: Link, *, made_under: UUID) -> Attempt:
        attempt = self.row(
            Attempt,
            stay=link.stay,
            link=link,
            person_id=link.person_id,
            side=link.side,
            channel=ContactChannel.TELEPHONE,
            outcome=Outcome.NOT_REACHED,
            happened_on=DAY,
            recorded_at=AT,
            made_under=made_under,
            voided_by="",
            voided_because="",
        )
        attempt.note_to_all = self._sealed(link.person_id, attempt.place)
        return attempt

    def need(self, person: Person) -> Need:
        state = NEEDS[self.variant]
        need = self.row(Need, person=person, kind=NeedKind.WORK, state=state, raised_on=DAY)
        need.taken_by = None if state == NeedState.OPEN else self.place
        need.words_to_all = self._sealed(person.id, need.place)
        step = self.row(
            Step,
            id=need.id,
            need=need,
            person_id=person.id,
            state=NeedState.OPEN,
            made_at=AT,
            whose_word=WhoseWord.ORGANISATION,
        )
        step.words_to_all = self._sealed(person.id, step.place)
        return need

    def look(self, person: Person) -> Reading:
        """Let somebody of the organisation have looked."""
        look = Reading(
            at=AT,
            account="",
            appointment="",
            name=mark(self.number),
            role="",
            organisation=str(self.place.id),
            organisation_name=mark(self.number),
            organisation_path=self.place.path,
            channel="page",
            purpose="",
            page="person",
            persons=[person.id],
        )
        self.rows[Reading].append(look)
        return look

    def objection(self, person: Person) -> Objection:
        objection = self.row(
            Objection,
            person=person,
            subject=Subject.LOOK,
            subject_id=new_id(),
            field="",
            reason=Reason.NOT_NEEDED,
            against=self.place,
            against_account="",
            raised_at=AT,
            answer_until=DAY,
            answered_by="",
            answered_by_organisation="",
        )
        said = dict.fromkeys(("name", "line", "words"), mark(self.number))
        objection.sealed = seal_facts(said, key=keys.of_one(person.id), place=objection.place)
        return objection

    def _sealed(self, person: UUID, place: str) -> bytes:
        return seal(mark(self.number), key=keys.of_one(person), place=place)

    def _citizen_number(self) -> str:
        return f"42019919900101{self.number:04d}"
