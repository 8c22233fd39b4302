"""Letting an organisation below take out one fixed set until a day, and ending that."""

from datetime import date, datetime
from uuid import UUID

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.unseen import one_line
from huiliu.exchange.choices import ExportSet
from huiliu.exchange.models import Permit
from huiliu.exchange.outgoing import takes_exports
from huiliu.exchange.rules import LONGEST_PERMIT, may_last_until
from huiliu.organisations.models import Organisation

BECAUSE_LENGTH = 60


@action(Permission.PERMIT_EXPORT)
def permit_export(
    *,
    by: Acting,
    id: UUID,
    organisation: UUID,
    fixed_set: ExportSet,
    ends_on: date,
    because: str,
    at: datetime,
    day: date,
) -> Permit:
    """Open one set to an organisation below one's own; `id` is made by the form."""
    known = Permit.objects.filter(id=id, opened_under=by.under()).first()
    if known and known.ended_at:
        raise Refused("这一次已经停了。要再开通，请重新填一次。")
    if known:
        repeated()
        return known
    place = _below(by, organisation)
    because = one_line(because)
    if not 0 < len(because) <= BECAUSE_LENGTH:
        raise Refused(f"请写一句为什么要开通，最多{BECAUSE_LENGTH}个字。")
    if not may_last_until(ends_on, day=day):
        raise Refused(f"到哪一天，请选明天以后、{LONGEST_PERMIT.days}天以内的日子。")
    standing = Permit.objects.in_force(day).filter(organisation=place, fixed_set=fixed_set)
    if standing.exists():
        raise Refused("这一种已经开通着。要改日子，请先停掉，再开一次。")
    permit = Permit(
        id=id,
        organisation=place,
        fixed_set=fixed_set,
        ends_on=ends_on,
        because=because,
        opened_at=at,
        opened_by=by.name,
        opened_by_account=str(by.in_person()),
        opened_under=by.under(),
    )
    permit.save(force_insert=True)
    detail = {"set": fixed_set, "ends_on": ends_on.isoformat(), "organisation": str(place.id)}
    record(by=by, act="exchange.permit_export", subject=permit, detail=detail)
    return permit


@action(Permission.PERMIT_EXPORT)
def end_permit(*, by: Acting, id: UUID, at: datetime) -> Permit:
    """End it at once; what was approved under it can no longer be taken either."""
    found = Permit.objects.select_for_update(of=("self",)).select_related("organisation")
    permit = found.filter(id=id).first()
    if permit is None or not _is_below(by, permit.organisation):
        raise OutOfReach
    if permit.ended_at is not None:
        repeated()
        return permit
    permit.ended_at = at
    permit.save(update_fields=["ended_at"])
    record(by=by, act="exchange.end_permit", subject=permit)
    return permit


def _below(by: Acting, id: UUID) -> Organisation:
    """Return an organisation below one's own, locked, so that two who open it have an order."""
    place = Organisation.objects.select_for_update(of=("self",)).filter(id=id).first()
    if place is None or not _is_below(by, place):
        raise OutOfReach
    if not takes_exports(place):
        raise Refused("这一级看不到党员名单，不用开通。请给街道、社区或支部开通。")
    return place


def _is_below(by: Acting, place: Organisation) -> bool:
    inside = by.may(Permission.PERMIT_EXPORT, at=place.path)
    return inside and place.path != by.organisation_path
