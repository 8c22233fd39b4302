"""The six digits that an app shows every half minute, and the codes on paper. Plain rules."""

import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Iterator
from datetime import datetime
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20
DIGITS = 6
STEP_SECONDS = 30
STEPS_OFF = (0, -1, 1)
"""A clock may be half a minute off, either way."""
PAPER_CODES = 8
_PAPER_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_PAPER_LENGTH = 10


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def step_of(secret: bytes, code: str, *, at: datetime, after: int) -> int | None:
    """Return the half minute whose digits these are, if it lies after the last one taken."""
    now = int(at.timestamp()) // STEP_SECONDS
    totp = _totp(secret)
    for step in (now + off for off in STEPS_OFF):
        right = compare_digest(totp.generate(step * STEP_SECONDS), code.encode())
        if right and step > after:
            return step
    return None


def digits_at(secret: bytes, at: datetime) -> str:
    """Return what the app shows at a moment."""
    return _totp(secret).generate(int(at.timestamp())).decode()


def address_for_app(secret: bytes, *, username: str, issuer: str) -> str:
    """Return what the QR code says to the app."""
    return _totp(secret).get_provisioning_uri(username, issuer)


def written_secret(secret: bytes) -> str:
    """Return the secret as it is typed where no camera is at hand, in groups of four."""
    letters = b32encode(secret).decode()
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def paper_codes() -> Iterator[str]:
    for _ in range(PAPER_CODES):
        letters = "".join(secrets.choice(_PAPER_LETTERS) for _ in range(_PAPER_LENGTH))
        yield f"{letters[:5]}-{letters[5:]}"


def read_typed(text: str) -> str:
    """Return a code without what people put between its letters, as any keyboard gives it."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(letter for letter in plain if letter.isalnum())


def _totp(secret: bytes) -> TOTP:
    # The one hash that every app for six digits knows; HMAC does not suffer from its collisions.
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)
