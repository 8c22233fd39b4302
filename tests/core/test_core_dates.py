"""The ways organisations write a day."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiliu.core.dates import Unread, Written, parse_day

# Full-width digits, as Chinese keyboards type them.
WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in "2010.7.1")
FIRST_OF_JULY = Written(date(2010, 7, 1), "day")


@pytest.mark.parametrize(
    "value",
    [
        "2010.07.01",
        "2010-7-1",
        "2010/7/1",
        "20100701",
        "2010年7月1日",
        "2010年07月01日",
        "2010.7.1 0:00:00",
        "2010-07-01 00:00:00",
        "2010-07-01T00:00:00",
        " 2010.7.1 ",
        "'2010.7.1",
        WIDE,
        "2010、7、1",
        "2010年 7月 1日",
        "2010—07—01",
        "2010·7·1",
        "二〇一〇年七月一日",
        "二\u25cb一\u25cb年07月1日",
        "40360",
        40360,
        40360.5,
        20100701,
        20100701.0,
        date(2010, 7, 1),
        datetime.fromisoformat("2010-07-01T08:30:00"),
    ],
)
def test_day_is_read_in_every_way_of_writing(value: object) -> None:
    assert parse_day(value) == FIRST_OF_JULY


@pytest.mark.parametrize(
    "value",
    ["2010年7月", "2010.07", "2010.7", "201007", 201007, 2010.07, "2010年7月份", "20100700"],
)
def test_month_keeps_its_precision(value: object) -> None:
    assert parse_day(value) == Written(date(2010, 7, 1), "month")


@pytest.mark.parametrize("value", ["2010", 2010, 2010.0, "2010年", "20100000", "2010.00.00"])
def test_year_keeps_its_precision(value: object) -> None:
    assert parse_day(value) == Written(date(2010, 1, 1), "year")


def test_number_that_may_be_january_or_october_is_a_year() -> None:
    assert parse_day(2010.1) == Written(date(2010, 1, 1), "year")
    assert parse_day("2010.10") == Written(date(2010, 10, 1), "month")


def test_tens_in_chinese_numerals_are_read() -> None:
    assert parse_day("二〇一〇年十二月三十一日") == Written(date(2010, 12, 31), "day")
    assert parse_day("二〇一〇年十月二十日") == Written(date(2010, 10, 20), "day")


def test_short_year_is_read_where_one_century_is_left() -> None:
    assert parse_day("85.7.1") == Written(date(1985, 7, 1), "day")
    assert parse_day("12.7.1") is Unread.IMPOSSIBLE


@pytest.mark.parametrize(
    "value", ["1985.2.30", "2010.13.1", "19850230", "0210.7.1", "2010.00.05", date(9999, 1, 1)]
)
def test_day_that_does_not_exist_is_impossible(value: object) -> None:
    assert parse_day(value) is Unread.IMPOSSIBLE


@pytest.mark.parametrize(
    "value",
    [
        "7/1/2010",
        "去年",
        "不详",
        "2010.7.1.3",
        1.5,
        3,
        0,
        -5,
        float("inf"),
        True,
        "201",
        "1" * 5000,
    ],
)
def test_other_values_are_unreadable(value: object) -> None:
    assert parse_day(value) is Unread.UNREADABLE


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000"])
def test_blank_cell_is_no_day(value: object) -> None:
    assert parse_day(value) is Unread.BLANK


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["%Y.%m.%d", "%Y%m%d"]))
def test_written_day_reads_back(day: date, form: str) -> None:
    assert parse_day(day.strftime(form)) == Written(day, "day")


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_serial_number_reads_back(day: date) -> None:
    assert parse_day((day - date(1899, 12, 30)).days) == Written(day, "day")


@given(st.text(max_size=30))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(parse_day(text), Written | Unread)


@given(st.floats())
def test_any_number_is_answered(value: float) -> None:
    assert isinstance(parse_day(value), Written | Unread)


def test_text_shows_what_was_written() -> None:
    assert Written(date(2010, 7, 1), "day").text == "2010-07-01"
    assert Written(date(2010, 7, 1), "month").text == "2010-07"
    assert Written(date(2010, 1, 1), "year").text == "2010"


def test_month_agrees_with_every_day_in_it() -> None:
    july = Written(date(2010, 7, 1), "month")

    assert july.agrees_with(date(2010, 7, 31))
    assert not july.agrees_with(date(2010, 8, 1))
    assert not FIRST_OF_JULY.agrees_with(date(2010, 7, 2))
