"""What counts as a contact, and what it does to whose window. Plain rules."""

from collections.abc import Iterable
from datetime import date


def may_happen_on(happened_on: date, *, today: date) -> bool:
    """Say whether a contact can have been on that day: late entry is fine, the future is not."""
    return happened_on <= today


def last_contact(days: Iterable[date]) -> date | None:
    """Return the day a window counts from: of all contacts that stand, the latest.

    A contact that is entered late does not push the window back behind a later one.
    """
    return max(days, default=None)
