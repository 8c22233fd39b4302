"""Counters: nothing is lost between requests of one moment, nothing outlives its time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from huiliu.accounts.counters import count, counted, forget, take_turn
from huiliu.accounts.models import RateCounter
from huiliu.accounts.rules import FACTORS, MINUTE, PASSWORDS, Limit

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
FEW = Limit("open_post", 3, MINUTE)


def turns(number: int, *, at: datetime = NOON, subject: str = "luo") -> list[timedelta | None]:
    return [take_turn(PASSWORDS, subject=subject, at=at) for _ in range(number)]


def test_fourth_of_three_is_over_until_the_minute_has_passed(db: None) -> None:
    found = [count(FEW, subject="192.0.2.7", at=NOON) for _ in range(4)]

    assert [one.over(FEW) for one in found] == [False, False, False, True]
    assert found[3].forgotten_in == MINUTE
    assert not count(FEW, subject="192.0.2.7", at=NOON + MINUTE).over(FEW)


def test_networks_are_counted_apart(db: None) -> None:
    for _ in range(4):
        count(FEW, subject="192.0.2.7", at=NOON)

    assert count(FEW, subject="192.0.2.8", at=NOON).count == 1


def test_looking_counts_nothing(db: None) -> None:
    count(FEW, subject="192.0.2.7", at=NOON)

    assert counted(FEW, subject="192.0.2.7", at=NOON) == 1
    assert counted(FEW, subject="192.0.2.7", at=NOON) == 1
    assert counted(FEW, subject="192.0.2.7", at=NOON + MINUTE) == 0
    assert counted(FEW, subject="192.0.2.9", at=NOON) == 0


def test_what_has_ended_is_removed_by_the_next_who_comes(db: None) -> None:
    for last in range(5):
        count(FEW, subject=f"192.0.2.{last}", at=NOON)

    count(FEW, subject="198.51.100.1", at=NOON + MINUTE)

    assert RateCounter.objects.count() == 1


def test_counter_holds_neither_address_nor_name(db: None) -> None:
    count(FEW, subject="192.0.2.7", at=NOON)
    turns(1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(held::text, ' ') FROM accounts_ratecounter held")
        text = cursor.fetchone()[0]

    assert "192.0.2.7" not in text
    assert "luo" not in text


def test_five_turns_at_once_then_half_a_minute(db: None) -> None:
    assert turns(6) == [None] * 5 + [timedelta(seconds=30)]
    assert turns(2, at=NOON + timedelta(seconds=30)) == [None, timedelta(minutes=1)]


def test_whoever_comes_too_early_waits_no_longer_for_it(db: None) -> None:
    turns(500)

    assert turns(1, at=NOON + timedelta(seconds=29)) == [timedelta(seconds=1)]
    assert turns(1, at=NOON + timedelta(seconds=30)) == [None]


def test_nobody_waits_longer_than_a_quarter_of_an_hour(db: None) -> None:
    at = NOON
    longest = timedelta(0)
    for _ in range(40):
        wait = take_turn(PASSWORDS, subject="luo", at=at)
        longest = max(longest, wait or timedelta(0))
        at += wait or timedelta(0)

    assert longest == timedelta(minutes=15)


def test_right_answer_begins_anew(db: None) -> None:
    turns(6)
    forget(PASSWORDS, subject="luo")

    assert turns(5) == [None] * 5


def test_turns_of_another_kind_are_apart(db: None) -> None:
    turns(6)

    assert take_turn(FACTORS, subject="luo", at=NOON) is None


def test_guesses_of_one_moment_get_five_turns_together(own_database: None) -> None:
    """Fifty at once, each in a connection of its own."""

    def one(_: int) -> bool:
        try:
            return take_turn(PASSWORDS, subject="luo", at=NOON) is None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(one, range(50)))

    assert sum(taken) == 5


def test_who_removes_waits_for_nobody(own_database: None) -> None:
    """A row that another transaction holds stays for the next who comes."""
    for last in range(3):
        count(FEW, subject=f"192.0.2.{last}", at=NOON)

    def from_elsewhere() -> int:
        try:
            count(FEW, subject="198.51.100.1", at=NOON + MINUTE)
            return RateCounter.objects.count()
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as elsewhere:
        count(FEW, subject="192.0.2.1", at=NOON)
        left = elsewhere.submit(from_elsewhere).result(timeout=20)

    assert left == 2
