"""Reads a day in the ways organisations write one, and keeps how exactly it was written."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it was written: a month stands as its first day, a year as the first of January."""

    day: date
    precision: Precision = "day"

    @property
    def text(self) -> str:
        """As exact as it was written: `2010-07-01`, `2010-07` or `2010`."""
        return self.day.isoformat()[: _LENGTHS[self.precision]]

    def agrees_with(self, other: date) -> bool:
        if self.precision == "day":
            return self.day == other
        return other.isoformat().startswith(self.text)


class Unread(StrEnum):
    """Why a value is no day."""

    BLANK = "blank"
    UNREADABLE = "unreadable"
    IMPOSSIBLE = "impossible"


_LENGTHS = {"day": 10, "month": 7, "year": 4}
_YEARS = range(1900, 2200)
_SHORT_YEARS = range(50, 100)

# A spreadsheet counts days from here. Serials outside the range are years, months or mistakes.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(7000, 73051)
_TIMED_SERIALS = range(10_000, 73051)
_LARGEST = 10**8
_LONGEST = 60

_FIELDS = re.compile(
    r"(?P<year>\d{4}|\d{2}(?=\D))\s*[年.\-/、,]\s*"
    r"(?:(?P<month>\d{1,2})\s*(?:月份|月|[.\-/、,]|$)\s*"
    r"(?:(?P<day>\d{1,2})\s*[日号.]?)?)?"
    r"(?:[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
# Dashes, middle dots and the full stop of Chinese texts.
_MARKS = str.maketrans(
    dict.fromkeys("\u2014\u2013\u2212\u2010\u2011\u00b7\u2022\u3002\\", ".")
    | {"\u3007": "0", "\u25cb": "0"}
)
_HAN_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
_HAN_TEN = re.compile(r"(?P<tens>[一二三]?)十(?P<ones>[一二三四五六七八九]?)")


def parse_day(value: object) -> Written | Unread:
    """Read text, a number or a date cell.

    Numbers are `20100701`, `201007`, `2010` or a spreadsheet's serial number. The number 2010.1
    may be January or October, so that it counts as a year.
    """
    if isinstance(value, str):
        return _read_text(value) if len(value) <= _LONGEST else Unread.UNREADABLE
    if isinstance(value, datetime):
        return _checked_day(value.date())
    if isinstance(value, date):
        return _checked_day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(value)
    return Unread.BLANK if value is None else Unread.UNREADABLE


def _checked_day(day: date) -> Written | Unread:
    return Written(day) if day.year in _YEARS else Unread.IMPOSSIBLE


def _read_number(value: float) -> Written | Unread:
    if not 0 < value < _LARGEST:
        return Unread.UNREADABLE
    if value in _SERIALS or int(value) in _TIMED_SERIALS:
        return Written(_SERIAL_ZERO + timedelta(days=int(value)))
    if value == int(value):
        return _read_digits(str(int(value)))
    year, month = divmod(round(value * 100), 100)
    if value != round(value, 2) or year not in _YEARS:
        return Unread.UNREADABLE
    return _built(year, 0 if month % 10 == 0 else month, 0)


@lru_cache(maxsize=65_536)
def _read_text(text: str) -> Written | Unread:
    plain = unicodedata.normalize("NFKC", text).strip(" '`’‘").strip().translate(_MARKS)
    if not plain:
        return Unread.BLANK
    if plain.isdecimal():
        return _read_digits(plain)
    plain = _HAN_TEN.sub(_han_number, plain).translate(_HAN_DIGITS)
    found = _FIELDS.fullmatch(plain.rstrip(".、,"))
    found = found or _FIELDS.fullmatch(plain)
    if found is None:
        return Unread.UNREADABLE
    year, month, day = (int(part or 0) for part in found.group("year", "month", "day"))
    return _built(_full_year(year), month, day)


def _han_number(found: re.Match[str]) -> str:
    return (found["tens"] or "一") + (found["ones"] or "零")


def _full_year(year: int) -> int:
    """`85` can only be 1985; `12` may be of either century and stays impossible."""
    return 1900 + year if year in _SHORT_YEARS else year


def _read_digits(digits: str) -> Written | Unread:
    match len(digits):
        case 8:
            return _built(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        case 6:
            return _built(int(digits[:4]), int(digits[4:]), 0)
        case 5 if int(digits) in _SERIALS:
            return Written(_SERIAL_ZERO + timedelta(days=int(digits)))
        case 4:
            return _built(int(digits), 0, 0)
        case _:
            return Unread.UNREADABLE


def _built(year: int, month: int, day: int) -> Written | Unread:
    """Zeros stand for what was left open, as registers write 19900700."""
    if year not in _YEARS or (day and not month):
        return Unread.IMPOSSIBLE
    precision: Precision = "day" if day else "month" if month else "year"
    try:
        return Written(date(year, month or 1, day or 1), precision)
    except ValueError:
        return Unread.IMPOSSIBLE
