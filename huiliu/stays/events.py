"""What happens to stays that higher domains have to follow."""

from huiliu.core.events import Event

STAY_MOVED = Event("stays.stay_moved")
"""A stay has another home, host or queue: `by`, `stay`, `persons` (all rows of whose it is)."""
