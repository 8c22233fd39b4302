"""The scan of xlsx and ods files: counted while inflating, believing no header."""

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from huiliu.exchange.workbook.extent import Extent, SheetExtent, TableExtent
from huiliu.exchange.workbook.limits import Limits
from huiliu.exchange.workbook.unreadable import Cause, Unreadable

_CHUNK = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_ENCRYPTED_FLAG = 0x1
_NESTED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_ODS_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_FIRST_TAG = re.compile(rb"<[A-Za-z_:]")
_MACRO_PARTS = ("vbaproject.bin", "/macrosheets/", "basic/script", "scripts/")
_OTHER_KINDS = (
    ("word/document.xml", "Word 文档"),
    ("ppt/presentation.xml", "演示文稿"),
)


def scan_archive(path: Path, *, limits: Limits) -> str:
    """Return `xlsx` or `ods`, or refuse; every part is inflated and counted, none is kept."""
    try:
        with ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            _refuse_by_names(entries, limits)
            kind = _kind(entries, archive)
            _inflate_all(entries, file, limits)
    except (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError) as error:
        raise Unreadable(Cause.BROKEN) from error
    except NotImplementedError as error:
        raise Unreadable(Cause.BOMB) from error
    return kind


def _kind(entries: list[ZipInfo], archive: ZipFile) -> str:
    names = {entry.filename.lower() for entry in entries}
    for part, kind in _OTHER_KINDS:
        if part in names:
            raise Unreadable(Cause.OTHER_KIND, kind=kind)
    if "xl/workbook.bin" in names:
        raise Unreadable(Cause.OLD_BINARY)
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if {"content.xml", "mimetype"} <= names:
        return _kind_of_document(archive)
    raise Unreadable(Cause.ARCHIVE)


def _kind_of_document(archive: ZipFile) -> str:
    with archive.open("mimetype") as part:
        kind = part.read(200)
    if not kind.startswith(_ODS_KIND):
        raise Unreadable(Cause.OTHER_KIND, kind="OpenDocument 文档")
    return "ods"


def _refuse_by_names(entries: list[ZipInfo], limits: Limits) -> None:
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > limits.entries:
        raise Unreadable(Cause.BOMB)
    if len(set(names)) < len(names):
        raise Unreadable(Cause.BROKEN)
    if any(part in name for name in names for part in _MACRO_PARTS):
        raise Unreadable(Cause.MACROS)
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise Unreadable(Cause.ENCRYPTED)


def _inflate_all(entries: list[ZipInfo], file: BinaryIO, limits: Limits) -> None:
    left = limits.unpacked
    for entry in entries:
        extent = _extent_of(entry.filename, limits)
        size = 0
        for number, chunk in enumerate(_inflated(entry, file)):
            size += len(chunk)
            _refuse_bomb(entry, size=size, left=left, limits=limits)
            if number == 0:
                _look_at_start(entry.filename.lower(), chunk)
            extent.feed(chunk)
        _refuse_lie(entry, size)
        extent.close()
        left -= size


def _extent_of(name: str, limits: Limits) -> Extent:
    if name.lower().startswith("xl/worksheets/"):
        return SheetExtent(limits)
    if name == "content.xml":
        return TableExtent(limits)
    return Extent()


def _inflated(entry: ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    """Yield the unpacked part in pieces of at most a megabyte."""
    _seek_to(entry, file)
    if entry.compress_type == ZIP_STORED:
        yield from _stored(entry, file)
    elif entry.compress_type == ZIP_DEFLATED:
        yield from _deflated(entry, file)
    else:
        raise Unreadable(Cause.BROKEN)


def _seek_to(entry: ZipInfo, file: BinaryIO) -> None:
    """Go to where the part begins; its own header has to tell the same name."""
    file.seek(entry.header_offset)
    header = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    name_length, extra_length = header[-2:]
    name = file.read(name_length)
    if header[0] != b"PK\x03\x04" or name not in _spellings(entry):
        raise Unreadable(Cause.BROKEN)
    file.seek(extra_length, 1)


def _spellings(entry: ZipInfo) -> set[bytes]:
    name = entry.orig_filename
    return {name.encode(), name.encode("cp437", errors="replace")}


def _stored(entry: ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    left = entry.compress_size
    while left:
        chunk = file.read(min(_CHUNK, left))
        if not chunk:
            raise EOFError
        left -= len(chunk)
        yield chunk


def _deflated(entry: ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _stored(entry, file):
        piece = inflater.decompress(packed, _CHUNK)
        while piece:
            yield piece
            piece = inflater.decompress(inflater.unconsumed_tail, _CHUNK)
    if not inflater.eof:
        raise EOFError


def _refuse_bomb(entry: ZipInfo, *, size: int, left: int, limits: Limits) -> None:
    if size > left:
        raise Unreadable(Cause.BOMB)
    if size > limits.ratio_from and size > limits.ratio * max(entry.compress_size, 1):
        raise Unreadable(Cause.BOMB)


def _refuse_lie(entry: ZipInfo, size: int) -> None:
    if size != entry.file_size:
        raise Unreadable(Cause.BROKEN)


def _look_at_start(name: str, chunk: bytes) -> None:
    """Refuse other files inside, declarations before the first tag, and macros in disguise."""
    if chunk.startswith(_NESTED):
        raise Unreadable(Cause.NESTED)
    if name == "[content_types].xml" and b"macroEnabled" in chunk:
        raise Unreadable(Cause.MACROS)
    if name == "meta-inf/manifest.xml" and b"encryption-data" in chunk:
        raise Unreadable(Cause.ENCRYPTED)
    if name.endswith((".xml", ".rels", ".vml")):
        _refuse_declarations(chunk)


def _refuse_declarations(chunk: bytes) -> None:
    if chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in chunk[:64]:
        raise Unreadable(Cause.BROKEN)
    if any(b"<!" in piece for piece in _before_first_tag(chunk)):
        raise Unreadable(Cause.ENTITIES)


def _before_first_tag(chunk: bytes) -> Iterator[bytes]:
    """Yield what stands between the comments before the first tag."""
    at = 0
    while True:
        comment = chunk.find(b"<!--", at)
        first = _FIRST_TAG.search(chunk, at, comment if comment >= 0 else len(chunk))
        if first:
            yield chunk[at : first.start()]
            return
        end = chunk.find(b"-->", comment)
        if comment < 0 or end < 0:
            raise Unreadable(Cause.BROKEN)
        yield chunk[at:comment]
        at = end + len(b"-->")
