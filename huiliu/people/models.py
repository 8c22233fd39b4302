"""One person, one file: the person, what each source said, and which two may be one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huiliu.core.fields import Row, one_of
from huiliu.organisations.models import Addressed
from huiliu.people.choices import MAY_BE_HIDDEN, GlassReason, MatchState, Sex, Source
from huiliu.people.columns import place_of_sighting


class Person(Addressed):
    """A file. What it shows comes from its sightings; some of it is kept here for lists."""

    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    """The leading person, once two files were found to be one; rows keep their own id."""
    name = models.CharField(max_length=40)
    pinyin = models.CharField(max_length=80, db_collation="C")
    sex = models.CharField(max_length=1, choices=Sex.choices)
    birth_year = models.SmallIntegerField(null=True)
    batch = models.UUIDField(null=True)
    """The batch that opened the file, if one did."""
    hidden = ArrayField(models.CharField(max_length=40), default=list)
    """Which facts the person keeps from others: whoever reads the file, reads this with it."""

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("sex", Sex, name="person_sex"),
            models.CheckConstraint(
                condition=Q(hidden__contained_by=sorted(MAY_BE_HIDDEN)), name="person_hidden"
            ),
        ]
        indexes = [
            models.Index(fields=["host_path", "pinyin"], name="person_host"),
            models.Index(fields=["home_path", "pinyin"], name="person_home"),
            models.Index(fields=["queue_path"], name="person_queue"),
            models.Index(fields=["patch_path"], name="person_patch"),
            models.Index(fields=["batch"], name="person_batch"),
            models.Index(
                fields=["same_as"], condition=Q(same_as__isnull=False), name="person_same_as"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sighting(Addressed):
    """One appearance of a person in one source."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sightings", db_index=False)
    source = models.CharField(max_length=20, choices=Source.choices)
    seen_on = models.DateField()
    batch = models.UUIDField(null=True)
    sheet = models.CharField(max_length=60)
    line = models.PositiveIntegerField(null=True)
    """The row's number as the spreadsheet shows it."""
    said = models.JSONField()
    """Plain facts: field to normalised value, days as ISO text."""
    sealed = models.BinaryField()
    """The facts of `choices.SEALED`, as JSON under the person's key."""
    content_digest = models.BinaryField(max_length=16)

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("source", Source, name="sighting_source"),
        ]
        indexes = [
            models.Index(fields=["batch"], name="sighting_batch"),
            models.Index(fields=["person"], name="sighting_person"),
        ]

    @property
    def place(self) -> str:
        return place_of_sighting(self.id)


class SightingKey(models.Model):
    """The blind index: keyed digests under which a sighting is found by whoever may be the same.

    It holds no value and is seen inside a crossing alone.
    """

    pk = models.CompositePrimaryKey("digest", "sighting_id")
    digest = models.BinaryField(max_length=16)
    sighting = models.ForeignKey(Sighting, models.CASCADE, related_name="+")


class BreakGlass(Row):
    """Somebody looks at a file beyond their reach, for a reason and for an hour.

    It holds ids alone, and is asked for before anybody's reach is known.
    """

    appointment = models.ForeignKey("access.Appointment", models.PROTECT, related_name="+")
    persons = ArrayField(models.UUIDField())
    """All rows of the one file."""
    reason = models.CharField(max_length=20, choices=GlassReason.choices)
    broken_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [one_of("reason", GlassReason, name="breakglass_reason")]
        indexes = [models.Index(fields=["appointment", "ends_at"], name="breakglass_until")]


class Match(Addressed):
    """Two files that may be one person, until both sides have said so, or one has said no."""

    home_person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    host_person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reasons = models.JSONField()
    """Which fields agree, as codes; never a value."""
    state = models.CharField(max_length=10, choices=MatchState.choices)
    batch = models.UUIDField(null=True)
    proposed_on = models.DateField()
    home_agreed_by = models.CharField(max_length=60)
    home_agreed_on = models.DateField(null=True)
    host_agreed_by = models.CharField(max_length=60)
    host_agreed_on = models.DateField(null=True)
    refused_by = models.CharField(max_length=60)
    refused_on = models.DateField(null=True)

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            one_of("state", MatchState, name="match_state"),
            models.UniqueConstraint(fields=["home_person", "host_person"], name="match_once"),
            models.CheckConstraint(condition=~Q(home_person=F("host_person")), name="match_of_two"),
        ]
        indexes = [
            models.Index(fields=["host_path"], name="match_host"),
            models.Index(fields=["queue_path"], name="match_queue"),
        ]
