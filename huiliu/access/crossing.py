"""Acts that must reach beyond their actor: opened by name, on record, closed on any exit."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from huiliu.audit.entries import record
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.reach import Reach


class Crossing(StrEnum):
    """Why a wide look is needed. It gives back a verdict, never another's rows."""

    MATCH = "match"
    DISPATCH = "dispatch"
    SIGN_IN = "sign_in"
    MERGE = "merge"
    BREAK_GLASS = "break_glass"
    LOOK_UP = "look_up"
    OBJECT = "object"
    REORGANISE = "reorganise"
    ERASE = "erase"
    RETENTION = "retention"
    EXPORT = "export"
    REPORT = "report"


@contextmanager
def crossing(name: Crossing, *, by: Acting) -> Iterator[Acting]:
    """Widen the reach of the running action for one block, and put that on record.

    Gives the acting with which actions inside the block keep that reach.
    """
    record(by=by, act=f"access.crossing.{name}")
    wide = by.reaching(Reach.everywhere())
    with scope.entered(wide.reach):
        yield wide
