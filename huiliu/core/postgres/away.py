"""Telling a database that is not there just now from one that says what is wrong."""

from django.db import InterfaceError, OperationalError

RETRY_AFTER_SECONDS = 5
_AWAY = ("08", "53", "57P")
"""How the states begin of a connection that broke, of a server that is full, or going down."""


def is_away(problem: BaseException | None) -> bool:
    """Say whether asking again a little later may help: no connection was had, or it was lost."""
    if not isinstance(problem, OperationalError | InterfaceError):
        return False
    state = getattr(problem.__cause__, "sqlstate", None)
    return state is None or state.startswith(_AWAY)
