"""Materialised paths of the organisation tree: fixed-width segments, half-open ranges.

A path is a run of segments of four characters of 0-9 A-Z, each followed by "/": `0001/000A/`.
It sorts bytewise (COLLATE "C"), so that all that lies below a node is one range of its index.
"""

from dataclasses import dataclass
from typing import Self

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDTH = 4
STEP = WIDTH + 1


@dataclass(frozen=True, slots=True)
class Range:
    """A half-open range of paths: `lo <= path < hi`."""

    lo: str
    hi: str

    @classmethod
    def below(cls, path: str) -> Self:
        """Return the range of a node and everything under it."""
        if not path.endswith("/"):
            message = f"not a path: {path!r}"
            raise ValueError(message)
        return cls(path, path[:-1] + "0")

    @classmethod
    def exactly(cls, path: str) -> Self:
        """Return the range of a node without those under it."""
        return cls(path, f"{path}0")

    def holds(self, path: str | None) -> bool:
        return path is not None and self.lo <= path < self.hi


EVERYWHERE = Range("0", "~")


def segment(number: int) -> str:
    """Return the segment of the number-th child; numbers start at 1 and are never reused."""
    if not 0 < number < len(ALPHABET) ** WIDTH:
        message = f"no segment for {number}"
        raise ValueError(message)
    letters = []
    for _ in range(WIDTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(reversed(letters)) + "/"


def number_of(path: str) -> int:
    """Return which child of its parent a path is: the inverse of `segment`."""
    return int(path[-STEP:-1], len(ALPHABET))


def parent_of(path: str) -> str:
    return path[:-STEP]


def ancestors_of(path: str) -> list[str]:
    """Return the paths from the root down to the path itself."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]
