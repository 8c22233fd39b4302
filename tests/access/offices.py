"""Places, appointments and what is on record of them, for tests of who holds which office."""

from datetime import UTC, date, datetime

from huiliu.access.actions import (
    accept_invitation,
    invite,
)
from huiliu.access.models import Appointment
from huiliu.access.queries import (
    acting_as_invitation,
)
from huiliu.access.roles import RoleName
from huiliu.access.rules import Acceptance
from huiliu.accounts.models import Account
from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.organisations.models import Organisation
from tests.cast import DAY, Cast

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
LATE = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
"""One minute to midnight in the city."""
TOMORROW = date(2026, 11, 24)
NETWORK = "192.0.2.0/24"


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def appointment_of(username: str) -> Appointment:
    return Appointment.objects.get(account__username=username)


def acts_at(code: str, act: str) -> int:
    """Count how often an act is on record, of those who acted for the street above a place."""
    with scope.entered(Reach(trail=place(code[:9]).range)):
        return Entry.objects.filter(act=act).count()


def letter(cast: Cast, *, moment: datetime = MORNING) -> str:
    """Let the street clerk invite a worker to 建设, and return the code."""
    _, code = invite(
        by=cast.he,
        id=new_id(),
        name="陈静",
        role=RoleName.COMMUNITY_WORKER,
        organisation=place("420103001002"),
        at=moment,
    )
    assert code is not None
    return code


def accept(
    code: str, *, username: str = "chenjing", network: str = NETWORK, moment: datetime = MORNING
) -> Account | None:
    accepted = Acceptance(
        code=code, username=username, password="a-long-sentence-of-mine", network=network
    )
    by = acting_as_invitation(code=code, at=moment)
    return accept_invitation(by=by, accepted=accepted, at=moment, day=DAY)
