"""The gates of coverage, held against planted reports."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.coverage_gates import WHOLE, faults_of, main

Found = dict[str, Any]

COVERED: Found = {"missing_lines": [], "missing_branches": []}
A_LINE: Found = {"missing_lines": [12, 13], "missing_branches": []}
A_BRANCH: Found = {"missing_lines": [], "missing_branches": [[7, 9], [20, -18]]}


def report(percent: float = 97.0, **files: Found) -> Found:
    """Make a report in which double underscores stand for the slashes of a path."""
    named = {f"huiliu/{name.replace('__', '/')}.py": found for name, found in files.items()}
    return {
        "totals": {"percent_covered": percent},
        "files": {"huiliu/access/roles.py": COVERED, **named},
    }


def test_gates_hold_where_all_is_covered() -> None:
    assert faults_of(report(needs__rules=COVERED, web__kit__forms=A_LINE)) == []


@pytest.mark.parametrize(
    "name", ["needs__rules", "needs__actions", "needs__queries", "access__words"]
)
def test_gates_name_the_lines_that_no_test_ran(name: str) -> None:
    path = f"huiliu/{name.replace('__', '/')}.py"

    assert faults_of(report(**{name: A_LINE})) == [f"{path}: lines 12, 13"]


def test_gates_name_the_branches_that_no_test_took() -> None:
    assert faults_of(report(stays__rules=A_BRANCH)) == [
        "huiliu/stays/rules.py: branches 7->9, 20->exit"
    ]


def test_gates_ask_the_whole_for_95_percent() -> None:
    assert faults_of(report(94.994)) == ["the whole: 94.99 %, wanted 95 %"]
    assert faults_of(report(95.0)) == []


def test_gates_refuse_a_report_without_branches() -> None:
    lines_alone: Found = {"missing_lines": []}

    assert faults_of(report(needs__rules=lines_alone)) == [
        "huiliu/needs/rules.py: the report has no branches"
    ]


def test_gates_refuse_a_report_that_saw_nothing() -> None:
    nothing: Found = {"totals": {"percent_covered": 100.0}, "files": {"huiliu/web/a.py": COVERED}}

    assert faults_of(nothing) == ["nothing that has to be covered whole is in the report"]


@pytest.mark.parametrize(
    "path",
    ["huiliu/web/needs/rules.py", "huiliu/access/migrations", "huiliu/needs/models.py"],
)
def test_gates_leave_pages_and_models_to_the_whole(path: str) -> None:
    assert WHOLE.fullmatch(path) is None


def test_gates_say_one_line_when_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps(report(97.126)))

    code = main([str(path)])

    assert (code, capsys.readouterr().out) == (
        0,
        "coverage: 97.13 %, whole where it has to be\n",
    )


def test_gates_fail_with_a_line_for_each_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps(report(90.0, needs__rules=A_LINE)))

    code = main([str(path)])

    assert (code, capsys.readouterr().out.splitlines()) == (
        1,
        ["huiliu/needs/rules.py: lines 12, 13", "the whole: 90.00 %, wanted 95 %"],
    )
