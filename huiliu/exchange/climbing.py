"""Whom nobody called in time goes one level up, each report in a transaction of its own."""

from datetime import date

from huiliu.core.acting import Acting
from huiliu.core.apart import each_apart
from huiliu.exchange.actions import climb_report, find_late_reports


def climb_reports(*, by: Acting, day: date) -> int:
    """Hand on all that are late; return how many."""
    return each_apart(
        find_late_reports(by=by, day=day),
        lambda report: climb_report(by=by, report_id=report, day=day),
        what="reports that could not be handed on",
    )
