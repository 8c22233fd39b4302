"""Six digits as every app shows them, each good once; codes on paper."""

from datetime import UTC, datetime, timedelta

import pytest

from huiliu.accounts.digits import (
    STEP_SECONDS,
    address_for_app,
    digits_at,
    new_secret,
    paper_codes,
    read_typed,
    step_of,
    written_secret,
)

RFC = b"12345678901234567890"
"""The secret of RFC 6238, appendix B."""
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
NOW = int(NOON.timestamp()) // STEP_SECONDS


@pytest.mark.parametrize(
    ("second", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_digits_are_those_of_the_standard(second: int, digits: str) -> None:
    assert digits_at(RFC, datetime.fromtimestamp(second, tz=UTC)) == digits


@pytest.mark.parametrize(
    ("seconds", "step"), [(0, NOW), (-30, NOW - 1), (30, NOW + 1), (-60, None), (60, None)]
)
def test_clock_may_be_half_a_minute_off(seconds: int, step: int | None) -> None:
    code = digits_at(RFC, NOON + timedelta(seconds=seconds))

    assert step_of(RFC, code, at=NOON, after=0) == step


def test_digits_that_were_taken_are_taken_no_more() -> None:
    code = digits_at(RFC, NOON)

    assert step_of(RFC, code, at=NOON, after=NOW) is None
    assert step_of(RFC, code, at=NOON, after=NOW - 1) == NOW


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "十二", "1" * 400])
def test_what_are_no_six_digits_is_wrong(code: str) -> None:
    assert step_of(RFC, code, at=NOON, after=0) is None


def test_app_is_told_the_secret_by_picture_and_by_text() -> None:
    assert written_secret(RFC) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert address_for_app(RFC, username="luo", issuer="huiliu") == (
        "otpauth://totp/huiliu:luo?digits=6&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&algorithm=SHA1&issuer=huiliu&period=30"
    )


def test_secrets_are_as_long_as_the_standard_asks_and_all_different() -> None:
    assert {len(new_secret()) for _ in range(3)} == {20}
    assert new_secret() != new_secret()


def test_paper_has_eight_codes_that_nobody_misreads() -> None:
    codes = list(paper_codes())

    assert len(set(codes)) == 8
    assert {len(code) for code in codes} == {11}
    assert not set("".join(codes)) & set("01ilo")


def test_typed_code_is_read_without_what_stands_between() -> None:
    wide = "287082".translate({ord("0") + n: 0xFF10 + n for n in range(10)})

    assert read_typed(" ABCDE - fgh23 ") == "abcdefgh23"
    assert read_typed(f"{wide[:3]} {wide[3:]}") == "287082"
