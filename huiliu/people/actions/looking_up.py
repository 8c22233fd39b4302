"""Somebody who calls is looked for by the whole number."""

from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action
from huiliu.core.permissions import Permission
from huiliu.people.keys import sign_in_digest
from huiliu.people.queries import candidates_under, leading_in_reach


@action(Permission.VIEW_PERSON)
def look_up_number(*, by: Acting, number: str) -> list[UUID]:
    """Return who in reach has this number now; of others not even that there is somebody."""
    with crossing(Crossing.LOOK_UP, by=by):
        found = [row for one in candidates_under(digest=sign_in_digest(number)) for row in one.rows]
    reached = leading_in_reach(among=found)
    record(by=by, act="people.look_up_number", detail={"found": len(reached)})
    return reached
