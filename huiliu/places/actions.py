"""Stations are opened, changed and closed by the organisation whose desk they are."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission
from huiliu.core.unseen import one_line
from huiliu.organisations.models import Organisation
from huiliu.places.models import Station
from huiliu.places.queries import station_kept


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands on the poster of a station."""

    name: str
    address: str
    hours: str
    telephone: str

    def written(self) -> dict[str, str]:
        return {field: one_line(text) for field, text in asdict(self).items()}


@action(Permission.EDIT_STATION)
def open_station(
    *, by: Acting, id: UUID, organisation: Organisation, desk: Desk, day: date
) -> Station:
    """Open a desk; the same form sent again is the same desk."""
    by.require(Permission.EDIT_STATION, at=organisation.path)
    known = Station.objects.filter(id=id, organisation=organisation).first()
    if known is not None:
        repeated()
        return known
    station = Station(id=id, organisation=organisation, opened_on=day, **desk.written())
    station.save(force_insert=True)
    record(by=by, act="places.open_station", subject=station)
    return station


@action(Permission.EDIT_STATION)
def change_station(*, by: Acting, id: UUID, desk: Desk) -> Station:
    """Say anew where it is, when, and whom to call; its poster leads to the new words at once."""
    station = _locked(by=by, id=id)
    written = desk.written()
    if all(getattr(station, field) == text for field, text in written.items()):
        repeated()
        return station
    for field, text in written.items():
        setattr(station, field, text)
    station.save(update_fields=[*written])
    record(by=by, act="places.change_station", subject=station)
    return station


@action(Permission.EDIT_STATION)
def close_station(*, by: Acting, id: UUID, day: date) -> Station:
    """Close a desk from today; whoever scans its poster is led to the others."""
    station = _locked(by=by, id=id)
    if station.closed_on is not None:
        repeated()
        return station
    station.closed_on = day
    station.save(update_fields=["closed_on"])
    record(by=by, act="places.close_station", subject=station)
    return station


@action(Permission.EDIT_STATION)
def reopen_station(*, by: Acting, id: UUID) -> Station:
    """Open a closed desk again, with the poster that it had."""
    station = _locked(by=by, id=id)
    if station.closed_on is None:
        repeated()
        return station
    if station.organisation.closed_on is not None:
        raise Refused("这个党组织已经撤销，服务站不能再开。")
    station.closed_on = None
    station.save(update_fields=["closed_on"])
    record(by=by, act="places.reopen_station", subject=station)
    return station


def _locked(*, by: Acting, id: UUID) -> Station:
    list(Station.objects.select_for_update().filter(id=id).values_list("id"))
    return station_kept(by=by, id=id)
