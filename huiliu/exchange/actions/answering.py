"""What came of the call to somebody who has reported in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.paths import STEP
from huiliu.core.permissions import Permission
from huiliu.core.register import kept_since
from huiliu.exchange.actions.registering import HadAlready, Registration, Told, register_person
from huiliu.exchange.actions.reporting import call_back_until
from huiliu.exchange.choices import ReportEnd, ReportState
from huiliu.exchange.models import Report
from huiliu.exchange.sealed import forget_reports
from huiliu.organisations.models import Organisation
from huiliu.stays.actions.places import host_named
from huiliu.stays.course_rules import DISTRICT

_TURNED = ("organisation", "owner_path", "waits_until", "tries", "tried_on")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a registration from a report sends: the form's id, the host, and what is known now."""

    id: UUID
    place: Organisation
    told: Told


@action(Permission.REGISTER_PERSON)
def register_reported(
    *, by: Acting, report_id: UUID, filled: Filled, at: datetime, day: date
) -> Registration | HadAlready:
    """Register who has reported in, or who handed in a slip, as somebody at the counter is."""
    by.require(Permission.ANSWER_REPORT)
    report = _locked(report_id)
    if report.state not in {ReportState.WAITING, ReportState.BLANK} and report.batch != filled.id:
        raise Refused(f"这个人{report.get_state_display()}，不用再办了。")
    done = register_person(
        by=by, id=filled.id, place=filled.place, told=filled.told, at=at, day=day
    )
    if isinstance(done, HadAlready):
        record(by=by, act="exchange.find_reported_elsewhere", subject=report)
        return done
    if report.batch == filled.id:
        repeated()
        return done
    report.state, report.person, report.batch = ReportState.REGISTERED, done.person, done.batch.id
    _answer(report, by=by, day=day, also=("person", "batch"))
    record(by=by, act="exchange.register_reported", subject=report, person=done.person)
    return done


@action(Permission.ANSWER_REPORT)
def note_unanswered(*, by: Acting, report_id: UUID, day: date) -> Report:
    """Note that nobody answered the call; of one day it counts once."""
    report = _waiting(report_id)
    if report.tried_on == day:
        repeated()
        return report
    report.tries, report.tried_on = report.tries + 1, day
    report.save(update_fields=["tries", "tried_on"])
    record(by=by, act="exchange.note_unanswered", subject=report)
    return report


@action(Permission.ANSWER_REPORT)
def pass_on_report(*, by: Acting, report_id: UUID, to_id: UUID, day: date) -> Report:
    """Hand somebody to the organisation where they live; its own time begins."""
    to, report = host_named(to_id), _waiting(report_id)
    if report.owner_path == to.path:
        raise Refused("现在就在等这里联系，请选别的党组织。")
    report.sent_from, report.sent_on = report.owner_path, day
    _turn(report, to=to, day=day)
    with crossing(Crossing.REPORT, by=by):
        report.save(update_fields=[*_TURNED, "sent_from", "sent_on"])
    record(by=by, act="exchange.pass_on_report", subject=report)
    return report


@action(Permission.ANSWER_REPORT)
def take_back_passing(*, by: Acting, report_id: UUID, day: date) -> Report:
    """Take somebody back on the same day, as long as nobody has done anything about it there."""
    queue = by.reach.queue
    with crossing(Crossing.REPORT, by=by):
        report = _find_locked(report_id)
        if report is None or queue is None or not queue.holds(report.sent_from):
            raise OutOfReach
        if report.state != ReportState.WAITING or report.sent_on != day or report.tried_on == day:
            raise Refused("那边已经在办了，撤不回来。有话请打电话给那边说。")
        back = Organisation.objects.get(path=report.sent_from)
        report.sent_from, report.sent_on = "", None
        _turn(report, to=back, day=day)
        report.save(update_fields=[*_TURNED, "sent_from", "sent_on"])
    record(by=by, act="exchange.take_back_passing", subject=report)
    return report


@action(Permission.ANSWER_REPORT)
def close_report(*, by: Acting, report_id: UUID, because: ReportEnd, day: date) -> Report:
    """Say why somebody is not registered."""
    report = _locked(report_id)
    if report.state == ReportState.CLOSED:
        repeated()
        return report
    if report.state != ReportState.WAITING:
        raise Refused(f"这个人{report.get_state_display()}，不用再办了。")
    report.state, report.because = ReportState.CLOSED, because
    _answer(report, by=by, day=day, also=("because",))
    record(by=by, act="exchange.close_report", subject=report, detail={"because": because})
    return report


@action(Permission.ANSWER_REPORT)
def reopen_report(*, by: Acting, report_id: UUID) -> Report:
    """Wait for a call again, with the day by which it was due."""
    report = _locked(report_id)
    if report.state == ReportState.WAITING:
        repeated()
        return report
    if report.state != ReportState.CLOSED:
        raise Refused(f"这个人{report.get_state_display()}，不用再办了。")
    report.state, report.because = ReportState.WAITING, ReportEnd.NONE
    report.answered_on, report.answered_by = None, ""
    report.save(update_fields=["state", "because", "answered_on", "answered_by"])
    record(by=by, act="exchange.reopen_report", subject=report)
    return report


@action(Permission.CLIMB_REPORT)
def climb_report(*, by: Acting, report_id: UUID, day: date) -> None:
    """Hand one that nobody called in time one level up; the district has its time again."""
    with crossing(Crossing.REPORT, by=by):
        report = _find_locked(report_id)
        late = report is not None and report.state == ReportState.WAITING
        if report is None or not late or report.waits_until is None or report.waits_until >= day:
            repeated()
            return
        above = report.owner_path[: max(DISTRICT, len(report.owner_path) - STEP)]
        _turn(report, to=Organisation.objects.get(path=above), day=day)
        report.save(update_fields=_TURNED)
    record(by=by, act="exchange.climb_report", subject=report)


@action(Permission.CLIMB_REPORT)
def find_late_reports(*, by: Acting, day: date) -> list[UUID]:
    """Return the reports of people whom nobody has called in time."""
    with crossing(Crossing.REPORT, by=by):
        late = Report.objects.filter(state=ReportState.WAITING, waits_until__lt=day)
        return list(late.order_by("waits_until", "id").values_list("id", flat=True))


@action(Permission.REMOVE_EXPIRED)
def remove_expired_reports(*, by: Acting, day: date) -> int:
    """Forget what was answered long enough ago, and slips that nobody handed in."""
    with crossing(Crossing.RETENTION, by=by):
        answered = Report.objects.filter(answered_on__lt=kept_since("report", day))
        lost = Report.objects.filter(state=ReportState.BLANK, made_on__lt=kept_since("slip", day))
        gone = [*answered, *lost]
        forget_reports(gone)
        Report.objects.filter(id__in=[report.id for report in gone]).delete()
    record(by=by, act="exchange.remove_expired_reports", detail={"reports": len(gone)})
    return len(gone)


def _turn(report: Report, *, to: Organisation, day: date) -> None:
    """Make it another organisation's turn, which begins with all its days and no call."""
    report.organisation, report.owner_path = to, to.path
    report.waits_until, report.tries, report.tried_on = call_back_until(day), 0, None


def _answer(report: Report, *, by: Acting, day: date, also: tuple[str, ...]) -> None:
    report.answered_on, report.answered_by = day, by.name
    report.save(update_fields=["state", "answered_on", "answered_by", *also])


def _find_locked(id: UUID) -> Report | None:
    held = Report.objects.select_for_update(of=("self",))
    return held.select_related("station", "organisation").filter(id=id).first()


def _locked(id: UUID) -> Report:
    report = _find_locked(id)
    if report is None:
        raise OutOfReach
    return report


def _waiting(id: UUID) -> Report:
    report = _locked(id)
    if report.state != ReportState.WAITING:
        raise Refused(f"这个人{report.get_state_display()}，不用再办了。")
    return report
