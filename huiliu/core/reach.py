"""Reach: which addresses of rows about people somebody may see."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from huiliu.core.paths import EVERYWHERE, Range

ADDRESSES = ("home", "host", "patch", "queue")

Addresses = tuple[
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
]
"""Id and path of home, host, patch and queue."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One range for each kind of address, and oneself. What is not set shows nothing."""

    home: Range | None = None
    host: Range | None = None
    patch: Range | None = None
    queue: Range | None = None
    trail: Range | None = None
    """Audit and read-log entries of organisations in this range."""
    own: tuple[UUID, ...] = ()
    """The person rows that are oneself."""

    @classmethod
    def everywhere(cls) -> Self:
        """Return the reach of a crossing. Only `access.crossing` may enter it."""
        return cls(EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE)

    def settings(self) -> dict[str, str]:
        """Return the database settings that the policies compare with; empty shows nothing."""
        texts = {"app.self": ",".join(str(person) for person in self.own)}
        for name in (*ADDRESSES, "trail"):
            held: Range | None = getattr(self, name)
            texts[f"app.{name}_lo"] = held.lo if held else ""
            texts[f"app.{name}_hi"] = held.hi if held else ""
        return texts

    def holds(self, **paths: str | None) -> bool:
        """Say whether a row with these addresses (home=…, host=…) lies in reach."""
        return any(
            held.holds(path)
            for name, path in paths.items()
            if (held := getattr(self, name)) is not None
        )


NOBODY = Reach()
