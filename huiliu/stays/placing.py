"""Under which organisation a row about a person counts: in Python and, the same, in SQL."""

from typing import Protocol

from django.db.models import Case, CharField, F, Q, When
from django.db.models.functions import Coalesce

from huiliu.core.paths import Range
from huiliu.stays.choices import Side

ANSWERING = ("host_path", "queue_path", "home_path", "patch_path")
"""The host; while there is none, whoever has to decide; else the home, else where they live."""
AT_HOME = ("home_path", "queue_path", "host_path", "patch_path")
"""The same for the link of the home side."""


class HasPaths(Protocol):
    """A row about a person, whether it is stored already or still on its way."""

    @property
    def home_path(self) -> str | None: ...
    @property
    def host_path(self) -> str | None: ...
    @property
    def patch_path(self) -> str | None: ...
    @property
    def queue_path(self) -> str | None: ...


def place_of(row: HasPaths, *, side: str = Side.HOST) -> str:
    columns = AT_HOME if side == Side.HOME else ANSWERING
    paths: list[str | None] = [getattr(row, column) for column in columns]
    return next(path for path in paths if path is not None)


def place() -> Coalesce:
    return Coalesce(*(F(column) for column in ANSWERING))


def place_of_side() -> Case:
    """Return the expression for rows that have a side."""
    at_home = Coalesce(*(F(column) for column in AT_HOME))
    return Case(When(side=Side.HOME, then=at_home), default=place(), output_field=CharField())


def placed_in(held: Range) -> Q:
    """Return the condition that a row counts within a range, so that indexes of paths serve it."""
    found, before = Q(), Q()
    for column in ANSWERING:
        found |= before & Q(**{f"{column}__gte": held.lo, f"{column}__lt": held.hi})
        before &= Q(**{column: None})
    return found
