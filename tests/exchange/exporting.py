"""People who can be taken out, and the steps of taking them out, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_set_up, acting_under
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.accounts.models import Account
from huiliu.audit.models import Entry, Reading
from huiliu.core import scope
from huiliu.core.acting import Acting, Channel
from huiliu.core.ids import new_id
from huiliu.core.paths import EVERYWHERE
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Taken,
    Wanted,
    agree_export,
    ask_export,
    give_password,
    permit_export,
    take_export,
)
from huiliu.exchange.choices import ExportPurpose, ExportSet
from huiliu.exchange.models import Export, Permit
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from tests.cast import DAY, PASSWORD, Cast, acting_of
from tests.factories import at as addresses
from tests.factories import make_person, make_stay, make_window

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
HUANBAO = "420103001001"
PURPOSES = {
    ExportSet.CALL_LIST: ExportPurpose.ON_THE_WAY,
    ExportSet.ROSTER_RECEIVED: ExportPurpose.DISTRICT_FORM,
}
ROSTER, CALLS = ExportSet.ROSTER_RECEIVED, ExportSet.CALL_LIST
HOUR = timedelta(hours=1)


def make_received(name: str, *, order: int = 1, code: str = HUANBAO) -> Person:
    """Make somebody who came to a community and is to be called, the longer ago the lower."""
    person = make_person(
        name,
        said={"branch": "王家村党支部", "joined_on": "2005-07-01", "occupation": "外卖骑手"},
        sealed={
            "mobile": f"1380013{order:04d}",
            "citizen_number": f"42119919820301{order:04d}",
            "address": "环保路8号",
        },
        **addresses(host=code, patch=code),
    )
    limit = DAY - timedelta(days=100 - order)
    make_window(make_stay(person), opens_on=limit, aim_on=limit, limit_on=limit)
    return person


def make_many(number: int) -> list[Person]:
    return [make_received(f"陈{order}", order=order) for order in range(1, number + 1)]


def permitted(
    by: Acting, fixed_set: ExportSet = ExportSet.ROSTER_RECEIVED, *, code: str = HUANBAO
) -> Permit:
    place = Organisation.objects.get(code=code)
    return permit_export(
        by=by,
        id=new_id(),
        organisation=place.id,
        fixed_set=fixed_set,
        ends_on=DAY + timedelta(days=30),
        because="填一次全区的报表",
        at=AT,
        day=DAY,
    )


def asked(
    by: Acting,
    fixed_set: ExportSet = ExportSet.ROSTER_RECEIVED,
    *,
    id: UUID | None = None,
    at: datetime = AT,
) -> Export:
    wanted = Wanted(fixed_set, PURPOSES[fixed_set], "明天要交")
    return ask_export(by=by, id=id or new_id(), wanted=wanted, at=at, day=DAY)


def colleague(code: str = HUANBAO) -> Acting:
    """Let somebody else work at a community."""
    by, place = acting_as_set_up(), Organisation.objects.get(code=code)
    account = open_account(by=by, username="gong", name="龚社区", password=PASSWORD)
    appoint(by=by, account=account, role=RoleName.COMMUNITY_WORKER, organisation=place, day=DAY)
    return acting_of("gong")


def appointed_again(by: Acting, code: str) -> Acting:
    """Give an account a second appointment, and let it act under that."""
    account = Account.objects.get(id=by.account_id)
    held = appoint(
        by=acting_as_set_up(),
        account=account,
        role=RoleName.COMMUNITY_WORKER,
        organisation=Organisation.objects.get(code=code),
        day=DAY,
    )
    return acting_under(appointment=held, account=account, channel=Channel.PAGE)


@contextmanager
def seen(export: Export) -> Iterator[Export]:
    """Give an export as it stands in the database, whoever asked for it."""
    with scope.entered(Reach.everywhere()):
        yield Export.objects.get(id=export.id)


def taken(by: Acting, export: Export, *, after: timedelta = HOUR) -> Taken:
    if export.fixed_set == ROSTER:
        give_password(by=by, id=export.id, at=AT + after, day=DAY)
    return take_export(by=by, id=export.id, at=AT + after, day=DAY)


def acts_of(act: str) -> list[Entry]:
    with scope.entered(Reach(trail=EVERYWHERE)):
        return list(Entry.objects.filter(act=f"exchange.{act}"))


def looks() -> list[Reading]:
    with scope.entered(Reach(trail=EVERYWHERE)):
        return list(Reading.objects.filter(channel="export").order_by("id"))


def agreed(by: Acting, export: Export, *, after: timedelta = HOUR) -> Export:
    return agree_export(by=by, id=export.id, at=AT + after, day=DAY)


def auditor(cast: Cast, code: str) -> Acting:
    by = replace(cast.tang, permissions=frozenset({Permission.TRACE_EXPORT}), reach=Reach())
    place = Organisation.objects.get(code=code)
    return replace(by, range=place.range, organisation_path=place.path)
