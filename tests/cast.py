"""The cast: who appears in the tests, and as whom they act.

罗 works at the community 环保 and 孙 at 荣华, in another district. 何 is clerk of the street
above 环保, 唐 the liaison of its district. 周 is secretary of a branch at 荣华 whose members live
elsewhere in the city. 钱 registers for the city and sees nobody.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huiliu.access.actions import appoint
from huiliu.access.models import Appointment
from huiliu.access.queries import acting_as_set_up, acting_under
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.core.acting import Acting, Channel
from huiliu.organisations.actions import open_organisation, plant_city
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.stays.actions import set_first_rules

DAY = date(2026, 11, 23)
DIVISIONS = Path(__file__).parent / "divisions.csv"
PASSWORD = "long-enough-password"

PARTS = {
    "qian": ("钱登记", RoleName.CITY_REGISTRAR, "4201"),
    "tang": ("唐联络", RoleName.DISTRICT_LIAISON, "420103"),
    "he": ("何干事", RoleName.STREET_CLERK, "420103001"),
    "luo": ("罗社区", RoleName.COMMUNITY_WORKER, "420103001001"),
    "sun": ("孙社区", RoleName.COMMUNITY_WORKER, "420104001001"),
    "zhou": ("周书记", RoleName.BRANCH_SECRETARY, "B1"),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, acting."""

    qian: Acting
    tang: Acting
    he: Acting
    luo: Acting
    sun: Acting
    zhou: Acting


def engage_cast() -> None:
    """Make the small city and everybody's account and appointment."""
    by = acting_as_set_up()
    plant_city(by=by, day=DAY, divisions=DIVISIONS)
    set_first_rules(by=by, day=date(2020, 1, 1))
    community = Organisation.objects.get(code="420104001001")
    name = "荣华社区第一党支部"
    open_organisation(by=by, parent=community, kind=Kind.BRANCH, name=name, code="B1", day=DAY)
    for username, (person, role, code) in PARTS.items():
        place = Organisation.objects.get(code=code)
        account = open_account(by=by, username=username, name=person, password=PASSWORD)
        appoint(by=by, account=account, role=role, organisation=place, day=DAY)


def acting_of(username: str) -> Acting:
    from_today = Appointment.objects.select_related("account", "organisation")
    appointment = from_today.get(account__username=username)
    return acting_under(appointment=appointment, account=appointment.account, channel=Channel.PAGE)


def whole_cast() -> Cast:
    return Cast(**{username: acting_of(username) for username in PARTS})
