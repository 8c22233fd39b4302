"""What a batch keeps, and what it takes each of its sheets for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Brought,
    apply_batch,
    check_roster,
    drop_batch,
    recheck_batch,
    undo_batch,
)
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.sealed import content_of, findings_in
from huiliu.organisations.models import Organisation
from huiliu.people.choices import Source
from huiliu.people.models import Match, Person, Sighting
from tests.cast import DAY, Cast
from tests.exchange.people import BROKEN, HE, HEADERS, HOME, MA
from tests.exchange.workbooks import Rows, xlsx

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
OUT: Rows = (
    ("湖北省黄冈市王家村流出党员名册",),
    ("姓名", "性别", "年龄", "联系电话", "外出地点"),
    ("何志斌", "男", 44, "13800138001", "武汉江汉区"),
)
Check = Callable[..., Batch]


@pytest.fixture
def check(everything: None, tmp_path: Path) -> Check:
    def checked(by: Acting, sheets: dict[str, Rows], *, name: str = "名册.xlsx") -> Batch:
        importer = Organisation.objects.get(path=by.organisation_path)
        path = xlsx(tmp_path / name, sheets)
        brought = Brought(path=path, name=name, importer=importer)
        return check_roster(by=by, id=new_id(), brought=brought, at=AT, day=DAY)

    return checked


def applied(batch: Batch, by: Acting, *, days: int = 0) -> Batch:
    return apply_batch(by=by, id=batch.id, at=AT + timedelta(days=days), day=DAY)


def inflow(*people: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> dict[str, Rows]:
    return {"流入": [headers, *people]}


def test_rows_that_stayed_out_keep_the_file_and_the_findings(cast: Cast, check: Check) -> None:
    batch = applied(check(cast.qian, inflow(HE, BROKEN)), cast.qian)

    batch.refresh_from_db()
    with content_of(batch) as path:
        assert path.read_bytes()[:2] == b"PK"
    [findings] = findings_in([batch])
    assert {problem["row"] for problem in findings["problems"]} == {3}


def test_batch_that_is_taken_back_forgets_the_file(cast: Cast, check: Check) -> None:
    batch = applied(check(cast.qian, inflow(HE, BROKEN)), cast.qian)

    undo_batch(by=cast.qian, id=batch.id, at=AT)

    batch.refresh_from_db()
    assert (batch.content, batch.findings) == (None, None)


def test_file_lies_sealed_in_the_database(cast: Cast, check: Check) -> None:
    batch = check(cast.qian, inflow(HE))

    batch.refresh_from_db()
    for column in (batch.content, batch.findings):
        assert column is not None
        assert "何志斌".encode() not in bytes(column)
        assert bytes(column)[:2] != b"PK"


def test_sheets_of_two_directions_are_applied_as_they_were_detected(
    cast: Cast, check: Check
) -> None:
    batch = check(cast.qian, {**inflow(MA), "王家村流出": OUT})

    applied(batch, cast.qian)

    sources = Sighting.objects.order_by("sheet").values_list("sheet", "source")
    assert list(sources) == [("流入", Source.HOST), ("王家村流出", Source.HOME_REGISTER)]


def test_direction_that_a_person_said_holds_for_all_sheets(cast: Cast, check: Check) -> None:
    batch = check(cast.qian, {**inflow(MA), "王家村流出": OUT})

    recheck_batch(by=cast.qian, id=batch.id, direction=Direction.INFLOW, at=AT, day=DAY)
    applied(batch, cast.qian)

    assert set(Sighting.objects.values_list("source", flat=True)) == {Source.HOST}


def test_batch_that_is_in_cannot_be_checked_again(cast: Cast, check: Check) -> None:
    batch = applied(check(cast.qian, inflow(HE)), cast.qian)

    with pytest.raises(Refused, match="不在等待导入"):
        recheck_batch(by=cast.qian, id=batch.id, direction=None, at=AT, day=DAY)


def test_dropped_batch_cannot_be_applied(cast: Cast, check: Check) -> None:
    batch = check(cast.qian, inflow(HE))
    drop_batch(by=cast.qian, id=batch.id)

    with pytest.raises(Refused, match="不在等待导入"):
        applied(batch, cast.qian)


def test_match_keeps_which_fields_agree(cast: Cast, check: Check) -> None:
    applied(check(cast.qian, inflow(HE)), cast.qian)

    applied(check(cast.qian, {"王家村": OUT}), cast.qian)

    assert Match.objects.get().reasons == ["name", "telephone"]


def test_annotated_workbook_is_of_the_same_series(cast: Cast, check: Check) -> None:
    """Somebody who is in the first file and not in the corrected one is asked about."""
    applied(check(cast.qian, inflow(HE, MA)), cast.qian)

    again = check(cast.qian, inflow((*HE, ""), headers=(*HEADERS, "问题")))

    assert (again.counts["same"], again.counts["missing"]) == (1, 1)


def test_file_without_people_leaves_no_batch(cast: Cast, check: Check) -> None:
    with pytest.raises(Refused, match="没有找到名册"):
        check(cast.qian, {"会议": [("时间", "内容"), ("周五", HOME)]})

    assert (Batch.objects.count(), Person.objects.count()) == (0, 0)


def test_dropping_twice_does_it_once(cast: Cast, check: Check) -> None:
    batch = check(cast.qian, inflow(HE))

    states = [drop_batch(by=cast.qian, id=batch.id).state for _ in range(2)]

    assert states == [BatchState.DROPPED] * 2
    with scope.entered(Reach(trail=cast.qian.range)):
        assert Entry.objects.filter(act="exchange.drop_batch").count() == 1


def test_batch_that_is_in_is_not_dropped(cast: Cast, check: Check) -> None:
    batch = applied(check(cast.qian, inflow(HE)), cast.qian)

    with pytest.raises(Refused, match="用“撤回”"):
        drop_batch(by=cast.qian, id=batch.id)
