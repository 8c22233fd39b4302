"""What of rosters and exports is forgotten: with a file, or when it was kept long enough."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.bulk import remove_many
from huiliu.core.permissions import Permission
from huiliu.core.register import kept_since
from huiliu.exchange.choices import WAITING, BatchState, ExportState, ReportState
from huiliu.exchange.models import Batch, Export, Missing, Report
from huiliu.exchange.sealed import forget, forget_reports, forget_words


@action(Permission.ERASE_FILE)
def erase_traces(*, by: Acting, persons: Collection[UUID]) -> None:
    """Forget what rosters and exports hold of somebody whose file is erased.

    A roster that waits is left; an export can be taken without the person, if others are on it.
    """
    gone = set(persons)
    removed = remove_many(Missing, column="person_id", among=persons)
    batches = list(Batch.objects.select_for_update().filter(persons__overlap=list(persons)))
    for batch in batches:
        batch.persons = [person for person in batch.persons if person not in gone]
        if batch.state in WAITING:
            batch.state = BatchState.DROPPED
        forget(batch)
        batch.save(update_fields=["persons", "state", "content", "findings"])
    exports, reports = take_off_lists(persons), _forget_reports_of(persons)
    detail = {"questions": removed, "batches": len(batches), "exports": exports}
    detail["reports"] = reports
    record(by=by, act="exchange.erase_traces", detail=detail)


def take_off_lists(persons: Collection[UUID]) -> int:
    """Leave out of what goes out whoever has no file any more; return from how many lists."""
    gone = set(persons)
    exports = list(Export.objects.select_for_update().filter(persons__overlap=list(persons)))
    for export in exports:
        export.persons = [person for person in export.persons if person not in gone]
        export.save(update_fields=["persons"])
    return len(exports)


def wait_again(batch: UUID) -> None:
    """Let whoever reported in wait for a call again, once their registration is taken back.

    A slip of paper holds nothing that anybody could call: it is blank again.
    """
    held = Report.objects.filter(batch=batch)
    nobody = {"person": None, "batch": None, "answered_on": None, "answered_by": ""}
    held.filter(sealed=None).update(state=ReportState.BLANK, **nobody)
    held.filter(sealed__isnull=False).update(state=ReportState.WAITING, **nobody)


def _forget_reports_of(persons: Collection[UUID]) -> int:
    reports = list(Report.objects.select_for_update().filter(person__in=list(persons)))
    forget_reports(reports)
    Report.objects.filter(id__in=[report.id for report in reports]).delete()
    return len(reports)


@action(Permission.REMOVE_EXPIRED)
def remove_expired_rosters(*, by: Acting, day: date) -> int:
    """Forget workbooks that lay long enough, and questions that were answered long ago.

    A roster that still waited is left; one that a worker is at stays for that day.
    """
    with crossing(Crossing.RETENTION, by=by):
        lying = Batch.objects.filter(checked_at__date__lt=kept_since("content", day))
        held = lying.exclude(content=None, findings=None).exclude(state=BatchState.APPLYING)
        batches = list(held.select_for_update())
        for batch in batches:
            if batch.state == BatchState.CHECKED:
                batch.state, batch.persons = BatchState.DROPPED, []
            forget(batch)
            batch.save(update_fields=["persons", "state", "content", "findings"])
        answered = Missing.objects.filter(answered_on__lt=kept_since("question", day))
        questions, _ = answered.delete()
    detail = {"batches": len(batches), "questions": questions}
    record(by=by, act="exchange.remove_expired_rosters", detail=detail)
    return len(batches) + questions


@action(Permission.REMOVE_EXPIRED)
def remove_expired_exports(*, by: Acting, at: datetime) -> int:
    """Forget who was on the lists whose day is over, and the words and the password with them."""
    with crossing(Crossing.RETENTION, by=by):
        over = Export.objects.filter(ends_at__lte=at, sealed__isnull=False)
        exports = list(over.select_for_update(skip_locked=True))
        for export in exports:
            if export.state in (ExportState.WAITING, ExportState.READY):
                export.state = ExportState.ENDED
            export.persons = []
            forget_words(export)
            export.save(update_fields=["state", "persons", "sealed"])
    record(by=by, act="exchange.remove_expired_exports", detail={"exports": len(exports)})
    return len(exports)
