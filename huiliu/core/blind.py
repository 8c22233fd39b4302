"""Blind indexes: a keyed digest finds an equal value without the database knowing the value."""

import hmac
from functools import lru_cache

from huiliu.core.keys import master_key

DIGEST_BYTES = 16


def digest(column: str, value: str) -> bytes:
    """Return 16 bytes for a normalised value; each column has a key of its own."""
    return hmac.digest(_column_key(column, master_key()), value.encode(), "sha256")[:DIGEST_BYTES]


@lru_cache(maxsize=64)
def _column_key(column: str, master: bytes) -> bytes:
    return hmac.digest(master, f"blind index {column}".encode(), "sha256")
