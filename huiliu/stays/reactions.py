"""Stays follow when two files become one."""

from datetime import date, datetime
from typing import Any

from huiliu.core.acting import Acting
from huiliu.people.events import FILES_JOINED
from huiliu.people.models import Person
from huiliu.stays.actions import join_stays


@FILES_JOINED.reaction
def on_files_joined(
    *, by: Acting, leading: Person, following: Person, at: datetime, day: date, **_: Any
) -> None:
    join_stays(by=by, leading=leading, following=following, at=at, day=day)
