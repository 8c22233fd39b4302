"""Who did what, and who looked at whom. Both are only ever added to."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from huiliu.core.fields import PathField, Row


class Trace(Row):
    """As whom, where and when: ids are text, so that history never blocks a deletion."""

    at = models.DateTimeField()
    account = models.CharField(max_length=36, db_collation="C")
    appointment = models.CharField(max_length=36, db_collation="C")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=40, db_collation="C")
    organisation = models.CharField(max_length=36, db_collation="C")
    organisation_name = models.CharField(max_length=120)
    organisation_path = PathField(null=True)
    channel = models.CharField(max_length=10, db_collation="C")
    purpose = models.CharField(max_length=60, db_collation="C")

    class Meta:
        abstract = True


class Entry(Trace):
    """One act, in the transaction of the act."""

    act = models.CharField(max_length=60, db_collation="C")
    subject = models.CharField(max_length=80, db_collation="C")
    """`people.person:<id>`: what it was done to."""
    person = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="entry_person"),
            models.Index(fields=["organisation_path", "at"], name="entry_organisation"),
        ]


class Reading(Trace):
    """One look at one person's file, or at a list with the ids that it showed."""

    page = models.CharField(max_length=60, db_collation="C")
    fields = ArrayField(models.CharField(max_length=40), default=list)
    persons = ArrayField(models.UUIDField())

    class Meta:
        indexes = [
            models.Index(fields=["organisation_path", "at"], name="reading_organisation"),
            GinIndex(fields=["persons"], name="reading_persons"),
        ]
