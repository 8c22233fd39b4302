"""A list is taken, and forgotten; a sheet leads back to who took it."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from huiliu.access.queries import acting_as_retention
from huiliu.audit.models import Reading
from huiliu.commands.retention import end_keeping
from huiliu.core import keys, scope
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Brought,
    apply_roster,
    end_permit,
    erase_traces,
    give_password,
    refuse_export,
    remove_expired_exports,
    take_export,
    trace_export,
    undo_batch,
    withdraw_export,
)
from huiliu.exchange.actions.exports import lifetime
from huiliu.exchange.choices import ExportState
from huiliu.exchange.models import Export
from huiliu.exchange.sealed import words_in
from huiliu.exchange.tasks import end_exports
from huiliu.organisations.models import Organisation
from huiliu.people.actions import hide_fact
from huiliu.people.models import Person
from huiliu.stays.models import Stay, Window
from tests.cast import DAY, Cast
from tests.exchange.exporting import (
    AT,
    CALLS,
    HOUR,
    HUANBAO,
    acts_of,
    asked,
    auditor,
    colleague,
    looks,
    make_many,
    make_received,
    permitted,
    seen,
    taken,
)
from tests.exchange.people import HE, HEADERS, MA
from tests.exchange.workbooks import xlsx
from tests.factories import at as addresses
from tests.members import acting_as_member


def test_call_list_is_the_longest_waiting_fifty_with_whole_numbers(cast: Cast) -> None:
    make_many(52)
    permitted(cast.tang, CALLS)

    export = asked(cast.luo, CALLS)

    rows = taken(cast.luo, export).rows
    assert (len(rows), export.needs_second) == (50, False)
    assert rows[0] == ["陈1", "13800130001", "2026-08-16", ""]


def test_roster_holds_its_columns_and_no_other(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)
    with scope.entered(Reach.everywhere()):
        Stay.objects.update(arrived_on="2025-03-01")
    hide_fact(by=acting_as_member(driver), field="occupation")

    [row] = taken(cast.luo, asked(cast.luo)).rows

    place = Organisation.objects.get(code=HUANBAO).name
    told = ["何志斌", "不详", "王家村党支部", "2005-07-01", "2025-03-01", place]
    assert row == [*told, "本人不让显示"]


def test_every_taking_is_a_look_at_each_person(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)
    export = asked(cast.luo)

    for hours in (1, 2):
        taken(cast.luo, export, after=hours * HOUR)

    assert [(one.page, one.purpose, one.persons) for one in looks()] == [
        ("roster_received", "填上级要的报表", [driver.id])
    ] * 2
    assert looks()[0].fields[0] == "people_person.name"
    with scope.entered(Reach(own=(driver.id,))):
        assert Reading.objects.filter(channel="export").count() == 2
    assert [one.detail["times"] for one in acts_of("take_export")] == [1, 2]


def test_who_left_meanwhile_is_left_out_and_nobody_is_added(cast: Cast) -> None:
    gone, stays = make_received("何志斌"), make_received("马春林", order=2)
    permitted(cast.tang)
    export = asked(cast.luo)
    there = addresses(host="420104001001", patch="420104001001")
    with scope.entered(Reach.everywhere()):
        for model, column in ((Person, "id"), (Stay, "person"), (Window, "person")):
            model.objects.filter(**{column: gone.id}).update(**there)
    make_received("谢家乐", order=3)

    handed = taken(cast.luo, export)

    assert [row[0] for row in handed.rows] == ["马春林"]
    assert (handed.left_out, looks()[0].persons) == (1, [stays.id])


def test_nothing_is_handed_out_when_all_have_left(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)
    export = asked(cast.luo)
    with scope.entered(Reach.everywhere()):
        Stay.objects.update(**addresses(host="420104001001"))

    with pytest.raises(Refused, match="都已经不在这里"):
        taken(cast.luo, export)
    assert looks() == []


def test_only_who_asked_takes_it_for_a_day_and_while_it_is_open(cast: Cast, driver: Person) -> None:
    permit = permitted(cast.tang)
    export = asked(cast.luo)

    with pytest.raises(OutOfReach):
        taken(colleague(), export)
    with pytest.raises(OutOfReach):
        taken(cast.he, export)
    with pytest.raises(Refused, match="现在不能取"):
        taken(cast.luo, export, after=timedelta(days=1))
    end_permit(by=cast.tang, id=permit.id, at=AT)
    with pytest.raises(Refused, match="没有开通"):
        taken(cast.luo, export)


def test_workbook_wants_its_password_first_and_paper_has_none(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)
    permitted(cast.tang, CALLS)
    export, paper = asked(cast.luo), asked(cast.luo, CALLS)

    with pytest.raises(Refused, match="先看密码"):
        take_export(by=cast.luo, id=export.id, at=AT, day=DAY)
    with pytest.raises(Refused, match="没有密码"):
        give_password(by=cast.luo, id=paper.id, at=AT, day=DAY)
    first, second = (give_password(by=cast.luo, id=export.id, at=AT, day=DAY) for _ in range(2))
    assert first != second
    assert take_export(by=cast.luo, id=export.id, at=AT, day=DAY).password == second
    assert len(acts_of("give_password")) == 2


def test_withdrawn_is_gone_and_counts_only_if_it_was_taken(
    cast: Cast, driver: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    permitted(cast.tang)
    untouched, used = asked(cast.luo), asked(cast.luo)
    taken(cast.luo, used)

    with django_capture_on_commit_callbacks(execute=True):
        for export in (untouched, untouched, used):
            withdraw_export(by=cast.luo, id=export.id)

    with seen(untouched) as one, seen(used) as other:
        assert (one.persons, one.sealed, other.persons) == ([], None, [driver.id])
        assert words_in(one) == {}
    assert keys.of([untouched.key_id]) == {}
    assert len(acts_of("withdraw_export")) == 2
    with pytest.raises(Refused, match="现在不能取"):
        taken(cast.luo, used)


def test_list_is_forgotten_an_hour_after_its_day(
    cast: Cast,
    driver: Person,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    permitted(cast.tang)
    export = asked(cast.luo)
    by = acting_as_retention()

    assert remove_expired_exports(by=by, at=export.ends_at - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_expired_exports(by=by, at=export.ends_at) == 1
    assert remove_expired_exports(by=by, at=export.ends_at) == 0

    with seen(export) as left:
        assert (left.state, left.persons, left.sealed) == (ExportState.ENDED, [], None)
        assert left.number == export.number
    assert keys.of([export.key_id]) == {}


def test_night_and_hour_forget_it_too(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)
    export, later = asked(cast.luo), asked(cast.luo, at=AT - timedelta(days=3))

    end_exports(timestamp=0)
    end_keeping(at=AT + timedelta(days=2), day=DAY + timedelta(days=2))

    with seen(export) as one, seen(later) as other:
        assert (one.sealed, other.sealed) == (None, None)
    assert lifetime(AT) == timedelta(days=1)


def test_refused_words_are_forgotten_and_it_stays_refused(cast: Cast, waiting: Export) -> None:
    refuse_export(by=colleague(), id=waiting.id, because="上周刚交过", at=AT)

    remove_expired_exports(by=acting_as_retention(), at=AT + timedelta(days=1))

    with seen(waiting) as left:
        assert (left.state, left.sealed) == (ExportState.REFUSED, None)


def test_erased_person_is_on_no_list_any_more(cast: Cast) -> None:
    gone, stays = make_received("何志斌"), make_received("马春林", order=2)
    permitted(cast.tang)
    export = asked(cast.luo)

    with scope.entered(Reach.everywhere()):
        wide = acting_as_retention().reaching(Reach.everywhere())
        erase_traces(by=wide, persons=[gone.id])

    with seen(export) as left:
        assert left.persons == [stays.id]
    assert [row[0] for row in taken(cast.luo, export).rows] == ["马春林"]


def test_id_taken_from_a_person_leaves_the_persons_key_alone(
    cast: Cast, driver: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    permitted(cast.tang)
    held = keys.of([driver.id])

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_export(by=cast.luo, id=asked(cast.luo, id=driver.id).id)

    assert keys.of([driver.id]) == held


def test_auditor_finds_whose_a_sheet_was(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)
    export = asked(cast.luo)

    typed = f" {export.number.lower()[:4]}-{export.number[4:]}"
    traced = trace_export(by=auditor(cast, "420103"), number=typed)

    assert traced is not None
    assert (traced.export.asked_by, traced.export.id) == ("罗社区", export.id)
    assert [one.detail["number"] for one in acts_of("trace_export")] == [export.number]


def test_auditor_of_another_district_finds_nothing_and_that_is_on_record(
    cast: Cast, driver: Person
) -> None:
    permitted(cast.tang)
    export = asked(cast.luo)

    assert trace_export(by=auditor(cast, "420104"), number=export.number) is None
    assert [one.detail for one in acts_of("trace_export")] == [{"number": export.number}]


def test_number_that_was_misread_is_none(cast: Cast) -> None:
    with pytest.raises(Refused, match="编号不对"):
        trace_export(by=auditor(cast, "420103"), number="ABC")


def test_whoever_goes_with_a_roster_is_on_no_list_any_more(cast: Cast, tmp_path: Path) -> None:
    street = Organisation.objects.get(code="420103001")
    path = xlsx(tmp_path / "流入.xlsx", {"名册": (HEADERS, HE, MA)})
    roster = Brought(path, name="流入.xlsx", importer=street)
    batch, _ = apply_roster(by=cast.he, brought=roster, at=AT, day=DAY)
    permitted(cast.tang)
    export = asked(cast.luo)

    undo_batch(by=cast.he, id=batch.id, at=AT + HOUR)

    with scope.entered(Reach.everywhere()):
        export.refresh_from_db()
    assert (export.people, export.persons) == (2, [])
