"""What comes in and goes out: batches of roster rows, reports at stations, exported lists."""

from typing import Self
from uuid import UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huiliu.core.fields import PathField, Row, one_of
from huiliu.exchange.choices import (
    BatchState,
    ExportPurpose,
    ExportSet,
    ExportState,
    MissingAnswer,
    ReportEnd,
    ReportState,
)
from huiliu.exchange.rules import MOST_ALONE
from huiliu.organisations.models import Addressed, Organisation
from huiliu.people.models import Person
from huiliu.places.models import Station


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

    @property
    def key_id(self) -> UUID:
        """Under what its key is kept: never an id that a form could have taken from a person."""
        return uuid5(self.id, "exchange.batch")

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


class PermitQuerySet(models.QuerySet["Permit"]):
    def in_force(self, day: object) -> Self:
        """Keep those that nobody ended and whose day has not come."""
        return self.filter(ended_at=None, ends_on__gt=day)


class Permit(Row):
    """One organisation may take out one fixed set until a day; somebody above opened it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fixed_set = models.CharField(max_length=20, choices=ExportSet.choices)
    ends_on = models.DateField()
    """The first day without it."""
    because = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=40)
    opened_by_account = models.CharField(max_length=36, db_collation="C")
    """Who opened it takes nothing out under it, wherever else they are appointed."""
    opened_under = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    objects = PermitQuerySet.as_manager()

    class Meta:
        constraints = [one_of("fixed_set", ExportSet, name="permit_set")]
        indexes = [models.Index(fields=["organisation", "ends_on"], name="permit_until")]


class Export(Row):
    """Somebody takes out a fixed set for a purpose: who is on it, for a day, and no file."""

    number = models.CharField(max_length=8, unique=True, db_collation="C")
    """What stands on every sheet, and leads back here."""
    fixed_set = models.CharField(max_length=20, choices=ExportSet.choices)
    purpose = models.CharField(max_length=20, choices=ExportPurpose.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner_path = PathField()
    state = models.CharField(max_length=10, choices=ExportState.choices)
    persons = ArrayField(models.UUIDField(), default=list)
    """Whom it may hold. What it then holds is looked up each time it is taken."""
    people = models.PositiveIntegerField()
    """How many they were when it was asked for."""
    sealed = models.BinaryField(null=True)
    """What is said for it and against it, and the password, as JSON under the export's key."""
    asked_by = models.CharField(max_length=40)
    asked_by_account = models.CharField(max_length=36, db_collation="C")
    asked_under = models.UUIDField()
    """The appointment."""
    asked_at = models.DateTimeField()
    needs_second = models.BooleanField()
    decided_by = models.CharField(max_length=40)
    decided_by_account = models.CharField(max_length=36, db_collation="C")
    decided_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    """From when on it could be taken: at once, or with the second person's word."""
    ends_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    times = models.PositiveSmallIntegerField(default=0)

    @property
    def place(self) -> str:
        return f"exchange.export.{self.id}"

    @property
    def key_id(self) -> UUID:
        """Under what its key is kept: never an id that a form could have taken from a person."""
        return uuid5(self.id, "exchange.export")

    class Meta:
        constraints = [
            one_of("fixed_set", ExportSet, name="export_set"),
            one_of("purpose", ExportPurpose, name="export_purpose"),
            one_of("state", ExportState, name="export_state"),
            models.CheckConstraint(
                condition=Q(decided_by_account="") | ~Q(decided_by_account=F("asked_by_account")),
                name="export_of_two",
            ),
            models.CheckConstraint(
                condition=Q(people__lte=MOST_ALONE) | Q(needs_second=True), name="export_many"
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | Q(approved_at=None)
                | (Q(decided_at__isnull=False) & ~Q(decided_by_account="")),
                name="export_agreed_to",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_path", "asked_at"], name="export_owner"),
            models.Index(fields=["asked_by_account", "approved_at"], name="export_account"),
            models.Index(
                fields=["ends_at"], condition=Q(sealed__isnull=False), name="export_until"
            ),
        ]


class Report(Row):
    """Somebody without a file here says who they are, and waits for a call.

    It is about nobody whom the system knows, so that the organisation alone that has to call sees
    it. A slip of paper is one in which nothing has been said yet.
    """

    station = models.ForeignKey(Station, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Whose turn it is; `owner_path` is where it stands in the tree."""
    owner_path = PathField()
    state = models.CharField(max_length=10, choices=ReportState.choices)
    code_digest = models.BinaryField(max_length=16)
    """Of the number by which the person asks what became of it; it is made from the id."""
    sealed = models.BinaryField(null=True)
    """What was said, as the cells of a roster's row, under the report's key."""
    made_on = models.DateField()
    """When somebody reported in, or the slip was printed."""
    waits_until = models.DateField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    """On how many days nobody answered the call."""
    tried_on = models.DateField(null=True)
    sent_from = PathField()
    """Whose turn it was before the organisation that it was passed to, or nobody's."""
    sent_on = models.DateField(null=True)
    because = models.CharField(max_length=20, choices=ReportEnd.choices)
    person = models.UUIDField(null=True)
    batch = models.UUIDField(null=True)
    """The registration that came of it."""
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=40)

    @property
    def place(self) -> str:
        return f"exchange.report.{self.id}"

    @property
    def key_id(self) -> UUID:
        """Under what its key is kept: never an id that a form could have taken from a person."""
        return uuid5(self.id, "exchange.report")

    class Meta:
        constraints = [
            one_of("state", ReportState, name="report_state"),
            one_of("because", ReportEnd, name="report_because"),
            models.UniqueConstraint(fields=["code_digest"], name="report_code"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.WAITING)
                | (Q(waits_until__isnull=False) & Q(sealed__isnull=False)),
                name="report_waits_with_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.REGISTERED)
                | (Q(person__isnull=False) & Q(batch__isnull=False)),
                name="report_registered_as_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_path", "state", "waits_until"], name="report_owner"),
            models.Index(fields=["batch"], name="report_batch"),
            models.Index(fields=["person"], name="report_person"),
        ]
