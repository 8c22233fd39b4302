"""What an installation knows when it opens a roster, and the batches an actor may see."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from huiliu.core.acting import Acting
from huiliu.exchange.known import KnownPeople
from huiliu.exchange.models import Batch, HeaderSynonym
from huiliu.exchange.opening import Circle
from huiliu.exchange.roster.check import Places
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.headers import standard
from huiliu.organisations.naming import Directory, Node


def circle_of(*, by: Acting, nodes: Sequence[Node]) -> Circle:
    """Return what the rows of a roster are held against, for one actor."""
    return Circle(
        synonyms=standard().with_local(local_synonyms()),
        places=Places(directory=Directory(nodes), within=by.organisation_path),
        known=KnownPeople(by=by),
        city=settings.HUILIU_CITY,
    )


def local_synonyms() -> dict[str, Field]:
    rows = HeaderSynonym.objects.values_list("header", "field")
    return {header: Field(field) for header, field in rows}


def batches(*, longest: int = 100) -> QuerySet[Batch]:
    """Return the batches in reach, newest first."""
    return Batch.objects.order_by("-checked_at", "-id")[:longest]


def batch_in_reach(*, id: UUID) -> Batch | None:
    return Batch.objects.filter(id=id).select_related("organisation").first()
