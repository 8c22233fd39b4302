"""What a batch keeps, and what it takes each of its sheets for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Brought,
    add_synonym,
    answer_missing,
    apply_batch,
    check_roster,
    drop_batch,
    recheck_batch,
    remove_synonym,
    undo_batch,
)
from huiliu.exchange.choices import BatchState, MissingAnswer
from huiliu.exchange.models import Batch, Missing
from huiliu.exchange.queries import importer_of, local_synonyms, opened_batch, questions
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.sealed import content_of, findings_in
from huiliu.organisations.models import Organisation
from huiliu.people.choices import Source
from huiliu.people.models import Match, Person, Sighting
from tests.cast import DAY, Cast
from tests.exchange.people import BROKEN, HE, HEADERS, HOME, MA, arrived
from tests.exchange.workbooks import Rows, xlsx
from tests.members import acting_as_member

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


def acts_of(by: Acting, act: str) -> int:
    """Count how often an act is on record where somebody administers."""
    with scope.entered(Reach(trail=by.range)):
        return Entry.objects.filter(act=act).count()


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
    assert acts_of(cast.qian, "exchange.drop_batch") == 1


def test_batch_that_is_in_is_not_dropped(cast: Cast, check: Check) -> None:
    batch = applied(check(cast.qian, inflow(HE)), cast.qian)

    with pytest.raises(Refused, match="用“撤回”"):
        drop_batch(by=cast.qian, id=batch.id)


def test_checking_a_batch_that_is_in_changes_nothing(
    cast: Cast, check: Check, tmp_path: Path
) -> None:
    """A second press on the first page, while the roster has gone in already."""
    batch = applied(check(cast.qian, inflow(HE)), cast.qian)
    importer = Organisation.objects.get(path=cast.qian.organisation_path)
    path = xlsx(tmp_path / "again.xlsx", inflow(HE, MA))
    brought = Brought(path=path, name="again.xlsx", importer=importer)

    again = check_roster(by=cast.qian, id=batch.id, brought=brought, at=AT, day=DAY)

    assert (again.state, again.counts["rows"]) == (BatchState.APPLIED, 1)


def test_batch_is_taken_back_once(cast: Cast, check: Check) -> None:
    batch = applied(check(cast.qian, inflow(HE)), cast.qian)

    undone = [undo_batch(by=cast.qian, id=batch.id, at=AT) for _ in range(2)]

    assert [len(one.going) for one in undone] == [1, 0]
    assert acts_of(cast.qian, "exchange.undo_batch") == 1


def test_batch_that_waits_has_nothing_to_take_back(cast: Cast, check: Check) -> None:
    batch = check(cast.qian, inflow(HE))

    with pytest.raises(Refused, match="这一批没有导入过"):
        undo_batch(by=cast.qian, id=batch.id, at=AT)


def test_missing_is_answered_once(cast: Cast, check: Check) -> None:
    for people in ((HE, MA), (HE,)):
        applied(check(cast.qian, inflow(*people)), cast.qian)
    question = Missing.objects.get()

    answers = [
        answer_missing(by=by, id=question.id, answer=MissingAnswer.WENT_HOME, day=DAY)
        for by in (cast.luo, cast.he)
    ]

    assert [one.answered_by for one in answers] == ["罗社区", "罗社区"]


def test_case_in_the_queue_of_a_street_is_no_question_to_its_district(
    cast: Cast, check: Check
) -> None:
    nowhere = arrived("谢家乐", order=3, host="幸福里")
    for people in ((nowhere, MA), (MA,)):
        applied(check(cast.he, inflow(*people)), cast.he)
    [question] = Missing.objects.all()

    assert (question.host_path, question.queue_path) == (None, cast.he.organisation_path)
    assert [questions(by=by).count() for by in (cast.he, cast.tang)] == [1, 0]


def test_synonym_is_remembered_once_and_the_newer_word_holds(cast: Cast) -> None:
    first = add_synonym(by=cast.he, header=" 联系方式 ", field=Field.MOBILE)
    same = add_synonym(by=cast.he, header="联系方式", field=Field.MOBILE)
    newer = add_synonym(by=cast.tang, header="联系方式", field=Field.LANDLINE)

    assert first == same == newer
    assert local_synonyms() == {"联系方式": Field.LANDLINE}
    assert acts_of(cast.he, "exchange.add_synonym") == 1


def test_synonym_that_is_gone_is_no_fault(cast: Cast) -> None:
    synonym = add_synonym(by=cast.he, header="联系方式", field=Field.MOBILE)

    for _ in range(2):
        remove_synonym(by=cast.he, id=synonym.id)

    assert local_synonyms() == {}
    assert acts_of(cast.he, "exchange.remove_synonym") == 1


def test_member_is_asked_nothing_and_brings_nothing(cast: Cast, check: Check) -> None:
    """A member acts for no organisation, so that no question of one is theirs."""
    for people in ((HE, MA), (HE,)):
        applied(check(cast.qian, inflow(*people)), cast.qian)
    himself = acting_as_member(Person.objects.get(name="马春林"))

    assert questions(by=himself).count() == 0
    with pytest.raises(OutOfReach):
        importer_of(by=himself)


def test_batch_of_a_community_is_closed_to_its_district(cast: Cast, check: Check) -> None:
    batch = check(cast.luo, inflow(HE))

    with pytest.raises(OutOfReach), scope.entered(cast.tang.reach):
        opened_batch(id=batch.id)
