"""Attempts to contact somebody; one that reached them is a contact."""

from django.db import models
from django.db.models import Q

from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core.fields import one_of
from huiliu.organisations.models import Addressed
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link, Stay


class Attempt(Addressed):
    """One attempt by one side. It is voided with a reason, never deleted."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="attempts")
    link = models.ForeignKey(Link, models.PROTECT, related_name="attempts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attempts")
    side = models.CharField(max_length=10, choices=Side.choices)
    channel = models.CharField(max_length=10, choices=ContactChannel.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    note_to_all = models.BinaryField(null=True)
    """One sentence that both sides and the member read."""
    made_by = models.CharField(max_length=40)
    made_by_organisation = models.CharField(max_length=120)
    made_under = models.UUIDField()
    """The appointment; of what a member said on the own page, the account."""
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=40)
    voided_because = models.CharField(max_length=120)

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("side", Side, name="attempt_side"),
            one_of("channel", ContactChannel, name="attempt_channel"),
            one_of("outcome", Outcome, name="attempt_outcome"),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_because="")
                | (Q(voided_at__isnull=False) & ~Q(voided_because="")),
                name="attempt_voided_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["link", "happened_on"], name="attempt_link")]

    @property
    def place(self) -> str:
        return f"contact.attempt.{self.id}"
