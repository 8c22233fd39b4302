"""Rosters from the command line: the forms that automation relies on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.clock import day_of, now
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.models import Batch
from huiliu.people.models import Person, Sighting
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import acting_of
from tests.exchange.people import BROKEN, HE, HEADERS, MA
from tests.exchange.workbooks import xlsx

Run = Callable[..., Any]
Roster = Callable[..., Path]
AS = ("--as", "qian")


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    def make(*people: tuple[str, ...], name: str = "名册.xlsx") -> Path:
        return xlsx(tmp_path / name, {"流入": [HEADERS, *people]})

    return make


def names() -> list[str]:
    with scope.entered(Reach.everywhere()):
        return sorted(Person.objects.values_list("name", flat=True))


def test_check_prints_one_object_and_ends_with_0(run: Run, roster: Roster) -> None:
    ended = run("roster", "check", roster(HE, MA), "--json", *AS)

    report = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert set(report) == {"rows", "columns", "unmapped", "problems"}
    assert (report["rows"], report["unmapped"]) == (2, [])
    assert report["columns"][0] == {"sheet": "流入", "header": "姓名", "field": "name"}
    assert names() == []


def test_check_names_the_headers_that_nobody_knows(run: Run, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "名册.xlsx", {"流入": [(*HEADERS, "星座"), (*HE, "双鱼")]})

    report = json.loads(run("roster", "check", path, "--json", *AS).out)

    assert report["unmapped"] == [{"sheet": "流入", "header": "星座"}]


def test_check_ends_with_1_where_a_row_has_an_error(run: Run, roster: Roster) -> None:
    ended = run("roster", "check", roster(HE, BROKEN), "--json", *AS)

    [error] = [one for one in json.loads(ended.out)["problems"] if one["verdict"] == "error"]
    assert (ended.code, ended.err) == (1, "")
    assert {name: error[name] for name in ("sheet", "row", "column", "proposal", "about")} == {
        "sheet": "流入",
        "row": 3,
        "column": "公民身份号码",
        "proposal": None,
        "about": None,
    }
    assert set(error) == {
        *("sheet", "row", "column", "code", "verdict", "message", "proposal", "about")
    }


def test_check_says_where_the_same_person_stands_first(run: Run, roster: Roster) -> None:
    report = json.loads(run("roster", "check", roster(HE, HE), "--json", *AS).out)

    [again] = [one for one in report["problems"] if one["verdict"] == "duplicate"]
    assert (again["row"], again["about"]) == (3, {"file": "名册.xlsx", "sheet": "流入", "row": 2})


def test_check_without_json_is_for_reading(run: Run, roster: Roster) -> None:
    ended = run("roster", "check", roster(BROKEN), *AS)

    first, *problems = ended.out.splitlines()
    assert ended.code == 1
    assert first.startswith("流入：流入")
    assert any(line.startswith("error\t流入 第 2 行 公民身份号码\t") for line in problems)


@pytest.mark.parametrize(
    ("said", "source"), [((), "host"), (("--direction", "outflow"), "home_register")]
)
def test_direction_that_a_person_says_holds(
    run: Run, roster: Roster, said: tuple[str, ...], source: str
) -> None:
    run("roster", "apply", roster(HE), *said, *AS)

    with scope.entered(Reach.everywhere()):
        assert Sighting.objects.get().source == source


def test_apply_prints_the_batch_and_its_counts(run: Run, roster: Roster) -> None:
    ended = run("roster", "apply", roster(HE, MA), "--json", *AS)

    result = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert set(result) == {"batch", "counts", "out"}
    assert (result["counts"]["rows"], result["counts"]["new"], result["out"]) == (2, 2, [])
    assert names() == ["何志斌", "马春林"]


def test_apply_leaves_rows_with_errors_out_and_ends_with_1(run: Run, roster: Roster) -> None:
    ended = run("roster", "apply", roster(HE, BROKEN), "--json", *AS)

    result = json.loads(ended.out)
    assert ended.code == 1
    assert (result["counts"]["new"], result["counts"]["out"]) == (1, 1)
    assert {one["row"] for one in result["out"]} == {3}
    assert names() == ["何志斌"]


def test_apply_without_json_is_for_reading(run: Run, roster: Roster) -> None:
    ended = run("roster", "apply", roster(HE, BROKEN), *AS)

    lines = ended.out.splitlines()
    with scope.entered(Reach.everywhere()):
        assert lines[0] == f"批次 {Batch.objects.get().id}"
    assert "new\t1" in lines
    assert lines[-1].startswith("未导入\t流入 第 3 行\t")


def test_same_file_again_adds_nobody(run: Run, roster: Roster) -> None:
    path = roster(HE, MA)
    run("roster", "apply", path, *AS)

    again = json.loads(run("roster", "apply", path, "--json", *AS).out)

    assert (again["counts"]["new"], again["counts"]["same"]) == (0, 2)


def applied(run: Run, path: Path) -> str:
    batch: str = json.loads(run("roster", "apply", path, "--json", *AS).out)["batch"]
    return batch


def test_undo_takes_everybody_back_whom_nothing_depends_on(run: Run, roster: Roster) -> None:
    batch = applied(run, roster(HE, MA))

    ended = run("roster", "undo", batch, *AS)

    assert (ended.code, ended.out, ended.err) == (0, "撤回 2 人，保留 0 人。\n", "")
    assert names() == []


def test_undo_lists_who_stays_and_why(run: Run, roster: Roster) -> None:
    batch = applied(run, roster(HE, MA))
    person = contact("何志斌")

    ended = run("roster", "undo", batch, *AS)

    assert ended.out.splitlines() == [
        "撤回 1 人，保留 1 人。",
        f"  {person}\t已经有人联系过",
    ]
    assert names() == ["何志斌"]


def contact(name: str) -> UUID:
    """Let 罗 reach somebody on the telephone today."""
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person__name=name, side=Side.HOST)
    at = now()
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, day_of(at))
    record_contact(
        by=acting_of("luo"), id=new_id(), link_id=link.id, told=told, at=at, day=day_of(at)
    )
    person: UUID = link.person_id
    return person


@pytest.mark.parametrize("step", ["check", "apply"])
def test_file_that_cannot_be_read_ends_with_2_and_one_line(
    run: Run, tmp_path: Path, step: str
) -> None:
    picture = tmp_path / "名册.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))

    ended = run("roster", step, picture, "--json", *AS)

    words = "这是图片，只是改了扩展名，请上传原来的表格文件。\n"
    assert (ended.code, ended.out, ended.err) == (2, "", words)


def test_file_that_is_not_there_ends_with_2(run: Run, tmp_path: Path) -> None:
    ended = run("roster", "check", tmp_path / "没有.xlsx", *AS)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "找不到这个文件，请核对路径后再试。\n"


@pytest.mark.parametrize(
    "acting", [("--as", "nobody"), ("--as", "qian", "--organisation", "420103001")]
)
def test_who_holds_no_appointment_there_brings_nothing(
    run: Run, roster: Roster, acting: tuple[str, ...]
) -> None:
    ended = run("roster", "apply", roster(HE), *acting)

    assert (ended.code, ended.out) == (2, "")
    assert "没有登录名为" in ended.err
    assert names() == []


def test_who_may_not_import_is_told_so(run: Run, roster: Roster) -> None:
    ended = run("roster", "undo", applied(run, roster(HE)), "--as", "luo")

    assert (ended.code, ended.err) == (2, "这里没有这条记录，可能已经移到别处。\n")
    assert names() == ["何志斌"]


def test_organisation_is_named_by_its_code(run: Run, roster: Roster) -> None:
    ended = run("roster", "apply", roster(HE), "--as", "luo", "--organisation", "420103001001")

    assert ended.code == 0
    with scope.entered(Reach.everywhere()):
        assert Batch.objects.get().organisation.code == "420103001001"
