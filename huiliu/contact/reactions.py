"""Records of contacts follow when two files become one."""

from typing import Any

from huiliu.contact.actions import follow_file
from huiliu.core.acting import Acting
from huiliu.people.events import FILES_JOINED
from huiliu.people.models import Person


@FILES_JOINED.reaction
def on_files_joined(*, by: Acting, leading: Person, following: Person, **_: Any) -> None:
    follow_file(by=by, leading=leading, following=following)
