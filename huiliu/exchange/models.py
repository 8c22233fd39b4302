"""Batches of roster rows, and the words that rosters use for our fields."""

from django.db import models

from huiliu.core.fields import PathField, Row, one_of
from huiliu.exchange.choices import BatchState
from huiliu.organisations.models import Organisation


class Batch(Row):
    """One roster, checked and perhaps applied, taken back or left."""

    file_name = models.CharField(max_length=120)
    file_digest = models.BinaryField(max_length=32)
    content = models.BinaryField(null=True)
    """The workbook, sealed under the batch's key while it waits; gone once applied or dropped."""
    series_digest = models.BinaryField(max_length=16)
    """The same for rosters of one organisation, direction and columns: they follow each other."""
    direction = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner_path = PathField()
    state = models.CharField(max_length=10, choices=BatchState.choices)
    counts = models.JSONField(default=dict)
    opened = models.JSONField(default=list)
    """Ids of the organisations outside the city that applying it opened."""
    problems_sealed = models.BinaryField(null=True)
    made_by = models.CharField(max_length=40)
    made_under = models.UUIDField()
    checked_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_of("state", BatchState, name="batch_state")]
        indexes = [models.Index(fields=["owner_path", "checked_at"], name="batch_owner")]


class HeaderSynonym(Row):
    """A header that an organisation's rosters use, and the field it means."""

    header = models.CharField(max_length=60, unique=True)
    field = models.CharField(max_length=40, db_collation="C")
