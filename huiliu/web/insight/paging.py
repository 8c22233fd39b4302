"""Pages of a long list, by the key of the first or the last row shown."""

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

LINES = 50


@dataclass(frozen=True, slots=True)
class Slice(Generic[M]):
    """The rows of one page, and the keys from which its neighbours go on."""

    rows: list[M]
    before: UUID | None
    after: UUID | None


def slice_of(
    rows: QuerySet[M], *, before: UUID | None, after: UUID | None, lines: int = LINES
) -> Slice[M]:
    """Return the rows after a key, or those before one; keys are in the order of their making."""
    if before is not None:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: lines + 1])
        earlier, later = len(found) > lines, True
        shown = found[:lines][::-1]
    else:
        found = list((rows.filter(pk__gt=after) if after else rows).order_by("pk")[: lines + 1])
        earlier, later = after is not None, len(found) > lines
        shown = found[:lines]
    return Slice(
        rows=shown,
        before=shown[0].pk if shown and earlier else None,
        after=shown[-1].pk if shown and later else None,
    )
