"""Who did what, who looked at whom, and the chain over both. All are only ever added to."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from huiliu.audit.choices import Log, ReviewOutcome
from huiliu.core.fields import PathField, Row, one_of


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


class Review(models.Model):
    """What an auditor found of one look that was drawn for a month."""

    reading = models.UUIDField(primary_key=True)
    """The look's id: no key of the database, because the log outlives nobody's opinion of it."""
    month = models.DateField()
    """Its first day."""
    verdict = models.CharField(max_length=10, choices=ReviewOutcome.choices)
    reviewed_by = models.CharField(max_length=40)
    reviewed_under = models.UUIDField()
    """The appointment."""
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [one_of("verdict", ReviewOutcome, name="review_verdict")]


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


class Seal(Row):
    """One block of the chain of a shard: committed entries of one log, with their digests."""

    log = models.CharField(max_length=10, db_collation="C")
    form = models.SmallIntegerField()
    shard = models.SmallIntegerField()
    sequence = models.BigIntegerField()
    round = models.BigIntegerField()
    """One transaction of the sealer; its seals have this number and the moment in common."""
    position = models.IntegerField()
    """Where in its round a seal stands. Each round has a first one, so none is numbered twice."""
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64, db_collation="C")
    ids = ArrayField(models.UUIDField())
    digests = models.BinaryField()
    """The digest of each of these entries, 32 bytes each."""
    newest = models.UUIDField()
    """The last of the ids, by which those who look for unsealed entries find the seals."""
    digest = models.CharField(max_length=64, db_collation="C")

    class Meta:
        constraints = [
            one_of("log", Log, name="seal_log"),
            models.UniqueConstraint(fields=["shard", "sequence"], name="seal_sequence"),
            models.UniqueConstraint(fields=["round", "position"], name="seal_round"),
        ]
        indexes = [models.Index(fields=["newest"], name="seal_newest")]


class DayRoot(Row):
    """The heads of all shards at the end of a day, signed; the same line lies in a file outside."""

    day = models.DateField(unique=True)
    round = models.BigIntegerField()
    line = models.TextField()
