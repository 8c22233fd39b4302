"""What has been kept as long as the data register says, goes: each domain's part, in turn."""

from datetime import date, datetime

from huiliu.access.actions import remove_expired_codes
from huiliu.access.queries import acting_as_retention
from huiliu.accounts.actions import remove_expired_sign_ins
from huiliu.contact.actions import forget_notes
from huiliu.core.passing import remove_left_folders
from huiliu.exchange.actions import (
    remove_expired_exports,
    remove_expired_reports,
    remove_expired_rosters,
)
from huiliu.needs.actions import forget_words


def end_keeping(*, at: datetime, day: date) -> int:
    """Remove what is due on a day, as `machine:retention`; return how many things that were."""
    by = acting_as_retention()
    return (
        remove_expired_sign_ins(by=by, at=at, day=day)
        + remove_expired_codes(by=by, day=day)
        + forget_notes(by=by, day=day)
        + forget_words(by=by, day=day)
        + remove_expired_rosters(by=by, day=day)
        + remove_expired_exports(by=by, at=at)
        + remove_expired_reports(by=by, day=day)
        + remove_left_folders(at=at)
    )
