"""Stays follow when two files become one, when one is erased, and when organisations join."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from huiliu.core.acting import Acting
from huiliu.organisations.events import PATH_JOINED
from huiliu.people.events import FILE_ERASED, FILES_JOINED
from huiliu.people.models import Person
from huiliu.stays.actions import erase_stays, join_stays, move_tallies


@FILES_JOINED.reaction
def on_files_joined(
    *, by: Acting, leading: Person, following: Person, at: datetime, day: date, **_: Any
) -> None:
    join_stays(by=by, leading=leading, following=following, at=at, day=day)


@FILE_ERASED.reaction
def on_file_erased(*, by: Acting, persons: Collection[UUID]) -> None:
    erase_stays(by=by, persons=persons)


@PATH_JOINED.reaction
def on_path_joined(*, by: Acting, before: str, after: str) -> None:
    move_tallies(by=by, before=before, after=after)
