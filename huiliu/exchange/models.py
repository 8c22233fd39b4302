"""Batches of roster rows, and the words that rosters use for our fields."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huiliu.core.fields import PathField, Row, one_of
from huiliu.exchange.choices import BatchState, MissingAnswer
from huiliu.organisations.models import Addressed, Organisation
from huiliu.people.models import Person


class Batch(Row):
    """One roster, checked and perhaps applied, taken back or left."""

    file_name = models.CharField(max_length=120)
    file_digest = models.BinaryField(max_length=32)
    content = models.BinaryField(null=True)
    """The workbook in base 64, sealed under the batch's key: while it waits, and after that while
    rows of it have stayed out."""
    series_digest = models.BinaryField(max_length=16)
    """The same for rosters of one organisation, direction and columns: they follow each other."""
    direction = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner_path = PathField()
    state = models.CharField(max_length=10, choices=BatchState.choices)
    counts = models.JSONField(default=dict)
    findings = models.BinaryField(null=True)
    """What the check found, as JSON sealed under the batch's key: it quotes people's numbers."""
    opened = models.JSONField(default=list)
    """Ids of the organisations outside the city that applying it opened."""
    persons = ArrayField(models.UUIDField(), default=list)
    """Whom the roster names: who is missing from the next one is asked about."""
    made_by = models.CharField(max_length=40)
    made_under = models.UUIDField()
    checked_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    @property
    def place(self) -> str:
        return f"exchange.batch.{self.id}"

    class Meta:
        constraints = [one_of("state", BatchState, name="batch_state")]
        indexes = [models.Index(fields=["owner_path", "checked_at"], name="batch_owner")]


class Missing(Addressed):
    """Somebody of the last roster is not in this one: a question to their organisation."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asked_on = models.DateField()
    answer = models.CharField(
        max_length=20, choices=MissingAnswer.choices, default=MissingAnswer.NONE, blank=True
    )
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=40)

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("answer", MissingAnswer, name="missing_answer"),
            models.UniqueConstraint(fields=["batch", "person"], name="missing_once"),
        ]
        indexes = [
            models.Index(fields=["host_path", "answer"], name="missing_host"),
            models.Index(fields=["queue_path", "answer"], name="missing_queue"),
        ]


class HeaderSynonym(Row):
    """A header that an organisation's rosters use, and the field it means."""

    header = models.CharField(max_length=60, unique=True)
    field = models.CharField(max_length=40, db_collation="C")
