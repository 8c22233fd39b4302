"""The four rosters: every planted row gets its verdict, and no clean row an error."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from huiliu.exchange.roster.check import Report, RosterSheet, check_file
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.layout import Column
from huiliu.exchange.roster.problems import Problem, Verdict
from huiliu.exchange.roster.titles import Titles
from huiliu.people.matching import Index, Side

ROOT = Path(__file__).resolve().parent.parent.parent
ROSTERS = ROOT / "huiliu" / "commands" / "rosters"
ANSWERS = json.loads((ROSTERS / "answers.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 23)
IN_ORDER = (
    "inflow-national-summary.xlsx",
    "member-system-export.xlsx",
    "community-ledger-gb18030.csv",
    "outflow-village-rosters.xlsx",
)
# The header row, the first row with a person, and how many rows at the end are no people.
LAYOUTS = {
    "inflow-national-summary.xlsx": (3, 5, 1),
    "member-system-export.xlsx": (1, 2, 0),
    "community-ledger-gb18030.csv": (1, 2, 0),
    "outflow-village-rosters.xlsx": (2, 4, 0),
}
# The headers that these checks use; the others go in as text or not at all.
HEADERS = {
    "姓名": Field.NAME,
    "姓　名": Field.NAME,
    "性别": Field.SEX,
    "年龄": Field.AGE,
    "公民身份证号": Field.CITIZEN_NUMBER,
    "公民身份号码": Field.CITIZEN_NUMBER,
    "身份证号": Field.CITIZEN_NUMBER,
    "民族": Field.ETHNICITY,
    "出生日期": Field.BORN_ON,
    "学历": Field.EDUCATION,
    "文化程度": Field.EDUCATION,
    "人员类别": Field.CATEGORY,
    "所在党支部": Field.BRANCH,
    "组织关系所在地": Field.BRANCH,
    "加入党组织日期": Field.JOINED_ON,
    "入党日期": Field.JOINED_ON,
    "转为正式党员日期": Field.FULL_ON,
    "转正日期": Field.FULL_ON,
    "工作岗位": Field.OCCUPATION,
    "手机号": Field.MOBILE,
    "手机号码": Field.MOBILE,
    "固定电话": Field.LANDLINE,
    "联系电话": Field.TELEPHONE,
    "与党组织联系方式": Field.TELEPHONE,
    "家庭住址": Field.ADDRESS,
    "现居住地": Field.ADDRESS,
    "党籍状态": Field.STANDING,
    "是否为失联党员": Field.OUT_OF_TOUCH,
    "是否为流动党员": Field.FLOATING,
    "外出流向": Field.BOUND_FOR,
    "流入时间": Field.ARRIVED_ON,
    "流入党支部": Field.HOST,
    "何时外出": Field.LEFT_ON,
    "地点": Field.BOUND_FOR,
    "备注": Field.REMARK,
}


def sheets_of(file: str) -> Iterator[tuple[str, list[list[object]]]]:
    if file.endswith(".csv"):
        with (ROSTERS / file).open(encoding="gb18030", newline="") as rows:
            yield "", [list(row) for row in csv.reader(rows)]
        return
    for sheet in openpyxl.load_workbook(ROSTERS / file):
        if sheet.sheet_state == "visible":
            yield sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]


def roster_sheets(file: str) -> Iterator[RosterSheet]:
    header_row, first, footers = LAYOUTS[file]
    for name, rows in sheets_of(file):
        lower = rows[first - 2]
        headers = [
            str(below or above or "")
            for above, below in zip(rows[header_row - 1], lower, strict=True)
        ]
        yield RosterSheet(
            name=name,
            side=Side.HOME if file.startswith("outflow") else Side.HOST,
            columns=tuple(
                Column(index, header, HEADERS.get(header)) for index, header in enumerate(headers)
            ),
            rows=list(enumerate(rows, start=1))[first - 1 : len(rows) - footers],
            titles=Titles((str(rows[0][0]),)) if header_row > 1 else Titles(),
        )


@cache
def reports() -> dict[str, Report]:
    known, found = Index(), {}
    for file in IN_ORDER:
        found[file] = check_file(roster_sheets(file), file_name=file, today=TODAY, known=known)
        known.extend(found[file].going_in)
    return found


def problems_at(file: str, sheet: str, row: int) -> list[Problem]:
    return [
        problem
        for problem in reports()[file].problems
        if (problem.sheet, problem.row) == (sheet, row)
    ]


PLANTED = [
    pytest.param(file, case, id=f"{file}-{case['sheet']}-{case['row']}-{case['case']}")
    for file, cases in ANSWERS["cases"].items()
    for case in cases
]
FORBIDDEN = {
    "ok": {Verdict.ERROR, Verdict.REPAIR, Verdict.DUPLICATE, Verdict.MATCH},
    "no_match": {Verdict.MATCH, Verdict.DUPLICATE, Verdict.ERROR},
    "match_or_none": {Verdict.DUPLICATE, Verdict.ERROR},
    "match": {Verdict.ERROR, Verdict.DUPLICATE},
    "duplicate": {Verdict.ERROR},
    "repair": {Verdict.ERROR},
    "error": set[Verdict](),
}


@pytest.mark.parametrize(("file", "case"), PLANTED)
def test_planted_row_gets_its_verdict(file: str, case: dict[str, object]) -> None:
    problems = problems_at(file, str(case["sheet"]), int(str(case["row"])))
    verdicts = {problem.verdict for problem in problems}
    expected = str(case["verdict"])

    assert not verdicts & FORBIDDEN[expected]
    if expected in {"error", "repair", "duplicate", "match"}:
        assert expected in verdicts


@pytest.mark.parametrize(("file", "case"), PLANTED)
def test_planted_row_names_the_right_person(file: str, case: dict[str, object]) -> None:
    problems = problems_at(file, str(case["sheet"]), int(str(case["row"])))
    relations = {Verdict.REPAIR, Verdict.DUPLICATE, Verdict.MATCH}
    about = [
        problem.about.as_json()
        for problem in problems
        if problem.about and problem.verdict in relations
    ]
    proposals = [problem.proposal for problem in problems if problem.proposal]

    if "about" in case:
        assert all(place == case["about"] for place in about)
        assert about or case["verdict"] == "match_or_none"
    if "proposal" in case:
        assert proposals == [case["proposal"]]


@pytest.mark.parametrize("file", IN_ORDER)
def test_clean_row_has_nothing_but_notes(file: str) -> None:
    planted = {(case["sheet"], case["row"]) for case in ANSWERS["cases"][file]}

    assert [
        problem
        for problem in reports()[file].problems
        if (problem.sheet, problem.row) not in planted and problem.verdict != Verdict.NOTE
    ] == []


@pytest.mark.parametrize("file", IN_ORDER)
def test_every_row_is_counted(file: str) -> None:
    assert reports()[file].rows == ANSWERS["rows"][file]
