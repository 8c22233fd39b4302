"""Who acts where: appointments, invitations, and which person rows somebody is."""

from datetime import date
from typing import Self
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huiliu.access.roles import RoleName
from huiliu.core.clock import day_of
from huiliu.core.fields import PathField, Row, one_of
from huiliu.organisations.models import Organisation


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, day: object) -> Self:
        """Keep those whose period, half-open, holds the day."""
        return self.filter(begins_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))


class Appointment(Row):
    """An account holds a role at an organisation from one day until another."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=RoleName.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    end_set_at = models.DateTimeField(null=True)
    """When somebody last set the end; until midnight it is taken back to `end_before`."""
    end_before = models.DateField(null=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("role", RoleName, name="appointment_role"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="appointment_period",
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Say whether its period, half-open, holds the day, as `in_force` asks of many."""
        return self.begins_on <= day and (self.ends_on is None or day < self.ends_on)

    def may_undo_end(self, day: date) -> bool:
        """Say whether the end was set on this very day, so that it can still be taken back."""
        return self.end_set_at is not None and day_of(self.end_set_at) == day


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, at: object) -> Self:
        """Keep those that can still be accepted."""
        return self.filter(accepted_at=None, ends_at__gt=at)


class Invitation(Row):
    """Somebody was asked to take up a role; the code on the letter opens it once."""

    code_digest = models.BinaryField(max_length=16, unique=True)
    name = models.CharField(max_length=40)
    role = models.CharField(max_length=40, choices=RoleName.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    invited_by = models.CharField(max_length=36, db_collation="C")
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [one_of("role", RoleName, name="invitation_role")]


class FarList(Row):
    """The door of a home branch outside the city: an address, which a code opens until a day.

    Behind it somebody acts under an appointment at that branch, so that all that they do is kept
    as for everybody. The day is that appointment's end.
    """

    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="+")
    opened_at_path = PathField()
    """Of the district that looks after it."""
    sealed = models.BinaryField(null=True)
    """The secretary's telephone, under the list's key; nothing where a letter has to do."""
    paper_digest = models.BinaryField(max_length=16, null=True)
    """Of the code in the letter that was printed last; an earlier one opens nothing."""
    opened_at = models.DateTimeField()

    @property
    def place(self) -> str:
        return f"access.farlist.{self.id}"

    @property
    def key_id(self) -> UUID:
        """Under what its key is kept: never an id that a form could have taken from a person."""
        return uuid5(self.id, "access.farlist")


class Oneself(Row):
    """An account is this person row: what lets a member read the own file."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    person = models.UUIDField(unique=True)


class OneTimeCode(Row):
    """A code sent to a telephone; it opens once, soon, and after few tries not at all."""

    telephone_digest = models.BinaryField(max_length=16)
    """The one under which sightings with this number are found."""
    code_digest = models.BinaryField(max_length=16)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["telephone_digest", "asked_at"], name="code_asked")]
