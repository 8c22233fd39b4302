"""Rosters that were brought in follow when a file moves, is joined to another, or is erased."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from huiliu.core.acting import Acting
from huiliu.exchange.actions import erase_traces, follow_person
from huiliu.people.events import FILE_ERASED, FILES_JOINED
from huiliu.people.models import Person
from huiliu.stays.events import STAY_MOVED
from huiliu.stays.models import Stay


@FILE_ERASED.reaction
def on_file_erased(*, by: Acting, persons: Collection[UUID]) -> None:
    erase_traces(by=by, persons=persons)


@FILES_JOINED.reaction
def on_files_joined(*, by: Acting, leading: Person, following: Person, **_: Any) -> None:
    follow_person(by=by, persons=[leading.id, following.id], paths=leading.paths())


@STAY_MOVED.reaction
def on_stay_moved(*, by: Acting, stay: Stay, persons: Collection[UUID]) -> None:
    follow_person(by=by, persons=persons, paths=stay.paths())
