"""What a cell holds, and the one way to turn it into text."""

import re
import string
from datetime import date, datetime

from huiliu.core.unseen import UNSEEN, without_unseen

# A float is either a number with a fraction or one of 16 digits and more: a spreadsheet keeps
# fifteen, so the latter is damaged. Whole numbers below that come as int.
Cell = str | int | float | bool | date | datetime | None

_SIGNS = "+-./@_%*#&=" + string.digits + string.ascii_letters
_WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in _SIGNS)
_NARROW = {ord(sign): chr(ord(sign) - 0xFEE0) for sign in _WIDE}
_UNUSUAL = re.compile(f"[{UNSEEN}{re.escape(_WIDE)}]")
_BLANKS = re.compile(r"[\s\u0085]{2,}|[^\S ]")


def text_of(value: Cell) -> str:
    """Turn a cell into text, with full-width letters narrow and blanks of all kinds one blank.

    Outer blanks and characters that nobody sees go; whole numbers have no fraction, days are ISO.
    """
    if isinstance(value, str):
        return _tidy(value)
    return _written(value)


def is_blank(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not _tidy(value))


def _tidy(text: str) -> str:
    is_plain = text.isascii() and text.isprintable()
    if not is_plain and _UNUSUAL.search(text):
        text = without_unseen(text).translate(_NARROW)
    text = text.strip()
    if _BLANKS.search(text):
        text = _BLANKS.sub(" ", text).strip()
    return text


def _written(value: float | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _written_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return _written_number(value)


def _written_instant(value: datetime) -> str:
    at_midnight = value.hour == value.minute == value.second == 0
    return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")


def _written_number(value: float) -> str:
    whole = int(value)
    return str(whole) if whole == value else repr(value)
