"""What nobody did in time goes one level up."""

from datetime import date, datetime
from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.stays.actions.following import follow_course
from huiliu.stays.actions.moving import Said, locked_stay, write_step
from huiliu.stays.choices import StayMove
from huiliu.stays.course_rules import ANSWERS, climbed
from huiliu.stays.models import Stay
from huiliu.stays.queries import course_of


@action(Permission.CLIMB_STAY)
def find_overdue(*, by: Acting, day: date) -> list[UUID]:
    """Return the stays for which nobody has done in time what can be done by those asked."""
    with crossing(Crossing.DISPATCH, by=by):
        over = Stay.objects.filter(closed_on=None, waits_until__lt=day, waits_for__in=ANSWERS)
        return list(over.order_by("waits_until", "id").values_list("id", flat=True))


@action(Permission.CLIMB_STAY)
def climb_stay(*, by: Acting, stay_id: UUID, at: datetime, day: date) -> None:
    """Hand on what nobody did in time, one level up; whoever is the highest has the time again."""
    with crossing(Crossing.DISPATCH, by=by) as wide:
        stay = locked_stay(id=stay_id)
        if stay is None or stay.waits_until is None or stay.waits_until >= day:
            repeated()
            return
        before = course_of(stay)
        after = climbed(before)
        follow_course(by=wide, stay=stay, course=after, at=at, day=day, begins_anew=True)
        if after != before:
            said = Said(id=new_id(), at=at, day=day)
            write_step(StayMove.CLIMBED, by=wide, stay=stay, said=said, before=None)
    record(by=by, act="stays.climb_stay", subject=stay, person=stay.person_id)
