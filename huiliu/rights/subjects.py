"""What an objection is about: the line in words, and who wrote it or looked."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.timezone import localtime

from huiliu.access.models import Appointment
from huiliu.access.roles import MEMBER
from huiliu.audit.models import Entry, Reading
from huiliu.contact.models import Attempt
from huiliu.contact.queries import attempts_of
from huiliu.core.errors import OutOfReach
from huiliu.exchange.models import Batch
from huiliu.exchange.roster.fields import Field
from huiliu.needs.models import Step
from huiliu.needs.queries import steps_of
from huiliu.needs.words import maker_words, step_words
from huiliu.organisations.models import Organisation
from huiliu.people.choices import Source
from huiliu.people.models import Sighting
from huiliu.people.queries import said_by
from huiliu.people.words import look_words, purpose_words, value_words
from huiliu.rights.choices import Subject

Row = Sighting | Attempt | Step | Reading


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the own file: its row, and how it read when somebody objected to it."""

    row: Row
    words: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose word or look it was."""

    organisation: Organisation | None
    account: str


def line_of(*, subject: Subject, id: UUID, field: str, own: tuple[UUID, ...]) -> Line:
    """Return a line of somebody's own file; anybody else's is not there."""
    found = _LINES[subject](id, field, own)
    if found is None:
        raise OutOfReach
    return found


def batch_of(line: Line) -> UUID | None:
    """Return the roster that a line came with, if it came with one."""
    return line.row.batch if isinstance(line.row, Sighting) else None


def importer_of(*, batch: UUID) -> Writer:
    """Return who brought a roster; asked inside a crossing, as its importer alone sees it."""
    brought = Batch.objects.select_related("organisation").get(id=batch)
    return Writer(brought.organisation, _appointed(brought.made_under).account)


def writer_of(line: Line) -> Writer:
    """Return who wrote a line that came with no roster, or who looked."""
    row = line.row
    if isinstance(row, Sighting):
        return _writer_of_sighting(row)
    if isinstance(row, Attempt):
        return _appointed(row.made_under)
    if isinstance(row, Reading):
        return _traced(row)
    acts = Entry.objects.filter(
        subject=f"needs.need:{row.need_id}",
        name=row.made_by,
        organisation_name=row.made_by_organisation,
    )
    return _traced(acts.order_by("at", "id").first())


def fields_of(*, sighting: UUID, own: tuple[UUID, ...]) -> dict[str, str]:
    """Return what one source said of a person, as words by field."""
    for row, facts in said_by(rows=own, own=True):
        if row.id == sighting and _written_by_others(row):
            fields = [field for field in Field if field in facts]
            return {field.value: value_words(field, facts[field], own=True) for field in fields}
    return {}


def _fact(id: UUID, field: str, own: tuple[UUID, ...]) -> Line | None:
    words = fields_of(sighting=id, own=own).get(field)
    if words is None:
        return None
    row = Sighting.objects.get(id=id)
    source = Source(row.source).label
    return Line(row, f"{Field(field).label}：{words}（{source}，{row.seen_on.isoformat()}）")


def _contact(id: UUID, _field: str, own: tuple[UUID, ...]) -> Line | None:
    for row, note in attempts_of(persons=own):
        if row.id == id:
            who = f"{row.made_by_organisation} {row.made_by}"
            how = f"{row.get_channel_display()}，{row.get_outcome_display()}"
            said = f"：{note}" if note else ""
            return Line(row, f"{row.happened_on.isoformat()} {who} {how}{said}")
    return None


def _step(id: UUID, _field: str, own: tuple[UUID, ...]) -> Line | None:
    step = Step.objects.filter(id=id, person__in=own).select_related("need").first()
    if step is None or not step.made_by_organisation:
        return None
    words = next(words for row, words in steps_of(need=step.need) if row.id == id)
    what = step.need.get_kind_display()
    return Line(step, f"{what}：{maker_words(step)} {step_words(step, words)}")


def _look(id: UUID, _field: str, own: tuple[UUID, ...]) -> Line | None:
    looks = Reading.objects.filter(id=id, persons__overlap=list(own)).exclude(role=MEMBER)
    look = looks.first()
    if look is None:
        return None
    moment = localtime(look.at).strftime("%Y-%m-%d %H:%M")
    why = f"（{purpose_words(look.purpose)}）" if look.purpose else ""
    who = f"{look.organisation_name} {look.name}"
    return Line(look, f"{moment} {who} {look_words(look.page)}{why}")


_LINES: dict[Subject, Callable[[UUID, str, tuple[UUID, ...]], Line | None]] = {
    Subject.FACT: _fact,
    Subject.CONTACT: _contact,
    Subject.STEP: _step,
    Subject.LOOK: _look,
}


def _written_by_others(row: Sighting) -> bool:
    """Say whether it is not the person's own word; one taken at a counter was put down there."""
    return row.source != Source.MEMBER or _put_down(row) is not None


def _put_down(row: Sighting) -> Entry | None:
    return Entry.objects.filter(subject=f"people.sighting:{row.id}").exclude(role=MEMBER).first()


def _writer_of_sighting(row: Sighting) -> Writer:
    entry = _put_down(row)
    if entry is not None:
        return _traced(entry)
    return Writer(row.home if row.source == Source.HOME_REGISTER else row.host, "")


def _appointed(id: UUID) -> Writer:
    held = Appointment.objects.filter(id=id).select_related("organisation").first()
    return Writer(held.organisation, str(held.account_id)) if held else Writer(None, "")


def _traced(trace: Entry | Reading | None) -> Writer:
    if trace is None or not trace.organisation:
        return Writer(None, trace.account if trace else "")
    return Writer(Organisation.objects.get(id=trace.organisation), trace.account)
