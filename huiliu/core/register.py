"""The data register: of every column about a person why it is kept, who sees it, and how long.

It stands in `register.toml`. `facts` is the name under which the fields inside sightings stand.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

FACTS = "facts"
_FILE = Path(__file__).parent / "register.toml"
_BESIDE_TABLES = {"circles", "retentions", "shared"}


class Unregistered(Exception):
    """The register says something twice, or leaves something out."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One column, or one field of a roster as sightings hold it."""

    table: str
    column: str
    purpose: str
    basis: str
    sensitivity: str
    stored: str
    circle: str
    retention: str
    mask: str = ""
    """`telephone` for `people.rules.mask_telephone`; what stands open has none."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Who sees something: the holders of these permissions, each within their own reach."""

    words: str
    permissions: frozenset[str]
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept, and how far back that reaches; some ends by an act alone."""

    words: str
    days: int | None = None
    months: int | None = None

    def kept_since(self, day: date) -> date:
        """Return the first day of which everything is still kept on this one."""
        if self.days is None and self.months is None:
            message = f"no period: {self.words}"
            raise Unregistered(message)
        months = relativedelta(months=self.months or 0)
        kept_since: date = day - months - timedelta(days=self.days or 0)
        return kept_since


@dataclass(frozen=True, slots=True)
class Register:
    entries: Mapping[tuple[str, str], Registered]
    """By table and column."""
    circles: Mapping[str, Circle]
    retentions: Mapping[str, Retention]

    def of_table(self, table: str) -> list[Registered]:
        return [entry for entry in self.entries.values() if entry.table == table]


def read_register(text: str) -> Register:
    """Read a register; one that names an unknown circle or says a column twice is refused."""
    said = tomllib.loads(text)
    circles = {name: _circle(one) for name, one in said["circles"].items()}
    retentions = {name: Retention(**one) for name, one in said["retentions"].items()}
    entries: dict[tuple[str, str], Registered] = {}
    for entry in _entries(said):
        place = (entry.table, entry.column)
        if place in entries or entry.circle not in circles or entry.retention not in retentions:
            message = f"{place} stands twice, or its circle or retention nowhere"
            raise Unregistered(message)
        entries[place] = entry
    return Register(entries=entries, circles=circles, retentions=retentions)


@cache
def register() -> Register:
    """Return the register of this product."""
    return read_register(_FILE.read_text(encoding="utf-8"))


def kept_since(name: str, day: date) -> date:
    """Return the first day of which everything of a retention is still kept on this one."""
    return register().retentions[name].kept_since(day)


def _circle(said: Mapping[str, Any]) -> Circle:
    permissions, roles = frozenset(said["permissions"]), frozenset(said["roles"])
    return Circle(words=said["words"], permissions=permissions, roles=roles)


def _entries(said: Mapping[str, Any]) -> Iterator[Registered]:
    for shared in said["shared"]:
        for table in shared["tables"]:
            yield from _of_group(table, shared)
    for table, whole in said.items():
        if table in _BESIDE_TABLES:
            continue
        yield from _of_group(table, whole)
        for other in whole.get("also", ()):
            yield from _of_group(table, {**whole, **other})


def _of_group(table: str, group: Mapping[str, Any]) -> Iterator[Registered]:
    known = {one.name for one in fields(Registered)}
    said = {name: value for name, value in group.items() if name in known}
    for column in group["columns"]:
        yield Registered(table=table, column=column, **said)
