"""Checking a roster, applying it, leaving it, and taking it back."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import transaction

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.blind import digest
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.exchange.arrivals import Arrivals, Circumstances, Line, arrivals_of, recognised
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch
from huiliu.exchange.places import Place, Places
from huiliu.exchange.roster.check import Report
from huiliu.exchange.roster.problems import Verdict
from huiliu.organisations.actions import open_outside
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import directory_nodes
from huiliu.people.actions import open_files, refresh_files
from huiliu.people.models import Match, Person
from huiliu.people.queries import contents_of
from huiliu.stays.actions import open_stays
from huiliu.stays.queries import RuleBook, workdays_in_force


@action(Permission.IMPORT_ROSTER)
def apply_report(
    *,
    by: Acting,
    report: Report,
    file: Path,
    direction: str,
    importer: Organisation,
    at: datetime,
    day: date,
) -> Batch:
    """Put the rows of a checked roster in: all that have no error, in one transaction."""
    batch = _batch(by=by, report=report, file=file, direction=direction, importer=importer, at=at)
    places = Places(directory_nodes(day=day), importer=Place(importer.id, importer.path))
    batch.opened = _opened_homes(by=by, places=places, report=report, day=day)
    with crossing(Crossing.DISPATCH, by=by) as wide:
        lines = recognised(report, places)
        arrivals = _arrivals(lines, batch=batch, at=at, day=day)
        _write(by=wide, arrivals=arrivals)
    batch.counts = _counts(report, lines, arrivals)
    batch.save(force_insert=True)
    record(by=by, act="exchange.apply_report", subject=batch, detail=batch.counts)
    return batch


def _batch(
    *, by: Acting, report: Report, file: Path, direction: str, importer: Organisation, at: datetime
) -> Batch:
    headers = sorted({column.header for _, column in report.columns})
    series = "|".join([str(importer.id), direction, *headers])
    return Batch(
        file_name=file.name,
        file_digest=sha256(file.read_bytes()).digest(),
        series_digest=digest("roster series", series),
        direction=direction,
        organisation=importer,
        owner_path=importer.path,
        state=BatchState.APPLIED,
        made_by=by.name,
        made_under=by.under(),
        checked_at=at,
        applied_at=at,
    )


def _opened_homes(*, by: Acting, places: Places, report: Report, day: date) -> list[str]:
    """Open a light node for each home outside the city; return the ids of those that are new."""
    names = places.outside_names(seen.home for seen in report.going_in)
    before = set(Organisation.objects.filter(name__in=names).values_list("id", flat=True))
    nodes = open_outside(by=by, names=names, day=day)
    places.learn(nodes)
    return [str(node.id) for node in nodes.values() if node.id not in before]


def _arrivals(lines: Sequence[Line], *, batch: Batch, at: datetime, day: date) -> Arrivals:
    known = {line.person for line in lines if not line.new}
    circumstances = Circumstances(
        batch=batch.id,
        day=day,
        at=at,
        rules=RuleBook.on(day),
        workdays=workdays_in_force(day=day),
    )
    arrivals = arrivals_of(lines, said=contents_of(persons=known), circumstances=circumstances)
    arrivals.matches = _complete(arrivals.matches, arrivals.persons)
    return arrivals


def _complete(matches: Sequence[Match], new: Sequence[Person]) -> list[Match]:
    """Give each proposed match the addresses of both sides; leave out what was decided before."""
    ids = {match.home_person_id for match in matches} | {match.host_person_id for match in matches}
    persons = {person.id: person for person in Person.objects.filter(id__in=ids)}
    persons |= {person.id: person for person in new if person.id in ids}
    for match in matches:
        home, host = persons[match.home_person_id], persons[match.host_person_id]
        match.home_id, match.home_path = home.home_id, home.home_path
        match.host_id, match.host_path = host.host_id, host.host_path
        match.patch_id, match.patch_path = host.patch_id, host.patch_path
        match.queue_id, match.queue_path = host.queue_id, host.queue_path
    return list(matches)


def _write(*, by: Acting, arrivals: Arrivals) -> None:
    open_files(
        by=by,
        persons=arrivals.persons,
        sightings=arrivals.sightings,
        sighting_keys=arrivals.sighting_keys,
        matches=arrivals.matches,
    )
    open_stays(by=by, stays=arrivals.stays, links=arrivals.links, windows=arrivals.windows)
    if arrivals.changed:
        refresh_files(by=by, persons=arrivals.changed)


def _counts(report: Report, lines: Sequence[Line], arrivals: Arrivals) -> dict[str, int]:
    return {
        "rows": report.rows,
        "applied": len(lines),
        "out": report.rows - len(lines),
        "new": len(arrivals.persons),
        "changed": len(arrivals.changed),
        "same": arrivals.same,
        "matches": len(arrivals.matches),
    }
