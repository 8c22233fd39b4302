"""A home outside the city can be reached from now on, or no longer: its stays follow."""

from datetime import date, datetime
from uuid import UUID

from huiliu.access.actions import Secretary, open_far_list, shut_far_list
from huiliu.access.crossing import Crossing, crossing
from huiliu.access.models import FarList
from huiliu.access.queries import far_list_at, far_lists_over, has_far_list
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.organisations.actions import reach_outside
from huiliu.organisations.choices import ReachedBy
from huiliu.organisations.models import Organisation
from huiliu.stays.actions.following import follow_course
from huiliu.stays.actions.moving import locked_stay
from huiliu.stays.models import Stay
from huiliu.stays.queries import course_of, waits_for_home


@action(Permission.OPEN_FAR_LIST)
def open_far_home(
    *,
    by: Acting,
    id: UUID,
    organisation: Organisation,
    secretary: Secretary,
    at: datetime,
    day: date,
) -> FarList:
    """Give a home outside the city a list of its own people; it is asked itself from now on.

    Whoever opens it has one of its people waiting for that home to be found.
    """
    known = far_list_at(id=id)
    if known is not None and known.appointment.organisation_id == organisation.id:
        repeated()
        return known
    if not waits_for_home(by=by, organisation=organisation.id):
        raise OutOfReach
    far_list = open_far_list(
        by=by, id=id, organisation=organisation, secretary=secretary, at=at, day=day
    )
    reach_outside(by=by, organisation=organisation, reached_by=ReachedBy.FAR_LIST)
    _follow_all(by=by, organisation=organisation, at=at, day=day)
    record(by=by, act="stays.open_far_home", subject=organisation)
    return far_list


@action(Permission.OPEN_FAR_LIST)
def shut_far_home(*, by: Acting, far_list_id: UUID, at: datetime, day: date) -> FarList:
    """Shut a list; where it was the home's last one, the district of the host is asked again."""
    far_list = shut_far_list(by=by, far_list_id=far_list_id, at=at, day=day)
    organisation = far_list.appointment.organisation
    is_last = not has_far_list(organisation=organisation.id, day=day)
    if is_last and reach_outside(by=by, organisation=organisation, reached_by=ReachedBy.NOTHING):
        _follow_all(by=by, organisation=organisation, at=at, day=day)
    record(by=by, act="stays.shut_far_home", subject=organisation)
    return far_list


@action(Permission.OPEN_FAR_LIST)
def find_over_far_lists(*, by: Acting, day: date) -> list[UUID]:
    """Return the lists whose day has come, and whose homes are still asked, or numbers kept."""
    record(by=by, act="stays.find_over_far_lists")
    return far_lists_over(day=day)


def _follow_all(*, by: Acting, organisation: Organisation, at: datetime, day: date) -> None:
    """Let every stay of its people wait for whoever can be asked now."""
    organisation.refresh_from_db(fields=["reached_by"])
    with crossing(Crossing.DISPATCH, by=by) as wide:
        own = Stay.objects.filter(home_path=organisation.path, closed_on=None, joined_into=None)
        ids = list(own.order_by("person_id", "id").values_list("id", flat=True))
        for stay in filter(None, (locked_stay(id=id) for id in ids)):
            follow_course(by=wide, stay=stay, course=course_of(stay), at=at, day=day)
