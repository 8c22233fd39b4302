"""The sealer's signature under a root. The private half of its key lies in the folder of keys."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from huiliu.audit.rules import Root
from huiliu.core.secret_files import made_once

KEY_BYTES = 32


def signed(root: Root) -> str:
    """Return the root with its signature and the public key, as one line."""
    signature = _private_key(settings.HUILIU_KEYS).sign(root.text.encode())
    parts = {"root": asdict(root), "signature": signature.hex(), "key": public_key()}
    return json.dumps(parts, sort_keys=True, separators=(",", ":"))


def root_of(line: str, *, key: str) -> Root | None:
    """Return the root of a line, or None where the line was not signed with this key."""
    try:
        parts = json.loads(line)
        root = Root(**parts["root"])
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(parts["signature"]), root.text.encode())
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return None
    return root


def public_key() -> str:
    return _private_key(settings.HUILIU_KEYS).public_key().public_bytes_raw().hex()


@cache
def _private_key(folder: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        made_once(Path(folder) / "sealer.key", size=KEY_BYTES)
    )
