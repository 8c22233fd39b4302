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
    entrusted: tuple[UUID, ...] = ()
    """Person rows of others that are reached one by one, whatever their addresses."""
    appointment: UUID | None = None
    """The appointment to which single links may be entrusted; of other roles nothing."""

    @classmethod
    def everywhere(cls) -> Self:
        """Return the reach of a crossing. Only `access.crossing` may enter it."""
        return cls(EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE)

    def settings(self) -> dict[str, str]:
        """Return the database settings that the policies compare with; empty shows nothing."""
        texts = {"app.self": _written(self.own), "app.persons": _written(self.persons)}
        texts["app.appointment"] = str(self.appointment or "")
        for name in (*ADDRESSES, "trail"):
            held: Range | None = getattr(self, name)
            texts[f"app.{name}_lo"] = held.lo if held else ""
            texts[f"app.{name}_hi"] = held.hi if held else ""
        return texts

    @property
    def persons(self) -> tuple[UUID, ...]:
        """The person rows that are reached one by one: oneself, and who was entrusted."""
        return (*self.own, *self.entrusted)

    def holds(self, **paths: str | None) -> bool:
        """Say whether a row with these addresses (home=…, host=…) lies in reach."""
        return any(
            held.holds(path)
            for name, path in paths.items()
            if (held := getattr(self, name)) is not None
        )


def _written(persons: tuple[UUID, ...]) -> str:
    return ",".join(map(str, persons))


NOBODY = Reach()
