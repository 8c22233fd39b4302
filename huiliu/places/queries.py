"""Reads of stations. Where they are is open to everybody."""

from datetime import date
from uuid import UUID

from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.places.models import Station


def station_at(*, id: UUID) -> Station:
    """Return a station, closed ones too: posters of it may still hang somewhere."""
    found = Station.objects.select_related("organisation").filter(id=id).first()
    if found is None:
        raise OutOfReach
    return found


def stations_of(*, organisation: UUID, day: date) -> list[Station]:
    """Return the standing stations of one organisation, the oldest first."""
    standing = Station.objects.standing_on(day).filter(organisation=organisation)
    return list(standing.select_related("organisation").order_by("opened_on", "id"))


def stations_in_range(*, by: Acting, day: date, longest: int) -> list[Station]:
    """Return the standing stations of the acting organisation and of those under it."""
    if by.range is None:
        return []
    held = Station.objects.standing_on(day).filter(
        organisation__path__gte=by.range.lo, organisation__path__lt=by.range.hi
    )
    related = held.select_related("organisation")
    return list(related.order_by("organisation__path", "opened_on", "id")[:longest])


def station_kept(*, by: Acting, id: UUID) -> Station:
    """Return a station that somebody may change."""
    station = station_at(id=id)
    if not by.may(Permission.EDIT_STATION, at=station.organisation.path):
        raise OutOfReach
    return station
