"""What a name, a citizen number and a telephone number must look like, and how they are masked."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul

from huiliu.core.unseen import misleads, without_unseen

# GB 11643-1999: ISO 7064 MOD 11-2 over seventeen digits.
_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_CHECKS = "10X98765432"
_LENGTH = 18
_OLD_LENGTH = 15
_KEPT_DIGITS = 15
_BIRTH_YEARS = range(1900, 2200)
# A spreadsheet keeps fifteen significant digits.
_FIRST_INEXACT = 10**15
_FIRST_OF_18_DIGITS, _FIRST_OF_19_DIGITS, _FIRST_OF_20_DIGITS = 10**17, 10**18, 10**19
_ASCII_ZEROS = ord("0") * sum(_WEIGHTS)

_BLANKS_AND_MARKS = dict.fromkeys(map(ord, " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u202f'’‘`\"“”"))
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d"
_NUMBER_MARKS = _BLANKS_AND_MARKS | dict.fromkeys(map(ord, _DASHES + ".。"))
_X_LOOKALIKES = str.maketrans(dict.fromkeys("x\u00d7\u0445\u0425\u2715", "X"))
_SCIENTIFIC = re.compile(r"(\d)\.(\d+)E\+?(1[5-8])", re.IGNORECASE)

# What organisations write into a cell for "there is nothing".
NOTHING = frozenset(
    {"", "/", "//", "\\", "-", "--", "\u2014", "\u2014\u2014", "\uff0d", "\uff0f", "、", ".", "*"}
    | {"无", "無", "暂无", "没有", "不详", "未知", "未填", "空"}
    | {"N/A", "n/a", "#N/A", "NA", "NULL", "null", "None"}
)


class NumberProblem(StrEnum):
    """Why a text or a number is no citizen number."""

    MISSING = "missing"
    LENGTH = "length"
    CHARACTERS = "characters"
    MASKED = "masked"
    IMPOSSIBLE_DATE = "impossible_date"
    CHECK_DIGIT = "check_digit"
    FIFTEEN_DIGITS = "fifteen_digits"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A number with the right check digit and a possible date of birth."""

    text: str

    @property
    def born_on(self) -> date:
        return date.fromisoformat(self.text[6:14])

    @property
    def sex(self) -> str:
        """The code of GB/T 2261.1: 1 male, 2 female."""
        return "1" if int(self.text[16]) % 2 else "2"


@dataclass(frozen=True, slots=True)
class BadNumber:
    """What is wrong; the one number it can have been; the digits that a spreadsheet left."""

    problem: NumberProblem
    text: str
    proposal: str | None = None
    first_15: str | None = None


def check_character(first_17: str) -> str:
    """Return the last character of a citizen number whose first 17 digits are given."""
    return _CHECKS[(sum(map(mul, first_17.encode(), _WEIGHTS)) - _ASCII_ZEROS) % 11]


def read_citizen_number(value: object) -> CitizenNumber | BadNumber:
    """Read a text or a numeric cell; an unknown area code is no reason to refuse.

    A numeric cell of 16 or more digits has lost its last ones whatever its check digit says.
    """
    if isinstance(value, str) and len(value) == _LENGTH and value.isascii() and value.isdecimal():
        return _full_number(value)
    if isinstance(value, bool):
        return BadNumber(NumberProblem.CHARACTERS, str(value))
    if isinstance(value, int | float):
        return _number_from_cell(value)
    text = _clean_number("" if value is None else str(value))
    return _number_from_text(text.translate(_X_LOOKALIKES))


def _clean_number(text: str) -> str:
    text = unicodedata.normalize("NFKC", without_unseen(text)).translate(_BLANKS_AND_MARKS)
    if _SCIENTIFIC.fullmatch(text) or text in NOTHING:
        return text
    return text.translate(_NUMBER_MARKS)


def _number_from_text(text: str) -> CitizenNumber | BadNumber:
    if text in NOTHING:
        return BadNumber(NumberProblem.MISSING, "")
    if len(text) == _OLD_LENGTH and text.isdecimal():
        return _old_number(text)
    if "*" in text:
        return BadNumber(NumberProblem.MASKED, text)
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        return _number_from_scientific(scientific)
    if len(text) != _LENGTH:
        return BadNumber(NumberProblem.LENGTH, text)
    return _full_number(text)


def _full_number(text: str) -> CitizenNumber | BadNumber:
    first_17 = text[:17]
    if not (first_17.isdecimal() and text[17] in "0123456789X"):
        return BadNumber(NumberProblem.CHARACTERS, text)
    if _day_of(text[6:14]) is None:
        return BadNumber(NumberProblem.IMPOSSIBLE_DATE, text)
    if check_character(first_17) == text[17]:
        return CitizenNumber(text)
    # Three zeros at the end are what a spreadsheet leaves of a number before it is saved as text.
    return BadNumber(
        NumberProblem.CHECK_DIGIT, text, first_15=text[:15] if text.endswith("000") else None
    )


def _old_number(text: str) -> BadNumber:
    """Numbers given out before October 1999 lack the century and the check character."""
    first_17 = f"{text[:6]}19{text[6:]}"
    if _day_of(first_17[6:14]) is None:
        return BadNumber(NumberProblem.IMPOSSIBLE_DATE, text)
    proposal = first_17 + check_character(first_17)
    return BadNumber(NumberProblem.FIFTEEN_DIGITS, text, proposal=proposal)


def _number_from_cell(value: float) -> CitizenNumber | BadNumber:
    if not 0 < value < _FIRST_OF_20_DIGITS:
        return BadNumber(NumberProblem.LENGTH, str(value))
    if value < _FIRST_INEXACT:
        return _number_from_text(str(int(value)))
    # The nearest binary number may end in other digits than the decimal one that was rounded.
    if float(value) == value and int(float(value)) == int(value):
        digits = f"{value:.14e}"[:16].replace(".", "")
    else:
        digits = str(value)[:15]
    return BadNumber(
        NumberProblem.DAMAGED,
        str(int(value)),
        first_15=digits if _FIRST_OF_18_DIGITS <= value < _FIRST_OF_19_DIGITS else None,
    )


def _number_from_scientific(found: re.Match[str]) -> BadNumber:
    digits = found[1] + found[2]
    whole = found[3] == "17" and len(digits) >= _KEPT_DIGITS
    return BadNumber(NumberProblem.DAMAGED, found[0], first_15=digits[:15] if whole else None)


@lru_cache(maxsize=65_536)
def _day_of(digits: str) -> date | None:
    """Return the day of eight digits, where somebody alive can be born on it."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born.year in _BIRTH_YEARS else None


# Area codes: 010 and 02x for the large cities, 03xx to 09xx elsewhere; a local number never
# starts with 0, 1 or 9.
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))([2-8]\d{6,7})(?:(?:转|EXT|X|#|\*|P)?(\d{1,6}))?")
_MOBILE_LENGTH = 11
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_DASHED = re.compile(r"(0\d{2,3})?-?([2-8]\d{2,3}-?\d{4})(?:-|转)(\d{1,6})")
_TELEPHONE_MARKS = _BLANKS_AND_MARKS | dict.fromkeys(map(ord, _DASHES + "()（）[].·_"))
_SEVERAL = re.compile(r"[/、,，;；|\n]|或|和|\s{2,}")
LONGEST_TELEPHONES = 100
_WHOLE_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII)
_DIGIT = re.compile(r"\d")
_PREFIXES = ("0086", "+86", "86", "0")


def read_mobile(value: object) -> str | None:
    """Return eleven digits, or nothing where the value is no mobile number of this country."""
    if isinstance(value, str) and is_mobile(value):
        return value
    digits = _telephone_text(value)
    if is_mobile(digits):
        return digits
    for prefix in _PREFIXES:
        if digits.startswith(prefix) and is_mobile(digits[len(prefix) :]):
            return digits[len(prefix) :]
    return None


def is_mobile(digits: str) -> bool:
    return (
        len(digits) == _MOBILE_LENGTH
        and digits[0] == "1"
        and digits[1] in "3456789"
        and digits.isascii()
        and digits.isdecimal()
    )


def read_landline(value: object) -> str | None:
    """Return `027-80143699`, with `-123` behind it for an extension, or the local number alone."""
    if isinstance(value, str):
        dashed = _DASHED.fullmatch(_plain(value))
        if dashed:
            value = f"{dashed[1] or ''}{dashed[2]}转{dashed[3]}"
    digits = _telephone_text(value)
    if _LOCAL.fullmatch(digits):
        return digits
    # A numeric cell has no zero in front.
    bare = isinstance(value, int | float) and not digits.startswith("0")
    for tried in (digits, "0" + digits) if bare else (digits, digits.removeprefix("+86")):
        found = _LANDLINE.fullmatch(tried)
        if found:
            return "-".join(part for part in found.groups() if part)
    return None


def read_telephone(value: object) -> str | None:
    return read_mobile(value) or read_landline(value)


def read_telephones(value: object) -> tuple[str, ...]:
    """Return all numbers of a cell that holds several; none where one of them is unreadable."""
    if isinstance(value, str) and len(value) > LONGEST_TELEPHONES:
        return ()
    one = read_telephone(value)
    if one is not None:
        return (one,)
    if not isinstance(value, str):
        return ()
    pieces = [piece for piece in _SEVERAL.split(value) if piece.strip()]
    numbers = [read_telephone(piece) for piece in pieces]
    if all(numbers):
        return tuple(number for number in numbers if number)
    return _mobiles_among_words(value)


def _mobiles_among_words(text: str) -> tuple[str, ...]:
    """Find whole mobile numbers beside words, as in `13800138000（微信同号）`."""
    plain = unicodedata.normalize("NFKC", without_unseen(text))
    return (
        () if _DIGIT.search(_WHOLE_MOBILE.sub("", plain)) else tuple(_WHOLE_MOBILE.findall(plain))
    )


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", without_unseen(text)).translate(_BLANKS_AND_MARKS)
    return "".join("-" if character in _DASHES else character for character in text)


def _telephone_text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value == value // 1:
        value = int(value)
    text = unicodedata.normalize("NFKC", without_unseen(str(value))).removesuffix(".0")
    return text.translate(_TELEPHONE_MARKS).upper()


class NameFault(StrEnum):
    """Why a text can't be a name."""

    MISSING = "missing"
    MARKUP = "markup"
    CONTROL = "control"
    TOO_LONG = "too_long"


class NameOddity(StrEnum):
    """What is unusual about a name and still goes in."""

    DIGITS = "digits"
    HIDDEN = "hidden"
    BRACKETS = "brackets"


@dataclass(frozen=True, slots=True)
class Name:
    """A name without the blanks that set it in columns, with what is odd about it."""

    text: str
    oddities: tuple[NameOddity, ...] = ()


LONGEST_NAME = 40
_FAR_TOO_LONG = 400
_HAN = "[\u2e80-\u2fdf\u3005-\u9fff\uf900-\ufaff\U00020000-\U000323af·]"
_PLAIN = re.compile("[\u4e00-\u9fff]{2,4}")
_HAN_GAP = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_BLANK_RUN = re.compile(r"\s+")
_MARKUP = re.compile(r"[<>]|&#|&[a-z]+;", re.IGNORECASE)
_DOTS = str.maketrans(dict.fromkeys("\u2022\u30fb\uff65\u2027\u2219\u25cf\uff0e", "·"))


def read_name(value: object) -> Name | NameFault:
    """Read a name; more than three characters, a `·` or Latin letters are usual."""
    text = "" if value is None else str(value)
    if _PLAIN.fullmatch(text) and text not in NOTHING:
        return Name(text)
    if len(text) > _FAR_TOO_LONG:
        return NameFault.TOO_LONG
    return _read_unusual_name(text)


@lru_cache(maxsize=4096)
def _read_unusual_name(text: str) -> Name | NameFault:
    seen = without_unseen(text)
    if _MARKUP.search(unicodedata.normalize("NFKC", seen)):
        return NameFault.MARKUP
    if misleads(text):
        return NameFault.CONTROL
    name = _BLANK_RUN.sub(" ", _narrowed(seen).translate(_DOTS)).strip()
    name = _HAN_GAP.sub("", name)
    if name in NOTHING:
        return NameFault.MISSING
    if len(name) > LONGEST_NAME:
        return NameFault.TOO_LONG
    return Name(name, _oddities(name, hidden=len(seen) != len(text)))


def _narrowed(text: str) -> str:
    """Make full-width letters, digits and brackets narrow; rare Han characters stay as written."""
    return "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text)


def _oddities(name: str, *, hidden: bool) -> tuple[NameOddity, ...]:
    found = []
    if any(c.isdecimal() for c in name):
        found.append(NameOddity.DIGITS)
    if hidden:
        found.append(NameOddity.HIDDEN)
    if "(" in name:
        found.append(NameOddity.BRACKETS)
    return tuple(found)


def mask_citizen_number(number: str) -> str:
    """Return `420102********1234`; whatever else it is shows its first three characters."""
    if len(number) == _LENGTH:
        return f"{number[:6]}********{number[-4:]}"
    return number[:3] + "*" * max(len(number) - 3, 0)


def mask_telephone(number: str) -> str:
    """Return `138****8000` or `027-****3699`."""
    if is_mobile(number):
        return f"{number[:3]}****{number[-4:]}"
    area, dash, local = number.rpartition("-")
    return f"{area}{dash}****{local[-4:]}"
