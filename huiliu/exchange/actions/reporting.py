"""Somebody reports in at a station, asks what became of it, or no longer wants to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.calendar import workdays_after
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission
from huiliu.core.unseen import one_line
from huiliu.exchange.choices import ReportState
from huiliu.exchange.models import Report
from huiliu.exchange.queries import code_of, digest_of_code, report_coded
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.sealed import forget_reports, seal_report
from huiliu.people.models import Person
from huiliu.people.queries import rows_of
from huiliu.places.models import Station
from huiliu.stays.choices import Act, Side
from huiliu.stays.queries import contact_persons_of, last_stay_of, links_of, workdays_in_force

MOST_SLIPS = 24
"""On the sheets that are printed at once."""


@action(Permission.REPORT_IN)
def report_in(
    *, by: Acting, id: UUID, station: Station, said: Mapping[Field, str], day: date
) -> Report:
    """Take down who somebody says they are; nobody's file is opened, touched or asked for.

    Sent twice it counts once.
    """
    if not station.stands_on(day):
        raise Refused("这个服务站已经不在了，请到同一社区的别的站，或者打电话。")
    known = Report.objects.filter(id=id, station=station).first()
    if known is not None:
        repeated()
        return known
    report = _report(id, station=station, state=ReportState.WAITING, day=day)
    seal_report(report, {field.value: one_line(text) for field, text in said.items() if text})
    report.waits_until = call_back_until(day)
    _save_new([report])
    record(by=by, act="exchange.report_in", subject=report)
    return report


@action(Permission.ANSWER_REPORT)
def issue_slips(*, by: Acting, id: UUID, station: Station, count: int, day: date) -> list[Report]:
    """Make slips of paper, each with a number of its own; printed again they are the same."""
    by.require(Permission.EDIT_STATION, at=station.organisation.path)
    ids = [uuid5(id, str(at)) for at in range(min(count, MOST_SLIPS))]
    known = list(Report.objects.filter(id__in=ids))
    if known:
        repeated()
        return known
    slips = [_report(one, station=station, state=ReportState.BLANK, day=day) for one in ids]
    _save_new(slips)
    record(by=by, act="exchange.issue_slips", subject=station, detail={"slips": len(slips)})
    return slips


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever holds a number may know: nothing that was said, only who has it now."""

    report: Report
    host: str = ""
    """Where somebody is registered by now."""
    contact_person: str = ""


@action(Permission.REPORT_IN)
def ask_report(*, by: Acting, code: str, day: date) -> Answer | None:
    """Say what became of a report, to whoever holds its number."""
    with crossing(Crossing.REPORT, by=by):
        report = report_coded(code=code)
        if report is None:
            repeated()
            return None
        record(by=by, act="exchange.ask_report", subject=report)
        return _answer_of(report, day=day)


@action(Permission.REPORT_IN)
def withdraw_report(*, by: Acting, code: str) -> bool:
    """Forget a report at the word of whoever holds its number; say whether there was one.

    A registration that came of it is a file by now, and goes as files go.
    """
    with crossing(Crossing.REPORT, by=by):
        report = report_coded(code=code, locked=True)
        if report is None or report.state == ReportState.REGISTERED:
            repeated()
            return False
        forget_reports([report])
        report.delete()
    record(by=by, act="exchange.withdraw_report", subject=report)
    return True


def call_back_until(day: date) -> date:
    """Return the last day on which a call is in time."""
    return workdays_after(day, workdays_in_force(day=day)[Act.CALL_BACK])


def _report(id: UUID, *, station: Station, state: ReportState, day: date) -> Report:
    return Report(
        id=id,
        station=station,
        organisation=station.organisation,
        owner_path=station.organisation.path,
        state=state,
        made_on=day,
        code_digest=digest_of_code(code_of(id)),
    )


def _save_new(reports: list[Report]) -> None:
    """Save them; that two ids give one number happens once in a life, and a new id helps."""
    try:
        with transaction.atomic():
            for report in reports:
                report.save(force_insert=True)
    except IntegrityError as problem:
        raise Refused("没有记下，请返回重新打开，再填一次。") from problem


def _answer_of(report: Report, *, day: date) -> Answer:
    person = Person.objects.filter(id=report.person).first() if report.person else None
    stay = last_stay_of(persons=rows_of(person=person)) if person else None
    if stay is None or stay.host is None:
        return Answer(report)
    links = [link for link in links_of(stay=stay) if link.side == Side.HOST]
    named = contact_persons_of(links=[link.id for link in links], day=day)
    return Answer(report, host=stay.host.name, contact_person=next(iter(named.values()), ""))
