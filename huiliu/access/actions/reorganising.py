"""Closing an organisation, and making one of two."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from huiliu.access.crossing import Crossing, crossing
from huiliu.access.models import Appointment, Invitation
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.core.reach import ADDRESSES
from huiliu.organisations.choices import Kind, ReachedBy
from huiliu.organisations.events import PATH_JOINED
from huiliu.organisations.models import Addressed, Name, Organisation
from huiliu.organisations.queries import (
    addressed_among,
    addressed_models,
    level_of,
    outside_pair,
)
from huiliu.organisations.rules import may_change
from huiliu.places.models import Station


@action(Permission.EDIT_ORGANISATION)
def close_organisation(*, by: Acting, id: UUID, at: datetime, day: date) -> Organisation:
    """Close an organisation that nothing depends on; from this day it is not offered any more."""
    organisation = Organisation.objects.select_for_update(of=("self",)).filter(id=id).first()
    if organisation is None or not by.may(Permission.EDIT_ORGANISATION, at=organisation.path):
        raise OutOfReach
    if organisation.closed_on is not None:
        repeated()
        return organisation
    if not may_change(Kind(organisation.kind), level=level_of(by=by)):
        raise NotPermitted(f"{Kind(organisation.kind).label}要由上一级来撤销。")
    _refuse_needed(organisation, at=at, day=day)
    with crossing(Crossing.REORGANISE, by=by):
        if addressed_among(organisations=[organisation.id]):
            raise Refused("还有党员的记录写着这里，撤销以后就没有组织管了。要先并到别的组织。")
    organisation.closed_on = day
    organisation.save(update_fields=["closed_on"])
    record(by=by, act="access.close_organisation", subject=organisation)
    return organisation


@action(Permission.IMPORT_ROSTER)
def join_outside(*, by: Acting, kept_id: UUID, other_id: UUID, day: date) -> Organisation:
    """Say that two spellings of a home outside the city are one organisation.

    The other is closed and remembered as a spelling; its rows stand under the kept one, with the
    organisation as it was written still beside them.
    """
    kept, other = outside_pair(kept_id=kept_id, other_id=other_id)
    if other.successor_id == kept.id:
        repeated()
        return kept
    if kept.closed_on is not None or other.closed_on is not None:
        raise Refused("这两个里有一个已经并到别处了，请重新看一看。")
    if {kept.reached_by, other.reached_by} != {ReachedBy.NOTHING}:
        raise Refused("其中一个正开着名单。请区里的联络员先关掉，再合成一个。")
    Name.objects.get_or_create(organisation=kept, text=other.name)
    Name.objects.filter(organisation=other).update(organisation=kept)
    other.closed_on, other.successor = day, kept
    other.save(update_fields=["closed_on", "successor"])
    record(by=by, act="access.join_outside", subject=kept, detail={"other": str(other.id)})
    with crossing(Crossing.REORGANISE, by=by) as wide:
        for model in addressed_models():
            for name in ADDRESSES:
                _move_rows(model, f"{name}_path", before=other.path, after=kept.path)
        PATH_JOINED.happened(by=wide, before=other.path, after=kept.path)
    return kept


def _refuse_needed(organisation: Organisation, *, at: datetime, day: date) -> None:
    """Refuse to close what somebody stands under, works at or is invited to."""
    if Organisation.objects.standing_on(day).filter(parent=organisation).exists():
        raise Refused("下面还有组织，请先撤销下面的。")
    held = Appointment.objects.filter(organisation=organisation)
    if held.filter(Q(ends_on=None) | Q(ends_on__gt=day)).exists():
        raise Refused("还有人在这里任职，请先停下他们的任职。")
    if Invitation.objects.open_at(at).filter(organisation=organisation).exists():
        raise Refused("还有没接受的邀请，请先收回。")
    if Station.objects.standing_on(day).filter(organisation=organisation).exists():
        raise Refused("这里还开着报到服务站，请先关掉。")


def _move_rows(model: type[Addressed], column: str, *, before: str, after: str) -> None:
    rows: QuerySet[Addressed] = QuerySet(model)
    rows.filter(**{column: before}).update(**{column: after})
