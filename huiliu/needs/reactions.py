"""Needs follow when two files become one, when one is erased, and when organisations join."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from huiliu.core.acting import Acting
from huiliu.needs.actions import erase_needs, follow_file, follow_stay, move_tallies
from huiliu.organisations.events import PATH_JOINED
from huiliu.people.events import FILE_ERASED, FILES_JOINED
from huiliu.people.models import Person
from huiliu.stays.events import STAY_MOVED
from huiliu.stays.models import Stay


@FILES_JOINED.reaction
def on_files_joined(*, by: Acting, leading: Person, following: Person, **_: Any) -> None:
    follow_file(by=by, leading=leading, following=following)


@FILE_ERASED.reaction
def on_file_erased(*, by: Acting, persons: Collection[UUID]) -> None:
    erase_needs(by=by, persons=persons)


@PATH_JOINED.reaction
def on_path_joined(*, by: Acting, before: str, after: str) -> None:
    move_tallies(by=by, before=before, after=after)


@STAY_MOVED.reaction
def on_stay_moved(*, by: Acting, stay: Stay, persons: Collection[UUID]) -> None:
    follow_stay(by=by, stay=stay, persons=persons)
