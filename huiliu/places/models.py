"""Places where people are met: the desks at which they report in."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from huiliu.core.fields import Row
from huiliu.organisations.models import Organisation


class StationQuerySet(models.QuerySet["Station"]):
    def standing_on(self, day: object) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class Station(Row):
    """A desk of an organisation: anybody may read of it where it is, when, and whom to call."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120)
    hours = models.CharField(max_length=120)
    telephone = models.CharField(max_length=40)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    """The first day without it."""

    objects = StationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="station_period",
            )
        ]
        indexes = [models.Index(fields=["organisation"], name="station_organisation")]

    def stands_on(self, day: date) -> bool:
        return self.closed_on is None or day < self.closed_on
