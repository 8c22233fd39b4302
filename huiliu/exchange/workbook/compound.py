"""The scan of xls files: an OLE container is a small file system, and may lie like one."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from huiliu.exchange.workbook.unreadable import Cause, Unreadable

_HEADER_SIZE = 512
_LAST_SECTOR = 0xFFFFFFFA
_END = 0xFFFFFFFE
_ENTRY_SIZE = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MACRO_STORAGES = {"_VBA_PROJECT_CUR", "VBA", "Macros"}
_ENCRYPTED_STREAMS = {"EncryptedPackage", "EncryptionInfo"}
_SHEET_STREAMS = {"Workbook", "Book"}
_OTHER_KINDS = (("WordDocument", "Word 文档"), ("PowerPoint Document", "演示文稿"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream or storage of the container."""

    name: str
    kind: int
    start: int
    size: int


class _Container:
    """Walks chains of sectors, each sector once."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER_SIZE:
            raise Unreadable(Cause.BROKEN)
        self._content = content
        shift, mini_shift = struct.unpack_from("<2H", content, 30)
        if (shift, mini_shift) not in {(9, 6), (12, 6)}:
            raise Unreadable(Cause.BROKEN)
        self._size = 1 << shift
        self._sectors = -(-(len(content) - self._size) // self._size)
        self._table = self._read_table()
        self._seen: set[int] = set()

    def chain(self, start: int) -> list[int]:
        """Follow a chain; a sector met a second time, here or elsewhere, is a loop or a lie."""
        sectors = []
        while start < _LAST_SECTOR:
            if start in self._seen or start >= min(self._sectors, len(self._table)):
                raise Unreadable(Cause.BROKEN)
            self._seen.add(start)
            sectors.append(start)
            start = self._table[start]
        return sectors

    def entries(self) -> list[Entry]:
        (start,) = struct.unpack_from("<L", self._content, 48)
        sectors = self.chain(start)
        directory = b"".join(map(self._sector, sectors))
        if len(directory) < len(sectors) * self._size:
            raise Unreadable(Cause.BROKEN)
        return list(_entries_in(directory))

    def check(self, entry: Entry, mini_cutoff: int) -> None:
        """Follow the stream of an entry; it has to hold as much as it says."""
        if not entry.size or (entry.kind == _STREAM and entry.size < mini_cutoff):
            return
        held = sum(len(self._sector(number)) for number in self.chain(entry.start))
        if entry.size > held:
            raise Unreadable(Cause.BROKEN)

    def mini_cutoff(self) -> int:
        (cutoff,) = struct.unpack_from("<L", self._content, 56)
        return int(cutoff)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._content[start : start + self._size]

    def _read_table(self) -> tuple[int, ...]:
        numbers: list[int] = []
        for number in self._table_sectors():
            sector = self._sector(number)
            numbers.extend(struct.unpack(f"<{len(sector) // 4}L", sector[: len(sector) // 4 * 4]))
        return tuple(numbers)

    def _table_sectors(self) -> Iterator[int]:
        """Yield the sectors of the allocation table: 109 in the header, the others chained."""
        listed = list(struct.unpack_from("<109L", self._content, 76))
        next_list, _ = struct.unpack_from("<2L", self._content, 68)
        seen: set[int] = set()
        while True:
            for number in listed:
                if number < _LAST_SECTOR:
                    self._once(number, seen)
                    yield number
            if next_list >= _LAST_SECTOR:
                return
            self._once(next_list, seen)
            sector = self._sector(next_list)
            if len(sector) < self._size:
                raise Unreadable(Cause.BROKEN)
            *listed, next_list = struct.unpack(f"<{self._size // 4}L", sector)

    def _once(self, number: int, seen: set[int]) -> None:
        if number in seen or number >= self._sectors:
            raise Unreadable(Cause.BROKEN)
        seen.add(number)


def scan_compound(content: bytes) -> None:
    """Refuse what is no plain xls: passwords, macros, other documents, loops, lying sizes."""
    container = _Container(content)
    entries = container.entries()
    names = {entry.name for entry in entries}
    _refuse_by_names(names)
    cutoff = container.mini_cutoff()
    for entry in entries:
        if entry.kind in {_STREAM, _ROOT}:
            container.check(entry, cutoff)


def _entries_in(directory: bytes) -> Iterator[Entry]:
    for place in range(0, len(directory) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
        name, length, kind = struct.unpack_from("<64sHB", directory, place)
        start, size = struct.unpack_from("<2L", directory, place + 116)
        if kind in {_STORAGE, _STREAM, _ROOT}:
            letters = name[: max(length - 2, 0)].decode("utf-16-le", errors="replace")
            yield Entry(name=letters, kind=kind, start=start, size=size)


def _refuse_by_names(names: set[str]) -> None:
    if names & _ENCRYPTED_STREAMS:
        raise Unreadable(Cause.ENCRYPTED)
    for name, kind in _OTHER_KINDS:
        if name in names:
            raise Unreadable(Cause.OTHER_KIND, kind=kind)
    if names & _MACRO_STORAGES:
        raise Unreadable(Cause.MACROS)
    if not names & _SHEET_STREAMS:
        raise Unreadable(Cause.OTHER_KIND, kind="别的软件的文件")
