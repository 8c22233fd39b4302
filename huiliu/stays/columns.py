"""New rows as plain tuples, in the order of their tables' columns: a roster writes many of them.

Their keys are texts: a person's is made once and written with a dozen rows.
"""

from datetime import date, datetime
from typing import NamedTuple

from huiliu.core.reach import Addresses
from huiliu.stays.choices import Side


class NewStay(NamedTuple):
    id: str
    home_id: str | None
    home_path: str | None
    host_id: str | None
    host_path: str | None
    patch_id: str | None
    patch_path: str | None
    queue_id: str | None
    queue_path: str | None
    person_id: str
    state: str
    bound_path: str
    home_registered_on: date | None
    host_registered_on: date | None
    left_on: date | None
    arrived_on: date | None
    waits_for: str
    waits_until: date | None
    climbed: int
    doubt: str
    opened_on: date
    closed_on: date | None
    closed_because: str
    joined_into_id: str | None
    batch: str | None


class NewLink(NamedTuple):
    id: str
    home_id: str | None
    home_path: str | None
    host_id: str | None
    host_path: str | None
    patch_id: str | None
    patch_path: str | None
    queue_id: str | None
    queue_path: str | None
    stay_id: str
    person_id: str
    side: str
    connected: bool
    contact_person_id: str | None


class NewWindow(NamedTuple):
    id: str
    home_id: str | None
    home_path: str | None
    host_id: str | None
    host_path: str | None
    patch_id: str | None
    patch_path: str | None
    queue_id: str | None
    queue_path: str | None
    link_id: str
    stay_id: str
    person_id: str
    side: str
    opens_on: date
    aim_on: date
    limit_on: date
    because: str
    since: date
    rule_id: str
    known_from: datetime
    known_to: datetime | None


def addresses_of(row: NewLink) -> Addresses:
    """Return the address columns of a row, in the order of its table."""
    return row[1:9]


def own_path(link: NewLink) -> str | None:
    """Return the path by which the rule of a link is chosen."""
    return link.home_path if link.side == Side.HOME else link.host_path
