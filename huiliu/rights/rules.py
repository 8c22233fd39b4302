"""Who answers an objection, and until when; how long somebody acts for another, and as whom."""

from collections.abc import Collection, Container, Mapping
from datetime import date, timedelta

from huiliu.core.paths import STEP, ancestors_of

ANSWER_DAYS = 7
CODE_LIFETIME = timedelta(minutes=10)
LONGEST_DAYS = 366
LONGEST_NAME = 40
"""As records keep names."""
FOR = "代"


def answer_until(day: date) -> date:
    """Return the last day on which an answer is in time."""
    return day + timedelta(days=ANSWER_DAYS)


def answering_path(
    against: str | None, *, kinds: Mapping[str, str], answering: Container[str], top: str
) -> str:
    """Return where an objection is answered: the nearest organisation above that can.

    `kinds` has the organisations above by path, `answering` the kinds at which objections are
    answered. Nothing stands above the top of the city, nor is there an account above an
    organisation outside it: these go to the top, where nobody answers for themselves.
    """
    above = ancestors_of(against)[:-1] if against else []
    fitting = [path for path in above if kinds.get(path) in answering]
    return fitting[-1] if fitting else top


def auditing_path(against: str | None, *, auditors: Collection[str]) -> str | None:
    """Return where an objection to a look is answered: above the one who looked, by an auditor.

    `auditors` has the paths at which one is in office. At the top auditors answer about each other.
    Nothing is returned while there is none: then it is answered as any other line.
    """
    above = ancestors_of(against)[:-1] if against else []
    top = [path for path in auditors if len(path) == STEP]
    fitting = [path for path in above if path in auditors]
    return next(iter([*reversed(fitting), *top]), None)


def last_day_for_another(day: date) -> date:
    """Return the latest first day without a delegation that begins today."""
    return day + timedelta(days=LONGEST_DAYS)


def for_another(delegate: str, principal: str) -> str:
    """Return both names as records show who acted for whom, as long as a name may be."""
    most = (LONGEST_NAME - len(FOR)) // 2
    return f"{_short(delegate, most)}{FOR}{_short(principal, most)}"


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
