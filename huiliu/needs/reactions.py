"""Needs follow when two files become one, and when organisations do."""

from typing import Any

from huiliu.core.acting import Acting
from huiliu.needs.actions import follow_file, move_tallies
from huiliu.organisations.events import PATH_JOINED
from huiliu.people.events import FILES_JOINED
from huiliu.people.models import Person


@FILES_JOINED.reaction
def on_files_joined(*, by: Acting, leading: Person, following: Person, **_: Any) -> None:
    follow_file(by=by, leading=leading, following=following)


@PATH_JOINED.reaction
def on_path_joined(*, by: Acting, before: str, after: str) -> None:
    move_tallies(by=by, before=before, after=after)
