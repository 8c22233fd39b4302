"""How far a sheet reaches, told from its raw parts before a parser makes room for it."""

import re
import string
from xml.parsers import expat

from huiliu.exchange.workbook.limits import Limits
from huiliu.exchange.workbook.unreadable import Cause, Unreadable

_LETTERS = string.ascii_uppercase
_DIGITS = string.digits
_FORMULA_KINDS = ("office:value-type", "calcext:value-type", "table:formula")


class Extent:
    """A part that is no sheet: nothing to look at."""

    def feed(self, chunk: bytes) -> None:
        """Look at the next piece."""

    def close(self) -> None:
        """Look at the end."""


class SheetExtent(Extent):
    """An xlsx sheet: a filled cell beyond the limits is found by its reference.

    Cells without content (styled only) do not count: parsers drop them as well.
    """

    # Longer than any reference with its attributes, which may lie across two pieces.
    _KEPT = 200

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        columns = _above(_letters_of(limits.columns), _LETTERS)
        rows = _above(str(limits.rows), _DIGITS)
        pattern = rf' r="(?:({columns})|[A-Z]+(?:{rows})")[^<>]{{0,99}}[^/<>]>(?!</c>)'
        self._beyond = re.compile(pattern.encode())
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        window = self._tail + chunk
        cell = self._beyond.search(window)
        if cell and cell[1]:
            raise too_many_columns(self._limits)
        if cell:
            raise too_many_rows(self._limits)
        self._tail = window[-self._KEPT :]


class TableExtent(Extent):
    """The tables of an ods document, where one element may stand for a million rows."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._row = self._row_repeats = self._column = 0
        self._last_filled = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, chunk: bytes) -> None:
        self._parse(chunk, is_final=False)

    def close(self) -> None:
        self._parse(b"", is_final=True)

    def _parse(self, chunk: bytes, *, is_final: bool) -> None:
        try:
            self._parser.Parse(chunk, is_final)
        except expat.ExpatError as error:
            raise Unreadable(Cause.BROKEN) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._row = 0
        elif name == "table:table-row":
            self._column = self._last_filled = 0
            self._row_repeats = _count(attributes, "table:number-rows-repeated")
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._column += _count(attributes, "table:number-columns-repeated")
            if any(kind in attributes for kind in _FORMULA_KINDS):
                self._last_filled = self._column
        elif name == "text:p":
            self._last_filled = self._column

    def _end(self, name: str) -> None:
        if name != "table:table-row":
            return
        self._row += self._row_repeats
        if self._last_filled > self._limits.columns:
            raise too_many_columns(self._limits)
        if self._last_filled and self._row > self._limits.rows:
            raise too_many_rows(self._limits)


def too_many_rows(limits: Limits) -> Unreadable:
    return Unreadable(Cause.TOO_MANY_ROWS, limit=limits.rows)


def too_many_columns(limits: Limits) -> Unreadable:
    return Unreadable(Cause.TOO_MANY_COLUMNS, limit=limits.columns)


def _count(attributes: dict[str, str], name: str) -> int:
    """Read a repetition; more digits than any sheet needs are an attack."""
    text = attributes.get(name, "1")
    if not text.isdecimal() or len(text) > len("1048576"):
        raise Unreadable(Cause.BOMB)
    return int(text)


def _letters_of(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    return letters


def _above(word: str, alphabet: str) -> str:
    """Write the pattern of everything longer than `word`, or as long and later in the alphabet."""
    signs = f"[{alphabet[0]}-{alphabet[-1]}]"
    longer = f"{signs}{{{len(word) + 1}}}"
    later = [
        f"{word[:place]}[{alphabet[alphabet.index(sign) + 1]}-{alphabet[-1]}]"
        f"{signs}{{{len(word) - place - 1}}}"
        for place, sign in enumerate(word)
        if sign != alphabet[-1]
    ]
    return "|".join([longer, *later])
