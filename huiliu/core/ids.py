"""Keys are UUIDv7, made here and never drawn from a sequence."""

from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()


def new_key() -> str:
    """Return a new key as text, for rows that are written in bulk: a tenth of the time."""
    return str(uuid_utils.uuid7())
