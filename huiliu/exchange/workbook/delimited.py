"""Text with delimiters (CSV), whatever it was encoded by."""

import codecs
import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from huiliu.exchange.workbook.unreadable import Cause, Unreadable

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
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unreadable(Cause.NOT_TEXT)


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (encoding,)
    return ("utf-8", "gb18030")


def records(content: bytes, *, text_length: int) -> Iterator[list[str]]:
    """Yield every record, blank ones too; one with a cell above `text_length` is csv.Error."""
    text = decoded(content)
    csv.field_size_limit(text_length)
    for record in _reader(text, _delimiter_of(text)):
        yield [_unwrapped(cell) for cell in record]


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline="\n"), delimiter=delimiter)


def _delimiter_of(text: str) -> str:
    """Choose the delimiter that makes the most cells of the first lines."""
    start = "\n".join(islice(text.split("\n"), _LOOKED_AT))
    return max(
        _DELIMITERS,
        key=lambda delimiter: sum(len(record) for record in _reader(start, delimiter)),
    )


def _unwrapped(cell: str) -> str:
    """Take a number out of the wrapping that keeps a spreadsheet from rounding it (`="1"`)."""
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return cell
