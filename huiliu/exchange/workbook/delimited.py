"""Text with delimiters (CSV), whatever it was encoded by."""

import codecs
import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from huiliu.exchange.workbook.unreadable import Cause, Unreadable, text_too_long

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",\t;"
_LOOKED_AT = 30


def decoded(content: bytes) -> str:
    """Decode by the mark at the start, else as UTF-8, else as GB 18030; lines end with LF."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if _is_cut_off(error, content):
                raise Unreadable(Cause.BROKEN) from error
            continue
        if "\0" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unreadable(Cause.NOT_TEXT)


def _is_cut_off(error: UnicodeDecodeError, content: bytes) -> bool:
    """Tell UTF-8 that ends within a character from text that was never UTF-8."""
    sound = content[: error.start]
    return error.encoding == "utf-8" and error.end == len(content) and not sound.isascii()


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (encoding,)
    return ("utf-8", "gb18030")


def records(content: bytes, *, text_length: int) -> Iterator[list[str]]:
    """Yield every record, blank ones too; a cell longer than `text_length` is Unreadable."""
    text = decoded(content)
    delimiter = _delimiter_of(text)
    csv.field_size_limit(text_length)
    read = 0
    try:
        for record in _reader(text, delimiter):
            read += 1
            yield [_unwrapped(cell) for cell in record]
    except csv.Error as error:
        raise text_too_long("", read + 1, text_length) from error


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline="\n"), delimiter=delimiter)


def _delimiter_of(text: str) -> str:
    """Choose the delimiter that makes the most cells of the first lines."""
    start = "\n".join(islice(text.split("\n"), _LOOKED_AT))
    return max(_DELIMITERS, key=lambda delimiter: _cells_made(start, delimiter))


def _cells_made(text: str, delimiter: str) -> int:
    try:
        return sum(len(record) for record in _reader(text, delimiter))
    except csv.Error:
        return 0


def _unwrapped(cell: str) -> str:
    """Take a number out of the wrapping that keeps a spreadsheet from rounding it (`="1"`)."""
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return cell
