"""What happens to people's files that higher domains have to follow."""

from huiliu.core.events import Event

FILES_JOINED = Event("people.files_joined")
"""Two files became one: `by`, `leading` and `following` (persons), `paths`, `at`, `day`."""

FILE_ERASED = Event("people.file_erased", from_above=True)
"""A file goes for good, with all that hangs on it: `by`, `persons` (ids of all its rows)."""
