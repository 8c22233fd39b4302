"""New rows as plain tuples, in the order of their tables' columns: a roster writes many of them."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from huiliu.stays.choices import Side


class NewStay(NamedTuple):
    id: UUID
    home_id: UUID | None
    home_path: str | None
    host_id: UUID | None
    host_path: str | None
    patch_id: UUID | None
    patch_path: str | None
    queue_id: UUID | None
    queue_path: str | None
    person_id: UUID
    state: str
    home_registered_on: date | None
    host_registered_on: date | None
    left_on: date | None
    arrived_on: date | None
    waits_for: str
    waits_until: date | None
    opened_on: date
    closed_on: date | None
    closed_because: str
    joined_into_id: UUID | None
    batch: UUID | None


class NewLink(NamedTuple):
    id: UUID
    home_id: UUID | None
    home_path: str | None
    host_id: UUID | None
    host_path: str | None
    patch_id: UUID | None
    patch_path: str | None
    queue_id: UUID | None
    queue_path: str | None
    stay_id: UUID
    person_id: UUID
    side: str
    connected: bool
    contact_person_id: UUID | None


class NewWindow(NamedTuple):
    id: UUID
    home_id: UUID | None
    home_path: str | None
    host_id: UUID | None
    host_path: str | None
    patch_id: UUID | None
    patch_path: str | None
    queue_id: UUID | None
    queue_path: str | None
    link_id: UUID
    stay_id: UUID
    person_id: UUID
    side: str
    opens_on: date
    aim_on: date
    limit_on: date
    because: str
    since: date
    rule_id: UUID
    known_from: datetime
    known_to: datetime | None


def own_path(link: NewLink) -> str | None:
    """Return the path by which the rule of a link is chosen."""
    return link.home_path if link.side == Side.HOME else link.host_path
