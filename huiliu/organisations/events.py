"""What happens to organisations that higher domains have to follow."""

from huiliu.core.events import Event

PATH_JOINED = Event("organisations.path_joined")
"""Rows of one organisation stand under another from now on: `by`, `before` and `after` (paths)."""
