"""Objections go with the file that they are about."""

from collections.abc import Collection
from uuid import UUID

from huiliu.core.acting import Acting
from huiliu.people.events import FILE_ERASED
from huiliu.rights.actions import erase_objections


@FILE_ERASED.reaction
def on_file_erased(*, by: Acting, persons: Collection[UUID]) -> None:
    erase_objections(by=by, persons=persons)
