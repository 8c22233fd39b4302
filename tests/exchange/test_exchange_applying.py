"""Applying rosters, applying them again, and taking them back, on the rosters as they are kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_clock, acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.models import Attempt
from huiliu.core import keys, scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Brought,
    answer_missing,
    apply_batch,
    apply_roster,
    check_roster,
    drop_batch,
    undo_batch,
)
from huiliu.exchange.choices import BatchState, Kept, MissingAnswer
from huiliu.exchange.models import Batch, Missing
from huiliu.organisations.models import Organisation
from huiliu.people.actions import agree_match
from huiliu.people.models import Match, Person, Sighting
from huiliu.people.rules import check_character
from huiliu.stays.actions import name_contact_person, name_home
from huiliu.stays.actions.moving import Said
from huiliu.stays.choices import Act, Side, StayState
from huiliu.stays.climbing import climb_stays
from huiliu.stays.models import Link, Stay, Window
from tests.cast import DAY, PASSWORD, Cast
from tests.databases import checksums
from tests.exchange.workbooks import xlsx

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent.parent
ROSTERS = ROOT / "huiliu" / "commands" / "rosters"
IN_ORDER = (
    "inflow-national-summary.xlsx",
    "member-system-export.xlsx",
    "community-ledger-gb18030.csv",
    "outflow-village-rosters.xlsx",
)
LEFT_BY_UNDO = {"audit_entry", "audit_reading", "exchange_batch", "accounts_session"} | {
    "procrastinate_jobs",
    "procrastinate_events",
}
HEADERS = (
    "姓名",
    "性别",
    "公民身份号码",
    "手机号码",
    "组织关系所在党支部",
    "流入党支部",
    "流入时间",
)
OUT_HEADERS = ("姓名", "性别", "年龄", "联系电话", "外出地点")
HOME = "中共湖北省黄冈市王家村支部委员会"

Roster = Callable[..., Path]


def number(born: str, place: str = "421199", order: str = "001") -> str:
    first = place + born + order
    return first + check_character(first)


HE = ("何志斌", "男", number("19820304"), "13800138001", HOME, "环保社区", "2025-03-01")
MA = (
    "马春兰",
    "女",
    number("19790506", order="002"),
    "13800138002",
    HOME,
    "环保社区",
    "2025-04-01",
)
XIE = ("谢家乐", "男", number("19850708"), "13800138003", HOME, "荣华社区", "2025-05-01")


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    def make(*people: tuple[str, ...], name: str = "流入党员名册.xlsx") -> Path:
        return xlsx(tmp_path / name, {"名册": [HEADERS, *people]})

    return make


def brought(path: Path, by: Acting) -> Brought:
    importer = Organisation.objects.get(path=by.organisation_path)
    return Brought(path=path, name=path.name, importer=importer)


def bring(path: Path, by: Acting, *, day: date = DAY, at: datetime = AT) -> Batch:
    batch, _ = apply_roster(by=by, brought=brought(path, by), at=at, day=day)
    return batch


def link_of(name: str, side: Side = Side.HOST) -> Link:
    return Link.objects.get(person__name=name, side=side)


def test_inflow_row_opens_a_file_a_stay_and_the_windows_of_connected_links(
    cast: Cast, roster: Roster, everything: None
) -> None:
    bring(roster(HE), cast.qian)

    stay = Stay.objects.get(person__name="何志斌")
    assert (stay.state, stay.host.code, stay.patch.code) == (
        StayState.REGISTERED_IN,
        "420103001001",
        "420103001001",
    )
    assert (stay.home.name, stay.home.outside) == ("湖北省黄冈市王家村", True)
    assert (stay.queue.code, stay.waits_for, stay.waits_until) == (
        "420103",
        Act.FIND_HOME,
        date(2026, 12, 21),
    )
    links = {link.side: link.connected for link in Link.objects.filter(stay=stay)}
    assert links == {"home": False, "host": True, "self": True}
    windows = Window.objects.filter(stay=stay).order_by("side")
    assert [(row.side, row.limit_on) for row in windows] == [
        ("host", date(2027, 1, 7)),
        ("self", date(2027, 11, 23)),
    ]
    assert DAY < windows[0].aim_on <= date(2027, 1, 7)


def test_home_that_an_earlier_roster_opened_is_still_outside(
    cast: Cast, roster: Roster, everything: None
) -> None:
    bring(roster(HE), cast.qian)

    bring(roster(XIE, name="流入二.xlsx"), cast.qian)

    stay = Stay.objects.get(person__name="谢家乐")
    assert (stay.home.outside, stay.waits_for, stay.queue.code) == (True, Act.FIND_HOME, "420104")


def test_person_out_of_touch_goes_to_review_and_has_no_window(
    cast: Cast, tmp_path: Path, everything: None
) -> None:
    rows = [(*HEADERS, "是否失联党员"), (*HE, "是")]
    bring(xlsx(tmp_path / "流入名册.xlsx", {"名册": rows}), cast.qian)

    stay = Stay.objects.get(person__name="何志斌")
    assert (stay.state, stay.waits_for) == (StayState.CONTACT_LOST_REVIEW, Act.REVIEW)
    assert not Window.objects.filter(stay=stay).exists()


def test_same_file_twice_changes_nothing(cast: Cast, roster: Roster, everything: None) -> None:
    path = roster(HE, MA)
    bring(path, cast.qian)
    before = checksums(leaving_out={"audit_entry", "exchange_batch"})

    again = bring(path, cast.qian)

    assert again.counts == {
        "rows": 2,
        "out": 0,
        "new": 0,
        "changed": 0,
        "same": 2,
        "missing": 0,
        "matches": 0,
    }
    assert checksums(leaving_out={"audit_entry", "exchange_batch"}) == before


def test_newer_roster_shows_changed_new_and_missing(
    cast: Cast, roster: Roster, everything: None
) -> None:
    bring(roster(HE, MA), cast.qian)
    moved = (*HE[:3], "13900139000", *HE[4:])

    newer = bring(roster(moved, XIE), cast.qian, day=date(2026, 12, 23), at=AT + timedelta(30))

    counts = {name: newer.counts[name] for name in ("new", "changed", "same", "missing")}
    assert counts == {"new": 1, "changed": 1, "same": 0, "missing": 1}
    assert Sighting.objects.filter(person__name="何志斌").count() == 2
    question = Missing.objects.get()
    assert (question.person.name, question.answer) == ("马春兰", MissingAnswer.NONE)
    assert Stay.objects.get(person__name="马春兰").closed_on is None


def test_organisation_answers_what_became_of_somebody_missing(cast: Cast, roster: Roster) -> None:
    bring(roster(HE, MA), cast.qian)
    bring(roster(HE), cast.qian, at=AT + timedelta(30))
    with scope.entered(Reach.everywhere()):
        question = Missing.objects.get()

    answered = answer_missing(by=cast.luo, id=question.id, answer=MissingAnswer.WENT_HOME, day=DAY)

    assert (answered.answer, answered.answered_by) == (MissingAnswer.WENT_HOME, "罗社区")


def test_checked_roster_writes_nobody_until_it_is_applied(
    cast: Cast, roster: Roster, everything: None
) -> None:
    form = new_id()
    checked = check_roster(
        by=cast.qian, id=form, brought=brought(roster(HE, MA), cast.qian), at=AT, day=DAY
    )
    assert (checked.state, checked.counts["new"], Person.objects.count()) == ("checked", 2, 0)

    applied = apply_batch(by=cast.qian, id=form, at=AT, day=DAY)

    assert (applied.state, Person.objects.count()) == (BatchState.APPLIED, 2)
    assert (applied.content, applied.findings) == (None, None)


def test_dropped_roster_keeps_nothing_of_its_content(
    cast: Cast, roster: Roster, everything: None
) -> None:
    form = new_id()
    check_roster(by=cast.qian, id=form, brought=brought(roster(HE), cast.qian), at=AT, day=DAY)

    dropped = drop_batch(by=cast.qian, id=form)

    assert (dropped.state, dropped.content, dropped.findings) == (BatchState.DROPPED, None, None)
    with pytest.raises(Refused, match="不在等待导入"):
        apply_batch(by=cast.qian, id=form, at=AT, day=DAY)


def test_batch_under_the_id_of_a_person_leaves_that_persons_key(
    cast: Cast,
    roster: Roster,
    everything: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    apply_roster(by=cast.qian, brought=brought(roster(HE), cast.qian), at=AT, day=DAY)
    person = Person.objects.get().id
    held = keys.of([person])

    check_roster(by=cast.qian, id=person, brought=brought(roster(MA), cast.qian), at=AT, day=DAY)
    with django_capture_on_commit_callbacks(execute=True):
        drop_batch(by=cast.qian, id=person)

    assert keys.of([person]) == held != {}


def test_member_may_not_import(cast: Cast, roster: Roster) -> None:
    member = Acting(name="何志斌", role="member", permissions=frozenset())
    file = brought(roster(HE), cast.qian)

    with pytest.raises(NotPermitted):
        apply_roster(by=member, brought=file, at=AT, day=DAY)


@pytest.mark.parametrize("names", [IN_ORDER])
def test_applying_and_taking_back_leaves_every_table_equal(
    cast: Cast, everything: None, names: tuple[str, ...]
) -> None:
    before = checksums(leaving_out=LEFT_BY_UNDO)
    batches = [bring(ROSTERS / name, cast.qian) for name in names]
    assert Person.objects.count() == 379
    assert Match.objects.count() == 55

    for batch in reversed(batches):
        undo_batch(by=cast.qian, id=batch.id, at=AT)

    assert checksums(leaving_out=LEFT_BY_UNDO) == before


def test_each_roster_taken_back_restores_what_was_before_it(cast: Cast, everything: None) -> None:
    for name in IN_ORDER:
        before = checksums(leaving_out=LEFT_BY_UNDO)
        batch = bring(ROSTERS / name, cast.qian)
        assert checksums(leaving_out=LEFT_BY_UNDO) != before
        undo_batch(by=cast.qian, id=batch.id, at=AT)
        assert checksums(leaving_out=LEFT_BY_UNDO) == before, name
        bring(ROSTERS / name, cast.qian)


def test_contacts_and_a_match_made_meanwhile_stay_with_the_reason(
    cast: Cast, roster: Roster, tmp_path: Path, everything: None
) -> None:
    batch = bring(roster(HE, MA, XIE), cast.qian)
    out = [OUT_HEADERS, ("谢家乐", "男", 41, "13800138003", "武汉硚口区")]
    title = [("湖北省黄冈市王家村流出党员名册",), *out]
    bring(xlsx(tmp_path / "外出.xlsx", {"王家村": title}), cast.qian)
    told = Told(channel=ContactChannel.TELEPHONE, outcome=Outcome.REACHED, happened_on=DAY)
    for name in ("何志斌", "马春兰"):
        link = link_of(name)
        record_contact(by=cast.luo, id=new_id(), link_id=link.id, told=told, at=AT, day=DAY)
    match = Match.objects.get()
    agree_match(by=cast.sun, id=match.id, at=AT, day=DAY)

    undoing = undo_batch(by=cast.qian, id=batch.id, at=AT)

    names = {
        person.name: undoing.staying[person.id] for person in Person.objects.filter(batch=batch.id)
    }
    assert names == {
        "何志斌": (Kept.CONTACTED,),
        "马春兰": (Kept.CONTACTED,),
        "谢家乐": (Kept.MATCHED,),
    }
    assert Attempt.objects.count() == 2
    assert Match.objects.get().host_agreed_by == "孙社区"
    assert not Sighting.objects.filter(batch=batch.id).exists()


def test_whoever_was_asked_about_meanwhile_stays_with_the_reason(
    cast: Cast, roster: Roster, everything: None
) -> None:
    batch = bring(roster(HE, MA), cast.qian)
    stay = link_of("何志斌").stay
    climb_stays(by=acting_as_clock(), at=AT, day=DAY + timedelta(days=90))
    other = Organisation.objects.get(code="420104001001")
    said = Said(id=new_id(), at=AT, day=DAY)
    name_home(by=cast.tang, stay_id=stay.id, home_id=other.id, said=said)

    undoing = undo_batch(by=cast.qian, id=batch.id, at=AT)

    assert undoing.staying == {stay.person_id: (Kept.DECIDED,)}


def test_whoever_was_entrusted_meanwhile_stays_with_the_reason(
    cast: Cast, roster: Roster, everything: None
) -> None:
    batch = bring(roster(HE, MA), cast.qian)
    place = Organisation.objects.get(code="420103001001")
    account = open_account(by=acting_as_set_up(), username="fang", name="方联系", password=PASSWORD)
    role = RoleName.CONTACT_PERSON
    fang = appoint(by=acting_as_set_up(), account=account, role=role, organisation=place, day=DAY)
    link = link_of("何志斌")
    name_contact_person(by=cast.luo, link_id=link.id, appointment_id=fang.id, day=DAY)

    undoing = undo_batch(by=cast.qian, id=batch.id, at=AT)

    assert undoing.staying == {link.person_id: (Kept.ENTRUSTED,)}


def test_batch_older_than_thirty_days_is_not_taken_back(
    cast: Cast, roster: Roster, everything: None
) -> None:
    batch = bring(roster(HE), cast.qian)

    with pytest.raises(Refused, match="超过30天"):
        undo_batch(by=cast.qian, id=batch.id, at=AT + timedelta(days=31))


def test_outflow_row_meets_the_person_who_reported_in(
    cast: Cast, roster: Roster, tmp_path: Path, everything: None
) -> None:
    bring(roster(HE), cast.qian)
    out = [
        ("湖北省黄冈市王家村流出党员名册",),
        OUT_HEADERS,
        ("何志斌", "男", 44, "13800138001", "武汉江汉区"),
        ("马春兰", "女", 47, "13800138009", "武汉江汉区"),
    ]
    bring(xlsx(tmp_path / "外出.xlsx", {"王家村": out}), cast.qian)

    match = Match.objects.get()
    assert (match.home_person.name, match.host_person.name) == ("何志斌", "何志斌")
    assert match.host_path == cast.luo.organisation_path
    assert match.queue.code == "420103"
    assert Stay.objects.filter(person__name="马春兰").get().state == StayState.REGISTERED_OUT
