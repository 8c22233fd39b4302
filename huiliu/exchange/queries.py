"""What an installation knows when it opens a roster; batches, questions and words in reach."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from huiliu.core.acting import Acting
from huiliu.core.blind import digest
from huiliu.core.errors import OutOfReach
from huiliu.exchange.choices import MissingAnswer, ReportState
from huiliu.exchange.known import KnownPeople
from huiliu.exchange.models import Batch, HeaderSynonym, Missing, Report
from huiliu.exchange.opening import Circle
from huiliu.exchange.roster.check import Places
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.headers import key, standard
from huiliu.exchange.rules import number_from
from huiliu.exchange.sealed import findings_in, said_in
from huiliu.organisations.models import Organisation
from huiliu.organisations.naming import Directory, Node
from huiliu.stays.placing import placed_in

LOOKED_AT = 20
"""How many of the newest batches are asked for headers that nobody knows."""


def circle_of(*, by: Acting, nodes: Sequence[Node]) -> Circle:
    """Return what the rows of a roster are held against, for one actor."""
    return Circle(
        synonyms=standard().with_local(local_synonyms()),
        places=Places(directory=Directory(nodes), within=by.organisation_path),
        known=KnownPeople(by=by),
        city=settings.HUILIU_CITY,
        limits=settings.HUILIU_ROSTER_LIMITS,
    )


def local_synonyms() -> dict[str, Field]:
    rows = HeaderSynonym.objects.values_list("header", "field")
    return {header: Field(field) for header, field in rows}


def batches(*, start: int = 0, longest: int = 100) -> list[Batch]:
    """Return the batches in reach, newest first, without what they hold."""
    newest = Batch.objects.select_related("organisation").order_by("-checked_at", "-id")
    return list(newest.defer("content", "findings", "persons")[start : start + longest])


def batch_in_reach(*, id: UUID) -> Batch:
    batch = Batch.objects.filter(id=id).select_related("organisation").first()
    if batch is None:
        raise OutOfReach
    return batch


def opened_batch(*, id: UUID) -> tuple[Batch, dict[str, Any]]:
    """Return a batch with what the check found, as long as that is kept."""
    batch = batch_in_reach(id=id)
    [findings] = findings_in([batch])
    return batch, findings


def questions(*, by: Acting) -> QuerySet[Missing]:
    """Return the open questions to the acting organisation.

    The host is asked; where there is none, whoever has the case in the queue. A role that reaches
    people by its queue alone is asked for those cases alone.
    """
    if by.range is None:
        return Missing.objects.none()
    asked = placed_in(by.range)
    if by.reach.host is None:
        asked &= Q(host_path=None, queue_path=by.organisation_path)
    return Missing.objects.filter(asked, answer=MissingAnswer.NONE)


def questions_with_people(*, by: Acting) -> list[Missing]:
    joined = questions(by=by).select_related("person__host", "person__patch", "person__home")
    return list(joined.order_by("host_path", "person__pinyin", "id"))


def synonyms() -> list[HeaderSynonym]:
    return list(HeaderSynonym.objects.order_by("header"))


def unknown_headers() -> list[str]:
    """Return the headers of recent batches in reach that nobody knows yet."""
    waiting = Batch.objects.exclude(findings=None).order_by("-checked_at", "-id")
    opened = list(waiting.defer("content")[:LOOKED_AT])
    known = {key(header) for header in local_synonyms()}
    found = [
        column["header"]
        for findings in findings_in(opened)
        for column in findings["columns"]
        if column["field"] is None and key(column["header"]) not in known
    ]
    return list(dict.fromkeys(found))


def importer_of(*, by: Acting) -> Organisation:
    """Return the organisation in whose name a roster is brought."""
    if by.organisation_id is None:
        raise OutOfReach
    return Organisation.objects.get(id=by.organisation_id)


def code_of(id: UUID) -> str:
    """Return the number of a report; it is not kept, for it can be made again from the id."""
    return number_from(digest("report number", str(id)))


def digest_of_code(code: str) -> bytes:
    """Return what is kept of the number of a report."""
    return digest("report code", code)


def report_coded(*, code: str, locked: bool = False) -> Report | None:
    """Return the report with this number, in the reach that was entered."""
    held = Report.objects.select_for_update(of=("self",)) if locked else Report.objects.all()
    found = held.select_related("station", "organisation")
    return found.filter(code_digest=digest_of_code(code)).first()


def report_in_reach(*, id: UUID) -> tuple[Report, dict[str, str]]:
    """Return a report with what was said in it."""
    related = Report.objects.select_related("station__organisation", "organisation")
    report = related.filter(id=id).first()
    if report is None:
        raise OutOfReach
    [said] = said_in([report])
    return report, said


def waiting_reports(
    *, by: Acting, below: bool, longest: int
) -> list[tuple[Report, dict[str, str]]]:
    """Return who waits for a call of the own organisation, or `below`, the most urgent first."""
    found = _reports(by).exclude(owner_path=by.organisation_path) if below else _own_reports(by)
    related = found.select_related("station", "organisation").order_by("waits_until", "id")
    reports = list(related[:longest])
    return list(zip(reports, said_in(reports), strict=True))


def count_reports(*, by: Acting) -> tuple[int, int]:
    """Count who waits for a call of the own organisation, and of those under it."""
    is_own = Q(owner_path=by.organisation_path)
    counted = _reports(by).aggregate(own=Count("id", filter=is_own), whole=Count("id"))
    return counted["own"], counted["whole"] - counted["own"]


def _reports(by: Acting) -> QuerySet[Report]:
    held = by.reach.queue
    if held is None:
        return Report.objects.none()
    within = Report.objects.filter(owner_path__gte=held.lo, owner_path__lt=held.hi)
    return within.filter(state=ReportState.WAITING)


def _own_reports(by: Acting) -> QuerySet[Report]:
    return _reports(by).filter(owner_path=by.organisation_path)
