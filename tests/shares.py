"""A part of what a release tries, the same part in every run; `--whole` tries all of it."""

from collections.abc import Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")

PARTS = 3


def share(items: Iterable[T], *, turn: int, config: pytest.Config) -> list[T]:
    """Return every third of what there is, beginning elsewhere in each turn."""
    everything = list(items)
    return everything if config.getoption("whole") else everything[turn % PARTS :: PARTS]
