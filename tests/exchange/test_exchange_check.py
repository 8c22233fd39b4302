"""Whole rosters: doubles, the other side, numbers in full. The people are invented."""

import gc
from collections.abc import Mapping
from dataclasses import replace

import pytest

from huiliu.exchange.roster.check import Report, RosterSheet, check_file
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.layout import Column
from huiliu.exchange.roster.problems import About, Verdict
from huiliu.exchange.roster.relations import Related
from huiliu.exchange.roster.titles import Titles
from huiliu.exchange.workbook.cells import Cell
from huiliu.people.matching import Index, Seen, Side
from tests.exchange.checking import GONE, NUMBER, PERSON, TODAY, VILLAGE, check, sheet


def known_from(*sheets: RosterSheet, file: str = "old.xlsx") -> Index:
    known = Index()
    known.extend(check_file(sheets, file_name=file, today=TODAY, known=Index()).going_in)
    return known


def told(report: Report) -> list[tuple[int, str, About | None]]:
    return [(problem.row, problem.code.value, problem.about) for problem in report.problems]


def test_same_person_again_in_the_file_points_at_the_first() -> None:
    report = check(sheet(PERSON, PERSON, PERSON))

    first = About("new.xlsx", "Sheet1", 2)
    assert told(report) == [(3, "same_person", first), (4, "same_person", first)]
    assert {problem.verdict for problem in report.problems} == {Verdict.DUPLICATE}


def test_same_person_on_another_sheet_is_found() -> None:
    report = check(sheet(PERSON, name="甲"), sheet(PERSON, name="乙"))

    assert told(report) == [(2, "same_person", About("new.xlsx", "甲", 2))]


def test_same_person_in_an_earlier_file_goes_before_this_file() -> None:
    report = check(sheet(PERSON, PERSON), known=known_from(sheet(PERSON)))

    assert {about for _, _, about in told(report)} == {About("old.xlsx", "Sheet1", 2)}


def test_other_side_is_a_match() -> None:
    report = check(sheet(GONE, side=Side.HOME, titles=VILLAGE), known=known_from(sheet(PERSON)))

    assert told(report) == [(2, "other_side", About("old.xlsx", "Sheet1", 2))]
    assert report.problems[0].verdict == Verdict.MATCH


def test_host_finds_who_was_reported_from_home_before() -> None:
    known = known_from(sheet(GONE, side=Side.HOME, titles=VILLAGE))

    assert [code for _, code, _ in told(check(sheet(PERSON), known=known))] == ["other_side"]


def test_every_relation_of_a_row_is_reported() -> None:
    known = known_from(sheet(PERSON), sheet(GONE, side=Side.HOME, titles=VILLAGE, name="张湾村"))
    report = check(sheet(GONE, side=Side.HOME, titles=VILLAGE), known=known)

    assert told(report) == [
        (2, "same_person", About("old.xlsx", "张湾村", 2)),
        (2, "other_side", About("old.xlsx", "Sheet1", 2)),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {Field.AGE: 61},
        {Field.SEX: "女"},
        {Field.NAME: "倪桦"},
    ],
)
def test_namesake_is_no_match(changed: Mapping[Field, Cell]) -> None:
    report = check(
        sheet(GONE | changed, side=Side.HOME, titles=VILLAGE), known=known_from(sheet(PERSON))
    )

    assert report.problems == []


def test_namesake_of_another_province_is_no_match() -> None:
    elsewhere = Titles(("河南省信阳市蔡湾村流出党员名册",))
    report = check(sheet(GONE, side=Side.HOME, titles=elsewhere), known=known_from(sheet(PERSON)))

    assert report.problems == []


def test_new_telephone_still_matches_by_village_and_age() -> None:
    gone = GONE | {Field.TELEPHONE: "15665822526"}
    report = check(sheet(gone, side=Side.HOME, titles=VILLAGE), known=known_from(sheet(PERSON)))

    assert [problem.verdict for problem in report.problems] == [Verdict.MATCH]


def test_two_of_a_village_who_are_alike_are_only_noted() -> None:
    gone = GONE | {Field.TELEPHONE: "15665822526"}
    other = GONE | {Field.TELEPHONE: "15665822527"}
    report = check(
        sheet(gone, other, side=Side.HOME, titles=VILLAGE), known=known_from(sheet(PERSON))
    )

    assert {problem.verdict for problem in report.problems} == {Verdict.NOTE}
    assert {problem.code.value for problem in report.problems} == {"perhaps_same"}


def test_ages_count_from_the_day_of_the_roster() -> None:
    titles = Titles(VILLAGE.texts, reported_on="2020年10月31日")
    gone = GONE | {Field.AGE: 47, Field.TELEPHONE: "15665822526"}
    report = check(sheet(gone, side=Side.HOME, titles=titles), known=known_from(sheet(PERSON)))

    assert [problem.verdict for problem in report.problems] == [Verdict.MATCH]


ROUNDED = PERSON | {Field.CITIZEN_NUMBER: float(NUMBER[:15] + "000")}


@pytest.mark.parametrize("rounded", [float(NUMBER[:15] + "000"), NUMBER[:15] + "000"])
def test_rounded_number_is_repaired_from_a_sighting_in_full(rounded: Cell) -> None:
    person = PERSON | {Field.CITIZEN_NUMBER: rounded, Field.MOBILE: "13800138000"}
    report = check(sheet(person), known=known_from(sheet(PERSON)))

    assert [(p.code.value, p.verdict, p.proposal) for p in report.problems] == [
        ("number_known_in_full", Verdict.REPAIR, NUMBER),
        ("same_person", Verdict.DUPLICATE, None),
    ]
    assert [problem.about for problem in report.problems] == [About("old.xlsx", "Sheet1", 2)] * 2
    assert report.going_in[0].number == NUMBER


@pytest.mark.parametrize(
    "changed",
    [
        {Field.NAME: "倪桦"},
        {Field.CITIZEN_NUMBER: 430699197309240000.0, Field.MOBILE: "13800138000"},
    ],
)
def test_rounded_number_of_somebody_else_stays_an_error(changed: Mapping[Field, Cell]) -> None:
    report = check(sheet(ROUNDED | changed), known=known_from(sheet(PERSON)))

    assert [(p.code.value, p.verdict) for p in report.problems] == [
        ("number_damaged", Verdict.ERROR)
    ]


def test_rounded_number_with_two_answers_stays_an_error() -> None:
    twin = PERSON | {Field.CITIZEN_NUMBER: "430699197309230258", Field.MOBILE: "13800138000"}
    report = check(sheet(ROUNDED), known=known_from(sheet(PERSON, twin)))

    assert "number_damaged" in {problem.code.value for problem in report.problems}
    assert report.going_in == []


def test_equal_telephone_and_another_number_is_noted() -> None:
    other = PERSON | {Field.CITIZEN_NUMBER: "430699197309230258"}
    report = check(sheet(PERSON, other))

    assert told(report) == [(3, "number_conflict", About("new.xlsx", "Sheet1", 2))]


def test_rows_with_errors_do_not_go_in() -> None:
    report = check(sheet(PERSON | {Field.NAME: None}, PERSON))

    assert [row.goes_in for row in report.rows_read] == [False, True]
    assert [seen.name for seen in report.going_in] == ["倪华"]


def test_report_is_the_object_of_the_command_line() -> None:
    unknown = Column(6, "星座", None)
    one = sheet(PERSON | {Field.NAME: None})
    with_unknown = RosterSheet(one.name, one.side, (*one.columns, unknown), one.rows)
    shown = check(with_unknown).as_json()

    assert shown["rows"] == 1
    assert shown["columns"][0] == {"sheet": "Sheet1", "header": "姓名", "field": "name"}
    assert shown["unmapped"] == [{"sheet": "Sheet1", "header": "星座"}]
    assert shown["problems"] == [
        {
            "sheet": "Sheet1",
            "row": 2,
            "column": "姓名",
            "code": "name_missing",
            "verdict": "error",
            "message": "没有姓名，请补上。",
            "proposal": None,
            "about": None,
        }
    ]


def test_first_filled_of_two_columns_of_one_field_counts() -> None:
    one = sheet(PERSON)
    twice = RosterSheet(
        one.name,
        one.side,
        (*one.columns, Column(6, "电话", Field.MOBILE)),
        [(2, [*(PERSON | {Field.MOBILE: ""}).values(), "13800138000"])],
    )

    assert check(twice).lines[0][1].telephones == ("13800138000",)


def test_short_row_lacks_its_last_cells() -> None:
    one = sheet(PERSON)
    short = RosterSheet(one.name, one.side, one.columns, [(2, list(PERSON.values())[:4])])

    assert check(short).problems == []


def test_search_for_cycles_stays_off_where_it_was_off() -> None:
    gc.disable()
    try:
        check(sheet(PERSON))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_roster_in_which_all_rows_are_alike_ends() -> None:
    same = {field: PERSON[field] for field in (Field.NAME, Field.SEX, Field.MOBILE, Field.BRANCH)}

    assert len(check(sheet(*[same] * 2000)).problems) == 1999


def test_search_for_cycles_is_on_again_after_a_check() -> None:
    check(sheet(PERSON))

    assert gc.isenabled()


def only_seen(report: Report) -> Seen:
    return report.lines[0][1]


def test_row_knows_whom_it_is_related_to() -> None:
    at_host = check_file([sheet(PERSON)], file_name="old.xlsx", today=TODAY, known=Index())
    gone = sheet(GONE, side=Side.HOME, titles=VILLAGE, name="张湾村")
    at_home = check_file([gone], file_name="old.xlsx", today=TODAY, known=Index())
    known = Index()
    known.extend([only_seen(at_host), only_seen(at_home)])

    related = check(sheet(PERSON), known=known).lines[0][2]

    assert related == Related(same=only_seen(at_host), other_side=only_seen(at_home))


def test_stranger_is_related_to_nobody() -> None:
    assert check(sheet(PERSON)).lines[0][2] == Related()


def out_of_reach(index: Index) -> Index:
    hidden = Index()
    for seen in index.candidates(only_seen(check(sheet(PERSON)))):
        hidden.add(replace(seen, origin=replace(seen.origin, file="")))
    return hidden


def test_sighting_out_of_reach_has_no_place() -> None:
    report = check(sheet(PERSON), known=out_of_reach(known_from(sheet(PERSON))))

    assert told(report) == [(2, "same_person", None)]
    assert report.problems[0].message == "与别的单位登记的人是同一人（公民身份号码相同）。"


def test_number_out_of_reach_gives_no_digits_away() -> None:
    report = check(sheet(ROUNDED), known=out_of_reach(known_from(sheet(PERSON))))

    assert [problem.code.value for problem in report.problems] == [
        "number_damaged",
        "same_person",
    ]
    assert [problem.proposal for problem in report.problems] == [None, None]


def test_database_can_stand_behind_the_known() -> None:
    class Asked:
        """Stands where a database will: it is asked once for a whole file."""

        def __init__(self, index: Index) -> None:
            self.index = index
            self.asked: list[int] = []

        def lookup(self, sightings: list[Seen]) -> Index:
            self.asked.append(len(sightings))
            return self.index

    known = Asked(known_from(sheet(PERSON)))
    report = check_file([sheet(PERSON, GONE)], file_name="new.xlsx", today=TODAY, known=known)

    assert known.asked == [2]
    assert Verdict.DUPLICATE in {problem.verdict for problem in report.problems}
