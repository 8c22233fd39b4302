"""Which door each page has; a page without one fails a test."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from huiliu.core.permissions import Permission

V = TypeVar("V", bound=Callable[..., Any])


class Kind(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Door:
    """Who may open a page, and by which methods."""

    kind: Kind
    methods: tuple[str, ...]
    permission: Permission | None = None


_DOORS: dict[Callable[..., Any], Door] = {}


def declare(view: V, door: Door) -> V:
    _DOORS[view] = door
    return view


def door_of(view: Callable[..., Any]) -> Door | None:
    return _DOORS.get(view)
