"""Names, citizen numbers and telephone numbers. The people are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiliu.people.rules import (
    BadNumber,
    CitizenNumber,
    Name,
    NameFault,
    NameOddity,
    NumberProblem,
    check_character,
    mask_citizen_number,
    mask_telephone,
    read_citizen_number,
    read_landline,
    read_mobile,
    read_name,
    read_telephone,
    read_telephones,
)

NUMBER = "42099919850920378X"
births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
orders = st.integers(0, 999)


def wide(text: str) -> str:
    """Write as Chinese keyboards do, in full width."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def made(born: date, order: int) -> str:
    first_17 = f"420999{born:%Y%m%d}{order:03}"
    return first_17 + check_character(first_17)


@given(births, orders)
def test_number_with_its_check_character_is_read(born: date, order: int) -> None:
    number = read_citizen_number(made(born, order))

    assert isinstance(number, CitizenNumber)
    assert number.born_on == born
    assert number.sex == ("1" if order % 2 else "2")


@given(births, orders, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(born: date, order: int, place: int, by: int) -> None:
    right = made(born, order)
    wrong_digit = str((int(right[place].replace("X", "0")) + by) % 10)
    wrong = right[:place] + wrong_digit + right[place + 1 :]

    assert wrong == right or isinstance(read_citizen_number(wrong), BadNumber)


@given(births, orders, st.integers(0, 16))
def test_two_digits_in_wrong_order_are_always_found(born: date, order: int, place: int) -> None:
    right = made(born, order)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]

    assert swapped == right or isinstance(read_citizen_number(swapped), BadNumber)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER.lower(),
        "420999 19850920 378X",
        "\u3000" + NUMBER + "\xa0",
        wide(NUMBER),
        "'" + NUMBER,
        "420999-19850920-378X",
        "4209991985\u200b0920378X",
        "42099919850920378\u0425",
        "42099919850920378\u00d7",
    ],
)
def test_number_is_read_however_it_was_typed(text: str) -> None:
    assert read_citizen_number(text) == CitizenNumber(NUMBER)


def test_area_that_no_county_has_is_no_reason_to_refuse() -> None:
    first_17 = "999999" + NUMBER[6:17]
    number = first_17 + check_character(first_17)

    assert read_citizen_number(number) == CitizenNumber(number)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, NumberProblem.MISSING),
        ("", NumberProblem.MISSING),
        ("无", NumberProblem.MISSING),
        ("/", NumberProblem.MISSING),
        ("42099919850920378", NumberProblem.LENGTH),
        ("42099919850920378XX", NumberProblem.LENGTH),
        (12345, NumberProblem.LENGTH),
        (-4.2e17, NumberProblem.LENGTH),
        (float("nan"), NumberProblem.LENGTH),
        ("42O999198509203780", NumberProblem.CHARACTERS),
        ("4209991985092037X8", NumberProblem.CHARACTERS),
        (True, NumberProblem.CHARACTERS),
        ("420999********378X", NumberProblem.MASKED),
        ("420999197002311154", NumberProblem.IMPOSSIBLE_DATE),
        ("420999180001011154", NumberProblem.IMPOSSIBLE_DATE),
        ("420999850931378", NumberProblem.IMPOSSIBLE_DATE),
        ("420999198509203781", NumberProblem.CHECK_DIGIT),
        ("4.20999E+17", NumberProblem.DAMAGED),
    ],
)
def test_number_that_is_none_says_why(value: object, problem: NumberProblem) -> None:
    read = read_citizen_number(value)

    assert isinstance(read, BadNumber)
    assert read.problem == problem
    assert read.proposal is None


@pytest.mark.parametrize("value", ["360499630704541", 360499630704541, 360499630704541.0])
def test_fifteen_digits_leave_one_number(value: object) -> None:
    read = read_citizen_number(value)

    assert isinstance(read, BadNumber)
    assert read.problem == NumberProblem.FIFTEEN_DIGITS
    assert read.proposal == "360499196307045418"


@pytest.mark.parametrize("value", [4.11599198004256e17, 411599198004256000, "4.11599198004256E+17"])
def test_numeric_cell_keeps_fifteen_digits(value: object) -> None:
    read = read_citizen_number(value)

    assert isinstance(read, BadNumber)
    assert (read.problem, read.first_15) == (NumberProblem.DAMAGED, "411599198004256")


@given(births, st.integers(0, 999), st.integers(0, 9))
def test_rounded_number_keeps_its_first_fifteen_digits(born: date, order: int, last: int) -> None:
    whole = f"420999{born:%Y%m%d}{order:03}{last}"
    rounded = float(whole[:15] + "000")

    for value in (rounded, int(rounded)):
        read = read_citizen_number(value)
        assert isinstance(read, BadNumber)
        assert read.first_15 == whole[:15]


def test_numeric_cell_is_damaged_even_with_a_right_check_digit() -> None:
    number = made(date(1979, 12, 20), 671)
    read = read_citizen_number(int(number))

    assert isinstance(read_citizen_number(number), CitizenNumber)
    assert isinstance(read, BadNumber)
    assert read.problem == NumberProblem.DAMAGED


def test_text_that_was_rounded_before_is_wrong_and_keeps_its_digits() -> None:
    read = read_citizen_number("411599198004256000")

    assert isinstance(read, BadNumber)
    assert (read.problem, read.first_15) == (NumberProblem.CHECK_DIGIT, "411599198004256")


@pytest.mark.parametrize(
    "value",
    [
        "13800138000",
        13800138000,
        13800138000.0,
        "13800138000.0",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "0086-13800138000",
        "8613800138000",
        "013800138000",
        wide("13800138000"),
        "1380\u200b0138000",
    ],
)
def test_mobile_is_read_however_it_was_typed(value: object) -> None:
    assert read_mobile(value) == "13800138000"


@pytest.mark.parametrize(
    "value", ["179897263", "12800138000", "138001380000", "", None, "无", True, "1380013800a"]
)
def test_other_values_are_no_mobile(value: object) -> None:
    assert read_mobile(value) is None


@pytest.mark.parametrize(
    ("value", "landline"),
    [
        ("027-80143699", "027-80143699"),
        ("02780143699", "027-80143699"),
        ("(027)80143699", "027-80143699"),
        ("（027）8014 3699", "027-80143699"),
        ("027—80143699", "027-80143699"),
        (2780143699, "027-80143699"),
        ("0716-8012345", "0716-8012345"),
        ("010-62345678", "010-62345678"),
        ("027-80143699-123", "027-80143699-123"),
        ("027-80143699转123", "027-80143699-123"),
        ("80143699", "80143699"),
        ("8014-3699", "80143699"),
        ("5012345", "5012345"),
    ],
)
def test_landline_is_read_however_it_was_typed(value: object, landline: str) -> None:
    assert read_landline(value) == landline


@pytest.mark.parametrize("value", ["17989726", "179897263", "98014369", "027-1014369", "12345", ""])
def test_shortened_mobile_is_no_landline(value: str) -> None:
    assert read_telephone(value) is None


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("13800138000/027-80143699", ("13800138000", "027-80143699")),
        ("13800138000、13900139000", ("13800138000", "13900139000")),
        ("13800138000\n13900139000", ("13800138000", "13900139000")),
        ("13800138000（微信同号）", ("13800138000",)),
        ("本人13800138000", ("13800138000",)),
        ("13800138000/1390013900", ()),
        (13800138000, ("13800138000",)),
        ("没有", ()),
        ("13800138000、" * 20, ()),
    ],
)
def test_cell_may_hold_several_telephones(value: object, numbers: tuple[str, ...]) -> None:
    assert read_telephones(value) == numbers


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("陈涛", "陈涛"),
        ("何\u3000利", "何利"),
        ("黎 志 强", "黎志强"),
        (" 欧阳娜娜\n", "欧阳娜娜"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("John  Smith", "John Smith"),
        (wide("Li") + " " + wide("Ming"), "Li Ming"),
        ("\U00020bb7 田", "\U00020bb7田"),
        ("好" * 40, "好" * 40),
    ],
)
def test_name_loses_the_blanks_that_set_it(written: str, name: str) -> None:
    assert read_name(written) == Name(name)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (None, NameFault.MISSING),
        ("", NameFault.MISSING),
        (" \u3000", NameFault.MISSING),
        ("无", NameFault.MISSING),
        ("/", NameFault.MISSING),
        ("<b>陈强</b>", NameFault.MARKUP),
        (wide("<b>") + "陈强", NameFault.MARKUP),
        ("陈&lt;强", NameFault.MARKUP),
        ("陈&#60;强", NameFault.MARKUP),
        ("陈\u202e强", NameFault.CONTROL),
        ("陈\x07强", NameFault.CONTROL),
        ("好" * 41, NameFault.TOO_LONG),
        ("<" * 5000, NameFault.TOO_LONG),
    ],
)
def test_text_that_is_no_name_says_why(written: object, fault: NameFault) -> None:
    assert read_name(written) is fault


@pytest.mark.parametrize(
    ("written", "name", "oddity"),
    [
        ("陈强2", "陈强2", NameOddity.DIGITS),
        ("陈\u200b强", "陈强", NameOddity.HIDDEN),
        ("陈\u3164强", "陈强", NameOddity.HIDDEN),
        ("陈强\ufe0f", "陈强", NameOddity.HIDDEN),
        ("陈强（女）", "陈强(女)", NameOddity.BRACKETS),
    ],
)
def test_odd_name_goes_in_with_a_note(written: str, name: str, oddity: NameOddity) -> None:
    assert read_name(written) == Name(name, (oddity,))


def test_masks_show_the_ends_only() -> None:
    assert mask_citizen_number(NUMBER) == "420999********378X"
    assert mask_citizen_number("36049963") == "360*****"
    assert mask_telephone("13800138000") == "138****8000"
    assert mask_telephone("027-80143699") == "027-****3699"
    assert mask_telephone("80143699") == "****3699"
