"""What people do with their rights over their own file."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huiliu.core.fields import Row, one_of
from huiliu.organisations.models import Addressed, Organisation
from huiliu.people.models import Person
from huiliu.rights.choices import Reason, Subject


class Objection(Addressed):
    """A person says that a line of the file is wrong, and somebody above its writer answers.

    It is addressed to the queue of who answers and to nobody else: those whom it is about read
    neither that it was said nor what. So it does not follow where the file goes. One that an
    auditor answers is there for the trail, and not for the queue.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    subject_id = models.UUIDField()
    field = models.CharField(max_length=40, db_collation="C")
    """Of a fact, which one the source said."""
    reason = models.CharField(max_length=20, choices=Reason.choices)
    against = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    against_account = models.CharField(max_length=36, db_collation="C")
    """Who wrote or looked: they do not answer it, wherever else they are appointed."""
    raised_at = models.DateTimeField()
    audited = models.BooleanField(default=False)
    """Whether an auditor answers it: it is about a look."""
    answer_until = models.DateField()
    sealed = models.BinaryField()
    """Who says it, the line as it stood, what is said, and the answer, under the person's key."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=40)
    answered_by_organisation = models.CharField(max_length=120)

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("subject", Subject, name="objection_subject"),
            one_of("reason", Reason, name="objection_reason"),
            models.UniqueConstraint(
                fields=["person", "subject_id", "field"],
                condition=Q(answered_at=None),
                name="objection_open_once",
            ),
        ]
        indexes = [models.Index(fields=["queue_path", "raised_at"], name="objection_queue")]

    @property
    def place(self) -> str:
        return f"rights.objection.{self.id}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, day: object) -> Self:
        """Keep those that were agreed to and have not ended."""
        return self.filter(ended_at=None, ends_on__gt=day).exclude(accepted_at=None)


class Delegation(Row):
    """A person has named another to act for them until a day; the code makes the other agree."""

    principal = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    code_digest = models.BinaryField(max_length=16, unique=True)
    code_ends_at = models.DateTimeField()
    ends_on = models.DateField()
    """The first day without it."""
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, delegate=None)
                | Q(accepted_at__isnull=False, delegate__isnull=False),
                name="delegation_agreed_to",
            ),
            models.CheckConstraint(
                condition=Q(delegate=None) | ~Q(principal=F("delegate")), name="delegation_of_two"
            ),
        ]
