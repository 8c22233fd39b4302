"""Whoever writes of somebody locks the file first, and rows of theirs afterwards.

So contacts, moves, joining, taking back and erasing wait for each other instead of halfway. Figures
are added last: they are what all have in common.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huiliu.people.models import Person
from huiliu.people.queries import every_row_of


def lock_persons(among: QuerySet[Any, Any] | Collection[UUID]) -> None:
    """Lock these rows; what is read afterwards is as the act before left it."""
    locked = Person.objects.select_for_update(of=("self",), no_key=True)
    list(locked.filter(id__in=among).order_by("id").values_list("id"))


def lock_files(persons: Collection[UUID]) -> list[UUID]:
    """Lock all rows that are these people, and return them; others may join while this waits."""
    rows, locked = every_row_of(persons=persons), list[UUID]()
    while rows != locked:
        lock_persons(rows)
        locked, rows = rows, every_row_of(persons=persons)
    return locked
