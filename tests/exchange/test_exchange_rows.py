"""The rules of one roster row. The person is invented."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiliu.core.dates import Written
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.problems import Verdict
from huiliu.exchange.roster.rows import Row, read_row
from huiliu.exchange.roster.said import Coded
from huiliu.exchange.workbook.cells import Cell
from huiliu.people.rules import CitizenNumber, check_character

TODAY = date(2026, 11, 23)
CLEAN: dict[Field, Cell] = {
    Field.NAME: "熊玉英",
    Field.SEX: "女",
    Field.CITIZEN_NUMBER: "42099919850920378X",
    Field.ETHNICITY: "汉族",
    Field.BORN_ON: "1985-09-20",
    Field.EDUCATION: "中专",
    Field.CATEGORY: "正式党员",
    Field.JOINED_ON: "2007.06.03",
    Field.FULL_ON: "2008.06.03",
    Field.BRANCH: "中共湖北省孝感市蔡湾村支部委员会",
    Field.MOBILE: "17717620622",
    Field.LANDLINE: None,
    Field.STANDING: "正常",
    Field.OUT_OF_TOUCH: "否",
    Field.FLOATING: "是",
    Field.REMARK: "无",
}


def read(changed: Mapping[Field, Cell] = {}, *, without: tuple[Field, ...] = ()) -> Row:
    cells = {field: value for field, value in (CLEAN | changed).items() if field not in without}
    headers = {field: field.label for field in cells}
    return read_row(cells, sheet="党员信息", row=5, headers=headers, today=TODAY)


def codes(row: Row) -> list[str]:
    return [problem.code.value for problem in row.problems]


def test_clean_row_has_no_problems() -> None:
    assert read().problems == ()


def test_row_says_typed_values() -> None:
    row = read({Field.JOINED_ON: "2007.06", Field.EDUCATION: "半工半读"})

    assert row.said[Field.NAME] == "熊玉英"
    assert row.said[Field.CITIZEN_NUMBER] == CitizenNumber("42099919850920378X")
    assert row.said[Field.SEX] == Coded("2", "女")
    assert row.said[Field.EDUCATION] == Coded(None, "半工半读")
    assert row.said[Field.JOINED_ON] == Written(date(2007, 6, 1), "month")
    assert row.said[Field.FLOATING] is True
    assert row.said[Field.OUT_OF_TOUCH] is False
    assert row.telephones == ("17717620622",)
    assert Field.REMARK not in row.said


def test_fields_that_are_not_kept_are_not_said() -> None:
    row = read({Field.ANNUAL_INCOME: "80000", Field.THINKING: "稳定", Field.HOUSEHOLD_SIZE: 4})

    assert not {Field.ANNUAL_INCOME, Field.THINKING, Field.HOUSEHOLD_SIZE} & set(row.said)
    assert row.problems == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({Field.NAME: None}, "name_missing"),
        ({Field.NAME: " \u3000"}, "name_missing"),
        ({Field.NAME: "<b>熊玉英</b>"}, "name_markup"),
        ({Field.NAME: "熊\u202e玉英"}, "name_control"),
        ({Field.NAME: "好" * 41}, "name_too_long"),
        ({Field.CITIZEN_NUMBER: None}, "number_missing"),
        ({Field.CITIZEN_NUMBER: "4209991985092037"}, "number_length"),
        ({Field.CITIZEN_NUMBER: "42099919850920378Y"}, "number_characters"),
        ({Field.CITIZEN_NUMBER: "420999********378X"}, "number_masked"),
        ({Field.CITIZEN_NUMBER: "420999198509313781"}, "number_impossible_date"),
        ({Field.CITIZEN_NUMBER: "420999198509203781"}, "number_check_digit"),
        ({Field.CITIZEN_NUMBER: 4.20999198509203e17}, "number_damaged"),
        ({Field.SEX: "男"}, "sex_disagrees"),
        ({Field.BORN_ON: "1985-09-21"}, "birth_disagrees"),
        ({Field.BORN_ON: "1985.10"}, "birth_disagrees"),
        ({Field.MOBILE: "177176206"}, "telephone_invalid"),
        ({Field.MOBILE: None}, "telephone_missing"),
        ({Field.MOBILE: "无"}, "telephone_missing"),
        ({Field.FULL_ON: "2026-11-24"}, "date_in_future"),
        ({Field.JOINED_ON: "2009-06-03"}, "joined_after_full"),
        ({Field.JOINED_ON: "2009"}, "joined_after_full"),
        ({Field.JOINED_ON: "2008-06-03"}, "joined_equals_full"),
        ({Field.JOINED_ON: "2008.06", Field.FULL_ON: "2008.06"}, "joined_equals_full"),
    ],
)
def test_row_that_cannot_go_in(changed: Mapping[Field, Cell], code: str) -> None:
    row = read(changed)

    assert codes(row) == [code]
    assert row.problems[0].verdict == Verdict.ERROR
    assert not row.goes_in


def test_somebody_on_probation_may_become_a_full_member_in_the_future() -> None:
    joined = {Field.JOINED_ON: "2026-03-01", Field.FULL_ON: "2027-03-01"}

    assert codes(read(joined | {Field.CATEGORY: "预备党员"})) == []
    assert codes(read(joined | {Field.CATEGORY: "正式党员"})) == ["date_in_future"]


def test_whoever_is_searched_for_needs_no_telephone_of_today() -> None:
    assert codes(read({Field.MOBILE: None, Field.FORMERLY: "13800138000"})) == []


def test_nobody_is_born_in_the_future() -> None:
    first_17 = "42099920270101002"
    number = first_17 + check_character(first_17)
    row = read({Field.CITIZEN_NUMBER: number}, without=(Field.BORN_ON, Field.JOINED_ON))

    assert codes(row) == ["number_in_future"]
    assert not row.goes_in


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({Field.NAME: "熊玉英1"}, "name_digits"),
        ({Field.NAME: "熊\u200b玉英"}, "name_hidden"),
        ({Field.NAME: "熊玉英(女)"}, "name_brackets"),
        ({Field.SEX: "不男"}, "sex_unknown"),
        ({Field.ETHNICITY: "楚族"}, "code_unknown"),
        ({Field.FLOATING: "流入"}, "answer_unknown"),
        ({Field.ARRIVED_ON: "去年春节"}, "date_unreadable"),
        ({Field.ARRIVED_ON: "2024.2.30"}, "date_impossible"),
        ({Field.MOBILE: "027-80143699"}, "landline_as_mobile"),
        ({Field.MOBILE: "177176206", Field.LANDLINE: "80143699"}, "second_telephone_invalid"),
        ({Field.MOBILE: "17717620622/13800138000"}, "several_telephones"),
        ({Field.CONTACT_TELEPHONE: "1380013800"}, "second_telephone_invalid"),
        ({Field.AGE: 35}, "age_disagrees"),
        ({Field.JOINED_ON: "2001-06-03"}, "joined_young"),
    ],
)
def test_odd_row_goes_in_with_a_note(changed: Mapping[Field, Cell], code: str) -> None:
    row = read(changed)

    assert codes(row) == [code]
    assert row.problems[0].verdict == Verdict.NOTE
    assert row.goes_in


@pytest.mark.parametrize(
    "changed",
    [
        {Field.NAME: "熊\u3000玉 英"},
        {Field.CITIZEN_NUMBER: "420999 19850920 378x"},
        {Field.SEX: "女性"},
        {Field.BORN_ON: date(1985, 9, 20)},
        {Field.BORN_ON: "1985年9月"},
        {Field.BORN_ON: 31310},
        {Field.MOBILE: 17717620622},
        {Field.MOBILE: None, Field.LANDLINE: "027-80143699"},
        {Field.MOBILE: "177 1762 0622"},
        {Field.AGE: 42},
        {Field.AGE: "41岁"},
        {Field.FULL_ON: None},
        {Field.FULL_ON: "无"},
        {Field.FULL_ON: " "},
        {Field.SEX: "/"},
        {Field.FLOATING: "/"},
        {Field.AGE: "不详"},
        {Field.HAS_CERTIFICATE: "无"},
        {Field.CONTACT_TELEPHONE: "无"},
        {Field.CONTACT_TELEPHONE: "13800138000"},
        {Field.BACK_EXPECTED_ON: "2027-02-01"},
        {Field.JOINED_ON: "2008", Field.FULL_ON: "2008"},
        {Field.REMARK: '=HYPERLINK("x","y")'},
    ],
)
def test_row_that_only_looks_odd_has_no_problems(changed: Mapping[Field, Cell]) -> None:
    assert read(changed).problems == ()


def veteran(joined: str, full: str) -> list[str]:
    return codes(
        read(
            {
                Field.CITIZEN_NUMBER: "420999195003096303",
                Field.BORN_ON: None,
                Field.JOINED_ON: joined,
                Field.FULL_ON: full,
            }
        )
    )


@pytest.mark.parametrize(
    ("joined", "full", "expected"),
    [
        ("1969-03-31", "1969-03-31", ["joined_equals_full"]),
        ("1969-04-01", "1969-04-01", []),
        ("1977-08-11", "1977-08-11", []),
        ("1977-08-12", "1977-08-12", ["joined_equals_full"]),
        ("1969-03-31", "1970-03-31", []),
        ("1972-07-01", "1973-07-01", ["no_probation_then"]),
        ("1972-07-01", "1972-06-01", ["joined_after_full"]),
        ("1972.07", "1972.07", []),
        ("1977.09", "1977.09", ["joined_equals_full"]),
    ],
)
def test_years_without_probation_have_equal_dates(
    joined: str, full: str, expected: list[str]
) -> None:
    assert veteran(joined, full) == expected


def test_fifteen_digits_are_a_repair_and_are_held_against_the_other_fields() -> None:
    row = read({Field.CITIZEN_NUMBER: "420999850920378"})
    wrong_sex = read({Field.CITIZEN_NUMBER: "420999850920378", Field.SEX: "男"})

    assert [(p.code, p.verdict, p.proposal) for p in row.problems] == [
        ("number_fifteen_digits", Verdict.REPAIR, "42099919850920378X")
    ]
    assert row.number == CitizenNumber("42099919850920378X")
    assert row.goes_in
    assert codes(wrong_sex) == ["number_fifteen_digits", "sex_disagrees"]


def test_damaged_number_leaves_fifteen_digits() -> None:
    row = read({Field.CITIZEN_NUMBER: 4.20999198509203e17})

    assert (row.number, row.first_15) == (None, "420999198509203")


def test_column_that_a_sheet_does_not_have_is_not_missed() -> None:
    columns = (Field.CITIZEN_NUMBER, Field.MOBILE, Field.LANDLINE, Field.SEX)

    assert read(without=columns).problems == ()


def test_every_problem_of_a_row_is_said_at_once() -> None:
    row = read({Field.NAME: None, Field.MOBILE: "1", Field.SEX: "男", Field.JOINED_ON: "2031-1-1"})

    assert sorted(codes(row)) == [
        "date_in_future",
        "joined_after_full",
        "name_missing",
        "sex_disagrees",
        "telephone_invalid",
    ]


def test_problem_names_its_place_and_says_what_to_do() -> None:
    problem = read({Field.MOBILE: "177176206"}).problems[0]

    assert problem.as_json() == {
        "sheet": "党员信息",
        "row": 5,
        "column": "手机号码",
        "code": "telephone_invalid",
        "verdict": "error",
        "message": "电话“177176206”不是 11 位手机号码，也不是固定电话，请再看看。",
        "proposal": None,
        "about": None,
    }


def test_equal_values_of_different_kinds_stay_apart() -> None:
    texts = [read({Field.REMARK: value}).said[Field.REMARK] for value in (True, 1, 1.0)]

    assert texts == ["是", "1", "1"]


@given(
    st.dictionaries(
        st.sampled_from(Field),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=20),
    )
)
def test_any_row_is_answered(cells: dict[Field, Cell]) -> None:
    headers = {field: field.label for field in cells}

    assert read_row(cells, sheet="", row=2, headers=headers, today=TODAY).row == 2
