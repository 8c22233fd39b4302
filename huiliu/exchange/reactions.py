"""Rosters that were brought in follow when a file is erased."""

from collections.abc import Collection
from uuid import UUID

from huiliu.core.acting import Acting
from huiliu.exchange.actions import erase_traces
from huiliu.people.events import FILE_ERASED


@FILE_ERASED.reaction
def on_file_erased(*, by: Acting, persons: Collection[UUID]) -> None:
    erase_traces(by=by, persons=persons)
