"""Named events: how a lower domain tells a higher one, within the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., None])


@dataclass(slots=True)
class Event:
    """Something that happened, by name. Reactions run in the order of the applications.

    `from_above` turns the order round: what hangs on other rows goes before them.
    """

    name: str
    from_above: bool = False
    reactions: list[Callable[..., None]] = field(default_factory=list)

    def reaction(self, function: F) -> F:
        """Make a function of a `reactions` module react to it."""
        self.reactions.append(function)
        return function

    def happened(self, **facts: Any) -> None:
        for react in reversed(self.reactions) if self.from_above else self.reactions:
            react(**facts)
