"""Holds the entries of a log against the digests in its seals, both read as streams.

Both come about in the order in which they were made, so that as many entries are read as were
sealed; what comes early or late on one side waits, and that is little.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice, repeat
from typing import Any

from psycopg import Cursor

from huiliu.audit.chained import existing
from huiliu.audit.choices import FindingKind, Log
from huiliu.audit.rules import ID, PATIENCE, SECOND, Block, Finding, Span, to_the_second

TOGETHER = 5_000

Key = bytes
"""The key of an entry and its digest behind it: the same on both sides, or something is wrong."""


@dataclass(slots=True)
class Comparison:
    """One log, as far as both sides were read."""

    log: Log
    lines: Iterator[bytes]
    compared: int = 0
    tail: int = 0
    oldest: datetime | None = None
    sealed: dict[Key, tuple[Block, Span]] = field(default_factory=dict)
    """Sealed and not read yet."""
    early: dict[Key, bytes] = field(default_factory=dict)
    """Read and not known as sealed yet, with the second in which it says that it was made."""

    def take(self, blocks: Sequence[tuple[Block, Span]]) -> Iterator[Finding]:
        """Take up these blocks, and read as many entries as they hold."""
        count = 0
        for sealed in blocks:
            keys = sealed[0].keys()
            if not self.sealed.keys().isdisjoint(keys):
                yield Finding(FindingKind.REPEATED, *sealed[0].place)
            self.sealed.update(zip(keys, repeat(sealed)))
            count += len(keys)
        yield from self._read(islice(self.lines, count))
        yield from self._settle()

    def end(self, cursor: Cursor[Any], *, last: datetime | None, at: datetime) -> Iterator[Finding]:
        """Read the rest when all seals are known: what is in none of them is the tail."""
        tail = _Tail(due=to_the_second(last - PATIENCE).encode() if last else b"")
        while some := list(islice(self.lines, TOGETHER)):
            yield from self._read(some)
            yield from self._settle()
            yield from tail.add(self.early)
            self.early.clear()
        yield from tail.add(self.early)
        if tail.waiting and tail.waiting < to_the_second(at - PATIENCE).encode():
            yield Finding(FindingKind.IDLE, what=str(self.log.label))
        self.tail, self.oldest = tail.count, tail.since()
        yield from self._left(cursor)

    def _read(self, lines: Iterable[bytes]) -> Iterator[Finding]:
        """Compare lines with what is sealed. All entries pass here, so each step is for many."""
        read = list(lines)
        keys = [line[ID] + sha256(line).digest() for line in read]
        found = list(map(self.sealed.pop, keys, repeat(None)))
        for key, line, sealed in zip(keys, read, found, strict=True):
            if sealed is None:
                self.early[key] = line[SECOND]
            elif not sealed[1][0] <= line[SECOND] <= sealed[1][1]:
                yield _out_of_time(key, line[SECOND], *sealed)
        self.compared += len(read) - found.count(None)

    def _settle(self) -> Iterator[Finding]:
        """Compare what waits on both sides, by its key alone."""
        if not (self.sealed and self.early):
            return
        waiting = {key[ID]: key for key in self.sealed}
        for key in list(self.early):
            if key[ID] in waiting:
                second, sealed_key = self.early.pop(key), waiting.pop(key[ID])
                block, span = self.sealed.pop(sealed_key)
                self.compared += 1
                if key != sealed_key:
                    yield _finding(FindingKind.EDITED, block, key)
                elif not span[0] <= second <= span[1]:
                    yield _out_of_time(key, second, block, span)

    def _left(self, cursor: Cursor[Any]) -> Iterator[Finding]:
        """Tell sealed entries that were not read: they are gone, or were sealed once before."""
        ids = [key[ID].decode() for key in self.sealed]
        there = existing(cursor, self.log, ids) if ids else set()
        for key, (block, _) in self.sealed.items():
            repeated = key[ID].decode() in there
            yield _finding(FindingKind.REPEATED if repeated else FindingKind.DELETED, block, key)


@dataclass(slots=True)
class _Tail:
    """What is in no seal. What is older than `due` should have been in one."""

    due: bytes
    count: int = 0
    oldest: bytes = b""
    waiting: bytes = b""
    """The oldest that may still wait."""

    def add(self, entries: Mapping[Key, bytes]) -> Iterator[Finding]:
        for key, second in entries.items():
            self.count += 1
            self.oldest = min(self.oldest or second, second)
            if second < self.due:
                yield Finding(FindingKind.INSERTED, what=key[ID].decode())
            else:
                self.waiting = min(self.waiting or second, second)

    def since(self) -> datetime | None:
        if not self.oldest:
            return None
        return datetime.fromisoformat(self.oldest.decode()).replace(tzinfo=UTC)


def _out_of_time(key: Key, second: bytes, block: Block, span: Span) -> Finding:
    kind = FindingKind.INSERTED if second < span[0] else FindingKind.CLOCK
    return _finding(kind, block, key)


def _finding(kind: FindingKind, block: Block, key: Key) -> Finding:
    return Finding(kind, *block.place, key[ID].decode())
