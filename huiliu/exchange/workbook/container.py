"""What kind of file this is, and whether a parser may see it: the scan before any parser."""

from enum import StrEnum
from pathlib import Path

from huiliu.exchange.workbook.archive import scan_archive
from huiliu.exchange.workbook.compound import scan_compound
from huiliu.exchange.workbook.delimited import decoded
from huiliu.exchange.workbook.limits import MEGABYTE, Limits
from huiliu.exchange.workbook.unreadable import Cause, Unreadable


class Kind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x07\x08")
_OTHER_KINDS = (
    (b"%PDF", "PDF 文档"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"SQLite format", "数据库文件"),
)
# Many systems write a web page or XML and call it .xls.
_MARKUP = (
    (b"<html", "网页"),
    (b"<!doctype", "网页"),
    (b"<table", "网页"),
    (b"<meta", "网页"),
    (b"<?xml", "XML 文件"),
)
_ARCHIVE = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ARCHIVE = b"PK\x05\x06"


def inspect(path: Path, *, limits: Limits) -> Kind:
    """Tell the kind of a file by what is in it; Unreadable says why it is not to be parsed."""
    size = _size_of(path, limits)
    with path.open("rb") as file:
        head = file.read(1024)
    _refuse_other_kinds(head)
    if head.startswith(_ARCHIVE):
        return Kind(scan_archive(path, limits=limits))
    if head.startswith(_COMPOUND):
        scan_compound(path.read_bytes())
        return Kind.XLS
    if size < len(_COMPOUND) and any(magic.startswith(head) for magic in (_ARCHIVE, _COMPOUND)):
        raise Unreadable(Cause.BROKEN)
    decoded(path.read_bytes())
    return Kind.CSV


def _size_of(path: Path, limits: Limits) -> int:
    if not path.exists():
        raise Unreadable(Cause.MISSING)
    if not path.is_file():
        raise Unreadable(Cause.NOT_A_FILE)
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(Cause.EMPTY)
    if size > limits.file_size:
        raise Unreadable(Cause.TOO_LARGE, size=_megabytes(size), limit=_megabytes(limits.file_size))
    return size


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise Unreadable(Cause.PICTURE)
    if head.startswith(_ARCHIVES):
        raise Unreadable(Cause.ARCHIVE)
    if head.startswith(_EMPTY_ARCHIVE):
        raise Unreadable(Cause.BROKEN)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, kind in (*_OTHER_KINDS, *_MARKUP):
        if (start if magic.startswith(b"<") else head).startswith(magic):
            raise Unreadable(Cause.OTHER_KIND, kind=kind)
