"""Whether somebody has said something already, wherever the stay has gone since."""

from uuid import UUID

from huiliu.access.crossing import Crossing, crossing
from huiliu.core.acting import Acting
from huiliu.stays.models import StayStep


def was_said(*, by: Acting, id: UUID) -> bool:
    """Say whether the form with this id has been sent by this very appointment, or by a member."""
    with crossing(Crossing.DISPATCH, by=by):
        return StayStep.objects.filter(id=id, made_under=by.appointment_id).exists()
