"""What is known outside the database, and what the database says of the same roots."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import Cursor

from huiliu.audit import outside
from huiliu.audit.choices import FindingKind
from huiliu.audit.rules import NOTHING, Finding, Heads, Root
from huiliu.audit.signing import root_of


@dataclass(slots=True)
class Witnesses:
    """Roots of the days and the tip, as they were read outside before the database was asked."""

    lines: list[str]
    tip: str | None
    key: str
    is_copy: bool = False
    """A copy that was kept elsewhere may be older, this machine's own file may not."""
    written: dict[str, str] = field(default_factory=dict)
    """The line of each day in the file."""
    days: set[str] = field(default_factory=set)
    roots: list[Root] = field(default_factory=list)
    """Those whose signature holds, by their rounds, the next one last."""

    @classmethod
    def read(cls, *, key: str, roots: Path | None = None) -> "Witnesses":
        """Read this machine's own file, or a copy that was kept elsewhere."""
        lines = outside.lines_of(roots or outside.roots_file())
        return cls(lines, outside.tip_line(), key, is_copy=roots is not None)

    def heard(self, cursor: Cursor[Any]) -> Iterator[Finding]:
        """Look at signatures and order, and hold the database's own lines against them."""
        cursor.execute("SELECT day, line FROM audit_dayroot ORDER BY day")
        stored = {str(day): line for day, line in cursor.fetchall()}
        yield from self._take_file()
        written, last = self.written, self._last_known(sorted(stored))
        for day in sorted(written.keys() | stored.keys()):
            if day not in stored or (day not in written and day < last):
                yield Finding(FindingKind.ROOT_MISSING, what=day)
            elif day not in written:
                yield from self._take(day, stored[day])
            elif written[day] != stored[day]:
                yield Finding(FindingKind.REWRITTEN, what=day)
        if self.tip is not None:
            yield from self._take("", self.tip)
        elif stored and not self.is_copy:
            yield Finding(FindingKind.ROOT_MISSING, what="tip")
        self.roots.sort(key=lambda root: root.round, reverse=True)

    def _last_known(self, stored: list[str]) -> str:
        """Return the day before which no root may be missing in the file.

        The root of the last day may be committed and not written out yet.
        """
        if self.is_copy:
            return max(self.written, default="")
        return stored[-1] if stored else ""

    def _take_file(self) -> Iterator[Finding]:
        """Take up the lines of the file in their order, each of which names the one before."""
        for line in self.lines:
            day, known = _day_of(line), len(self.roots)
            before = self.roots[-1].digest if known else NOTHING
            if day in self.written:
                yield Finding(FindingKind.FORKED, what=day)
            self.written.setdefault(day, line)
            yield from self._take(day, line)
            if len(self.roots) > known > 0 and self.roots[-1].previous != before:
                yield Finding(FindingKind.ROOT_MISSING, what=f"< {day}")

    def _take(self, day: str, line: str) -> Iterator[Finding]:
        root = root_of(line, key=self.key)
        if root is None:
            yield Finding(FindingKind.UNSIGNED, what=day or "tip")
            return
        self.roots.append(root)
        if day:
            self.days.add(day)

    def before(self, round: int, heads: Heads) -> Iterator[Finding]:
        """Hold the heads against all roots of earlier rounds, before this round adds to them."""
        while self.roots and self.roots[-1].round < round:
            yield from self.roots.pop().against(heads)

    def at_end(self, heads: Heads) -> Iterator[Finding]:
        while self.roots:
            yield from self.roots.pop().against(heads)


def _day_of(line: str) -> str:
    try:
        return str(json.loads(line)["root"]["day"])
    except (KeyError, TypeError, ValueError):
        return "?"
