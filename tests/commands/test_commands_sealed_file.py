"""A file encrypted whole: what it holds comes back, or nothing of a harmed one is trusted."""

import io
from collections.abc import Callable

import pytest

from huiliu.commands.backups.sealed_file import CHUNK, DAMAGED, NOT_OURS, TAG_BYTES, opened, sealed
from huiliu.core.errors import Refused

SECRET = b"a passphrase of some length"
HEADER = 16 + 64
WHOLE = CHUNK + TAG_BYTES


def file_of(content: bytes) -> bytes:
    return b"".join(sealed([content[:7], content[7:]], secret=SECRET))


def content_of(file: bytes, secret: bytes = SECRET) -> bytes:
    return b"".join(opened(io.BytesIO(file), secret=secret))


def flipped(file: bytes, place: int) -> bytes:
    return file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_content_comes_back(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)

    assert content_of(file_of(content[:size])) == content[:size]


def test_two_files_of_one_content_have_nothing_in_common() -> None:
    assert file_of(b"content")[16:48] != file_of(b"content")[16:48]


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "last byte gone": lambda file: file[:-1],
    "last chunk gone": lambda file: file[: HEADER + 2 * WHOLE],
    "first chunk gone": lambda file: file[:HEADER] + file[HEADER + WHOLE :],
    "all chunks gone": lambda file: file[:HEADER],
    "two chunks changed places": lambda file: (
        file[:HEADER]
        + file[HEADER + WHOLE : HEADER + 2 * WHOLE]
        + file[HEADER : HEADER + WHOLE]
        + file[HEADER + 2 * WHOLE :]
    ),
    "a chunk twice": lambda file: file[: HEADER + WHOLE] + file[HEADER:],
    "a bit in the first chunk": lambda file: flipped(file, HEADER + 5),
    "a bit in the last chunk": lambda file: flipped(file, len(file) - 1),
    "something behind it": lambda file: file + b"x",
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_harmed_file_is_refused(harm: Callable[[bytes], bytes]) -> None:
    file = file_of(b"x" * (2 * CHUNK + 9))

    with pytest.raises(Refused) as refused:
        content_of(harm(file))

    assert refused.value.words == DAMAGED


def test_another_file_is_told_apart() -> None:
    with pytest.raises(Refused) as refused:
        content_of(b"PK\x03\x04 a workbook")

    assert refused.value.words == NOT_OURS


def test_wrong_key_is_told_apart_from_damage() -> None:
    with pytest.raises(Refused, match="钥匙不对"):
        content_of(file_of(b"content"), secret=b"another passphrase")
