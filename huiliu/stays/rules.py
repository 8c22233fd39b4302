"""The clock of a link: plain rules over days. The day is always an argument."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2s
from uuid import UUID

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, or so many months by the calendar: six months are not 180 days."""

    days: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        return _after(self, day)


@lru_cache(maxsize=4096)
def _after(span: Span, day: date) -> date:
    return day + relativedelta(months=span.months, days=span.days)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a rule says: the aim, the limit, and how many days before the aim a window opens."""

    aim: Span
    limit: Span
    opens_before: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The three days of a window, in order."""

    opens_on: date
    aim_on: date
    limit_on: date


def opening_after(*, since: date, rhythm: Rhythm) -> Opening:
    """Return the window that follows a contact on `since`."""
    aim = rhythm.aim.after(since)
    return Opening(
        opens_on=max(since, aim - timedelta(days=rhythm.opens_before)),
        aim_on=aim,
        limit_on=max(aim, rhythm.limit.after(since)),
    )


def first_opening(*, link: UUID, day: date, rhythm: Rhythm) -> Opening:
    """Return the first window of an imported link.

    Its aim is spread over the days up to the first limit by a hash of the link's id, so that the
    morning after an import is not a flood.
    """
    limit = rhythm.limit.after(day)
    aim = day + timedelta(days=_spread(link, over=(limit - day).days))
    return Opening(
        opens_on=max(day, aim - timedelta(days=rhythm.opens_before)), aim_on=aim, limit_on=limit
    )


def state_on(opening: Opening, day: date) -> str:
    """Return what the window says on a day, as a value of `WindowState`."""
    if day > opening.limit_on:
        return "overdue"
    if day >= opening.aim_on:
        return "due"
    return "open" if day >= opening.opens_on else "resting"


@dataclass(frozen=True, slots=True)
class Standing:
    """What makes one rule more specific than another: its area and its first day."""

    area_path: str | None
    begins_on: date
    ends_on: date | None

    def fits(self, *, path: str | None, day: date) -> bool:
        if not (self.begins_on <= day and (self.ends_on is None or day < self.ends_on)):
            return False
        return self.area_path is None or (path is not None and path.startswith(self.area_path))

    @property
    def rank(self) -> tuple[int, date]:
        """The smaller area before the larger, the newer rule before the older."""
        return (len(self.area_path or ""), self.begins_on)


def _spread(link: UUID, *, over: int) -> int:
    number = int.from_bytes(blake2s(link.bytes, digest_size=8).digest(), "big")
    return 1 + number % max(over, 1)
