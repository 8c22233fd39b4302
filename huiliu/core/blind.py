"""Blind indexes: a keyed digest finds an equal value without the database knowing the value."""

import hmac
from collections.abc import Iterable
from functools import lru_cache

from huiliu.core.keys import master_key

DIGEST_BYTES = 16


def digest(column: str, value: str) -> bytes:
    """Return 16 bytes for a normalised value; each column has a key of its own."""
    return digests(column, (value,))[0]


def digests(column: str, values: Iterable[str]) -> list[bytes]:
    """Return the digests of several values of one column, in their order."""
    key = _column_key(column, master_key())
    return [hmac.digest(key, value.encode(), "sha256")[:DIGEST_BYTES] for value in values]


@lru_cache(maxsize=64)
def _column_key(column: str, master: bytes) -> bytes:
    return hmac.digest(master, f"blind index {column}".encode(), "sha256")
