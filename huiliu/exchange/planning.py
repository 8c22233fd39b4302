"""What a plan amounts to: its counts, who is missing from it, and whom its matches concern."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from huiliu.core.calendar import workdays_after
from huiliu.exchange.arrivals import Arrivals, Circumstances, Planned, Standing
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch
from huiliu.exchange.roster.check import Report
from huiliu.people.columns import NewPerson
from huiliu.people.models import Match, Person
from huiliu.stays.queries import RuleBook, workdays_in_force


def counts_of(report: Report, plan: Sequence[Planned]) -> dict[str, int]:
    found = Counter(one.standing for one in plan)
    standings = {standing.value: found[standing] for standing in Standing}
    return {"rows": report.rows, "out": report.rows - len(plan), **standings}


def missing_from(batch: Batch, plan: Sequence[Planned]) -> list[UUID]:
    """Return who was in the last roster of the series and is not in this one."""
    last = (
        Batch.objects.filter(series_digest=batch.series_digest, state=BatchState.APPLIED)
        .exclude(id=batch.id)
        .order_by("applied_at", "id")
        .last()
    )
    named = {one.line.person for one in plan}
    return sorted(set(last.persons) - named) if last else []


def known_in(plan: Sequence[Planned]) -> set[UUID]:
    """Return whose files a plan adds to or asks about: they are not to move meanwhile."""
    known = {one.line.person for one in plan if not one.line.new}
    return known | {one.line.other for one in plan if one.line.other is not None}


def completed(matches: Sequence[Match], new: Sequence[NewPerson]) -> list[Match]:
    """Give each proposed match the addresses of both sides; asked inside a crossing."""
    ids = {match.home_person_id for match in matches} | {match.host_person_id for match in matches}
    persons: dict[UUID, Person | NewPerson] = {
        person.id: person for person in Person.objects.filter(id__in=ids)
    }
    persons |= {UUID(person.id): person for person in new if UUID(person.id) in ids}
    for match in matches:
        home, host = persons[match.home_person_id], persons[match.host_person_id]
        match.home_id, match.home_path = home.home_id, home.home_path
        match.host_id, match.host_path = host.host_id, host.host_path
        match.patch_id, match.patch_path = host.patch_id, host.patch_path
        match.queue_id, match.queue_path = host.queue_id, host.queue_path
    return list(matches)


def arrivals_of(plan: Sequence[Planned], *, batch: Batch, at: datetime, day: date) -> Arrivals:
    clocks = workdays_in_force(day=day)
    known = Person.objects.filter(id__in={one.line.person for one in plan if not one.line.new})
    circumstances = Circumstances(
        batch=str(batch.id),
        day=day,
        at=at,
        rules=RuleBook.on(day),
        waits_until={act: workdays_after(day, count) for act, count in clocks.items()},
        stands={person.id: person.paths() for person in known},
    )
    return Arrivals(plan, circumstances=circumstances)
