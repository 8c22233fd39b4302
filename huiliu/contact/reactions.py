"""Records of contacts follow when two files become one, and when one is erased."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from huiliu.contact.actions import erase_attempts, follow_file
from huiliu.core.acting import Acting
from huiliu.people.events import FILE_ERASED, FILES_JOINED
from huiliu.people.models import Person


@FILES_JOINED.reaction
def on_files_joined(*, by: Acting, leading: Person, following: Person, **_: Any) -> None:
    follow_file(by=by, leading=leading, following=following)


@FILE_ERASED.reaction
def on_file_erased(*, by: Acting, persons: Collection[UUID]) -> None:
    erase_attempts(by=by, persons=persons)
