"""A file encrypted whole: read and written in chunks, and refused unless every chunk is sound.

Form: the magic, a salt, a check of the key, then chunks of AES-256-GCM. The nonce of a chunk is its
number and whether it is the last, so that none can be left out, put elsewhere, or cut off.
"""

import hmac
import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from huiliu.core.errors import Refused

MAGIC = b"huiliu backup 1\n"
SALT_BYTES = CHECK_BYTES = 32
CHUNK = 1 << 20
TAG_BYTES = 16
_WORK = {"n": 1 << 15, "r": 8, "p": 1}

NOT_OURS = "这不是汇流的备份文件。"
WRONG_KEY = "钥匙不对，打不开这个备份。请用做备份时的口令或 backup.key。"
DAMAGED = "备份文件坏了或不完整，没有恢复，什么也没有改。请换一份备份。"


def sealed(parts: Iterable[bytes], *, secret: bytes) -> Iterator[bytes]:
    """Yield the bytes of an encrypted file."""
    salt = secrets.token_bytes(SALT_BYTES)
    key, check = _derived(secret, salt)
    header = MAGIC + salt + check
    yield header
    cipher = AESGCM(key)
    for number, last, chunk in _numbered(_in_chunks(parts, CHUNK)):
        yield cipher.encrypt(_nonce(number, last=last), chunk, header)


def opened(file: BinaryIO, *, secret: bytes) -> Iterator[bytes]:
    """Yield what an encrypted file holds; the last chunk comes only if nothing is missing."""
    header = file.read(len(MAGIC) + SALT_BYTES + CHECK_BYTES)
    if not header.startswith(MAGIC):
        raise Refused(NOT_OURS)
    salt, check = header[len(MAGIC) : -CHECK_BYTES], header[-CHECK_BYTES:]
    key, expected = _derived(secret, salt)
    if not hmac.compare_digest(check, expected):
        raise Refused(WRONG_KEY)
    cipher = AESGCM(key)
    whole = iter(lambda: file.read(CHUNK + TAG_BYTES), b"")
    count = 0
    for number, last, chunk in _numbered(whole):
        count += 1
        try:
            yield cipher.decrypt(_nonce(number, last=last), chunk, header)
        except InvalidTag:
            raise Refused(DAMAGED) from None
    if not count:
        raise Refused(DAMAGED)


def _derived(secret: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Return the key of a file and what tells that a secret is the right one."""
    derived = Scrypt(salt=salt, length=32 + CHECK_BYTES, **_WORK).derive(secret)
    return derived[:32], derived[32:]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _in_chunks(parts: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Cut anew what comes in parts of any length; what is empty is one empty chunk."""
    held = bytearray()
    for part in parts:
        held += part
        while len(held) > size:
            yield bytes(held[:size])
            del held[:size]
    yield bytes(held)


def _numbered(chunks: Iterable[bytes]) -> Iterator[tuple[int, bool, bytes]]:
    """Yield each chunk with its number and whether it is the last."""
    coming = iter(chunks)
    held = next(coming, None)
    number = 0
    while held is not None:
        following = next(coming, None)
        yield number, following is None, held
        held, number = following, number + 1
