"""Sealed text: AES-256-GCM under a person's data key, bound to the place where it stands.

Form of the bytes: one byte that names the suite, a nonce of 12, the ciphertext with its tag.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huiliu.core.keys import NONCE_BYTES

AES_256_GCM = b"\x01"
_JSON = json.JSONEncoder(ensure_ascii=False)


def seal(text: str, *, key: bytes, place: str) -> bytes:
    """Seal a text for one place, `table.column.row`; elsewhere it cannot be opened."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return AES_256_GCM + nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())


def unseal(sealed: bytes, *, key: bytes, place: str) -> str:
    suite, nonce, rest = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if suite != AES_256_GCM:
        message = f"unknown suite {suite!r}"
        raise ValueError(message)
    return AESGCM(key).decrypt(nonce, rest, place.encode()).decode()


def seal_facts(facts: Mapping[str, Any], *, key: bytes, place: str) -> bytes:
    return seal(_JSON.encode(facts), key=key, place=place)


def unseal_facts(sealed: bytes | memoryview | None, *, key: bytes, place: str) -> dict[str, Any]:
    if sealed is None:
        return {}
    return cast("dict[str, Any]", json.loads(unseal(bytes(sealed), key=key, place=place)))
