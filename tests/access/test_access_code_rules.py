"""How often a six-digit code may be asked for, and what still opens."""

from datetime import UTC, datetime, timedelta

import pytest

from huiliu.access.code_rules import Asking, asking, opens, six_digits

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def ago(**span: int) -> datetime:
    return NOON - timedelta(**span)


@pytest.mark.parametrize(
    ("asked", "judged"),
    [
        ([], Asking.FINE),
        ([ago(seconds=59)], Asking.TOO_SOON),
        ([ago(seconds=60)], Asking.FINE),
        ([ago(hours=hours) for hours in (1, 2, 3, 4)], Asking.FINE),
        ([ago(hours=hours) for hours in (1, 2, 3, 4, 23)], Asking.TOO_MANY),
        ([ago(hours=hours) for hours in (1, 2, 3, 4, 24)], Asking.FINE),
    ],
)
def test_codes_come_one_a_minute_and_five_a_day(asked: list[datetime], judged: Asking) -> None:
    assert asking(asked=asked, at=NOON) is judged


@pytest.mark.parametrize(
    ("ends_in", "tries", "used", "open_"),
    [(1, 4, False, True), (0, 0, False, False), (1, 5, False, False), (1, 0, True, False)],
)
def test_code_opens_in_time_with_tries_left_and_once(
    *, ends_in: int, tries: int, used: bool, open_: bool
) -> None:
    ends_at = NOON + timedelta(seconds=ends_in)

    found = opens(ends_at=ends_at, tries=tries, used_at=NOON if used else None, at=NOON)

    assert found is open_


def test_code_has_six_digits_with_leading_zeros() -> None:
    assert {(len(code), code.isdecimal()) for code in (six_digits() for _ in range(200))} == {
        (6, True)
    }
