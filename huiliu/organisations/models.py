"""The tree of organisations. Rows about people are addressed to it."""

from typing import Self

from django.db import models
from django.db.models import Q

from huiliu.core.fields import PathField, Row, one_of
from huiliu.core.paths import Range
from huiliu.core.reach import ADDRESSES
from huiliu.organisations.choices import Kind, ReachedBy


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def standing_on(self, day: object) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class Organisation(Row):
    """A node: city, district, street, community, branch, grid … or a branch outside the city."""

    code = models.CharField(max_length=20, unique=True, null=True, blank=True, db_collation="C")
    """The division code, or one of our own; what the command line names an organisation by."""
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    path = PathField(unique=True)
    children_made = models.PositiveIntegerField(default=0)
    """How many children were ever made, so that a segment is never used twice."""
    reached_by = models.CharField(max_length=10, choices=ReachedBy.choices)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", Kind, name="organisation_kind"),
            one_of("reached_by", ReachedBy, name="organisation_reached_by"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def range(self) -> Range:
        return Range.below(self.path)

    @property
    def outside(self) -> bool:
        return self.kind == Kind.OUTSIDE


class Name(Row):
    """A further spelling under which rosters call an organisation, said by a person."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    text = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "text"], name="name_once"),
        ]


class Addressed(Row):
    """A row about a person with a file: at least one address, with the organisation as written.

    The path caches where that organisation or its successor stands today; `access` rewrites it when
    organisations move. The database does not check the four keys of each row: an organisation that
    anything was ever addressed to is closed and never removed, and `queries.astray` looks.
    """

    home = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    home_path = PathField(null=True)
    host = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    host_path = PathField(null=True)
    patch = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    patch_path = PathField(null=True)
    queue = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    queue_path = PathField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(home_path__isnull=False)
                | Q(host_path__isnull=False)
                | Q(patch_path__isnull=False)
                | Q(queue_path__isnull=False),
                name="%(app_label)s_%(class)s_addressed",
            )
        ]

    def paths(self) -> dict[str, str | None]:
        """Return the path columns alone: where the organisations stand, not as was written."""
        return {f"{name}_path": getattr(self, f"{name}_path") for name in ADDRESSES}

    def addresses(self) -> dict[str, object]:
        """Return the address columns, for a row that belongs to this one."""
        return {
            column: getattr(self, column)
            for name in ADDRESSES
            for column in (f"{name}_id", f"{name}_path")
        }
