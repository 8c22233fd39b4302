"""Saying who answers for a link."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.permissions import Permission
from huiliu.people.locking import lock_persons
from huiliu.stays.models import Link
from huiliu.stays.queries import contact_persons_for, link_held


@action(Permission.NAME_CONTACT_PERSON)
def name_contact_person(
    *,
    by: Acting,
    link_id: UUID,
    appointment_id: UUID | None,
    day: date,
    instead_of: UUID | None = None,
) -> Link:
    """Entrust a link to a contact person of the organisation that answers for it, or to nobody.

    Nobody means that the organisation as a whole answers again, as it does when the appointment
    ends. The registrations that were joined into this stay are entrusted with it. Whoever takes the
    own naming back says whom it named, so that what a colleague has named since stands.
    """
    lock_persons(Link.objects.filter(id=link_id).values("person"))
    link = link_held(by=by, id=link_id, locked=True)
    if link is None:
        raise OutOfReach
    if link.contact_person_id == appointment_id:
        repeated()
        return link
    if instead_of not in (None, link.contact_person_id):
        raise Refused("这位党员已经改交给别人联系了，没有收回。")
    if appointment_id is not None:
        _accept_contact_person(link, appointment_id, day=day)
    before, link.contact_person_id = link.contact_person_id, appointment_id
    one_side = Q(id=link.id) | Q(stay__joined_into=link.stay_id, side=link.side)
    Link.objects.filter(one_side).update(contact_person=appointment_id)
    record(
        by=by,
        act="stays.name_contact_person",
        subject=link,
        person=link.person_id,
        detail={"before": str(before or ""), "after": str(appointment_id or "")},
    )
    return link


def _accept_contact_person(link: Link, appointment_id: UUID, *, day: date) -> None:
    if not link.connected:
        raise Refused("这一边还没有接上，先要找到对应的党组织，再定联系人。")
    fitting = contact_persons_for(link=link, day=day)
    if appointment_id not in {appointment.id for appointment in fitting}:
        raise Refused("这位同志现在不是这个组织的联系人，请另选一位。")
