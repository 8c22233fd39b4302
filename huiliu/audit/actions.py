"""Reviewing the looks that were drawn for a month."""

from datetime import datetime
from uuid import UUID

from huiliu.audit.choices import ReviewOutcome
from huiliu.audit.entries import record
from huiliu.audit.models import Review
from huiliu.audit.queries import look_drawn
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission


@action(Permission.REVIEW_READING)
def review_reading(*, by: Acting, id: UUID, verdict: ReviewOutcome, at: datetime) -> Review:
    """Say of a look that was drawn whether one sees why it was made. The newest word holds."""
    drawn = look_drawn(by=by, id=id, at=at)
    if drawn is None:
        raise OutOfReach
    month, reading = drawn
    known = Review.objects.select_for_update().filter(reading=reading.id).first()
    if known and known.verdict == verdict:
        repeated()
        return known
    review = Review(
        reading=reading.id,
        month=month,
        verdict=verdict,
        reviewed_by=by.name,
        reviewed_under=by.under(),
        reviewed_at=at,
    )
    review.save()
    record(by=by, act="audit.review_reading", subject=review, detail={"verdict": verdict})
    return review
