"""Characters that nobody sees: they come along with copied texts, or make a text look like another.

They are format and control characters, and letters and marks without a shape. Blanks are none of
them, nor is anything that a keyboard here types.
"""

import re

_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_WITHOUT_WIDTH = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
UNSEEN = _CONTROLS + _DIRECTIONS + _WITHOUT_WIDTH
"""All of them, to be put between the brackets of a regular expression."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_MISLEADING = re.compile(f"[{_CONTROLS}{_DIRECTIONS}]")
_ODD_BLANKS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def without_unseen(text: str) -> str:
    return _UNSEEN.sub("", text)


def misleads(text: str) -> bool:
    """Say whether something in a text turns its order round or controls a machine."""
    return _MISLEADING.search(text) is not None


def one_line(text: str) -> str:
    """Return what is seen of a name: one line, single blanks."""
    return " ".join(without_unseen(text).split())


def as_seen(text: str) -> str:
    """Return what is seen of a sentence, which may have several lines."""
    return _ODD_BLANKS.sub("\n", without_unseen(text)).strip()
