"""Keys are UUIDv7, made here and never drawn from a sequence."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()
