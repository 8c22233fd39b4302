"""The looks of a month that are drawn to be reviewed, and what was found of them."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, Case, QuerySet, TextField, Value, When
from django.db.models.functions import MD5, Cast, Concat

from huiliu.audit.drawing import DRAWN, month_after, months_to_review
from huiliu.audit.models import Reading, Review
from huiliu.core.acting import Acting
from huiliu.core.clock import begin_of, day_of

BEYOND = "break_glass."
"""How the purpose of a look begins that went beyond its maker's reach."""


def looks_drawn(*, by: Acting, month: date) -> list[Reading]:
    """Return the looks of a month that fall to an auditor, those beyond reach before all others.

    Anybody who knows month and organisation draws the same ones again, and nobody can make a look
    that is not drawn: its id is random.
    """
    return list(_drawn(by, month)[:DRAWN])


def look_drawn(*, by: Acting, id: UUID, at: datetime) -> tuple[date, Reading] | None:
    """Return a look with its month, if it was drawn for this auditor and is still reviewed."""
    for month in months_to_review(day_of(at)):
        found = next((one for one in looks_drawn(by=by, month=month) if one.id == id), None)
        if found is not None:
            return month, found
    return None


def reviews_of(*, looks: list[Reading]) -> dict[UUID, Review]:
    found = Review.objects.filter(reading__in=[look.id for look in looks])
    return {review.reading: review for review in found}


def _drawn(by: Acting, month: date) -> QuerySet[Reading]:
    seed = f"{month:%Y-%m} {by.organisation_id} "
    ticket = MD5(Concat(Value(seed), Cast("id", TextField()), output_field=TextField()))
    beyond = Case(
        When(purpose__startswith=BEYOND, then=True), default=False, output_field=BooleanField()
    )
    made = Reading.objects.filter(at__gte=begin_of(month), at__lt=begin_of(month_after(month)))
    return made.exclude(organisation="").annotate(ticket=ticket).order_by(beyond.desc(), "ticket")
