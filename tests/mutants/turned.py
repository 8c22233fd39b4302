"""What mutated code calls in the place of what stood there, with the same arguments."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.paths import EVERYWHERE, Range
from huiliu.core.permissions import Permission
from huiliu.core.reach import ADDRESSES, Reach


class Unasked(str):
    """A permission that everybody holds, and that looks like one that few do."""

    __slots__ = ()


def unasked(permission: Permission) -> Unasked:
    asked_before = Acting.may

    def may(by: Acting, permission: Permission, *, at: str | None = None) -> bool:
        return isinstance(permission, Unasked) or asked_before(by, permission, at=at)

    Acting.may = may
    return Unasked(permission)


def nothing(*_given: Any, **_more: Any) -> None:
    """Do nothing."""


none = nothing


def yes(*_given: Any, **_more: Any) -> bool:
    return True


def no(*_given: Any) -> bool:
    return False


def left_out(*_given: Any) -> dict[str, Any]:
    return {}


def tree(*_given: Any) -> Range:
    return EVERYWHERE


def everything(*_given: Any, **_more: Any) -> Reach:
    return Reach(**dict.fromkeys((*ADDRESSES, "trail"), EVERYWHERE))


@contextmanager
def outside(*_given: Any, **_more: Any) -> Iterator[None]:
    yield


@contextmanager
def wide(_reach: Reach, **more: Any) -> Iterator[None]:
    with scope.entered(everything(), **more):
        yield


@contextmanager
def unopened(_name: str, *, by: Acting) -> Iterator[Acting]:
    yield by


@contextmanager
def unrecorded(_name: str, *, by: Acting) -> Iterator[Acting]:
    with scope.entered(Reach.everywhere()):
        yield by.reaching(Reach.everywhere())


def all_(rows: Any, *_given: Any) -> Any:
    """Return the rows as they are, or say yes of the one."""
    return rows if hasattr(rows, "filter") else True
