"""What happens to people's files that higher domains have to follow."""

from huiliu.core.events import Event

FILES_JOINED = Event("people.files_joined")
"""Two files became one: `by`, `leading` and `following` (persons), `paths`, `at`, `day`."""
