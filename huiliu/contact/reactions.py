"""Records of contacts follow their file: joined to another, moved with its stay, or erased."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from huiliu.contact.actions import erase_attempts, follow_file, follow_stay
from huiliu.core.acting import Acting
from huiliu.people.events import FILE_ERASED, FILES_JOINED
from huiliu.people.models import Person
from huiliu.stays.events import STAY_MOVED
from huiliu.stays.models import Stay


@FILES_JOINED.reaction
def on_files_joined(*, by: Acting, leading: Person, following: Person, **_: Any) -> None:
    follow_file(by=by, leading=leading, following=following)


@FILE_ERASED.reaction
def on_file_erased(*, by: Acting, persons: Collection[UUID]) -> None:
    erase_attempts(by=by, persons=persons)


@STAY_MOVED.reaction
def on_stay_moved(*, by: Acting, stay: Stay, persons: Collection[UUID]) -> None:
    follow_stay(by=by, stay=stay, persons=persons)
