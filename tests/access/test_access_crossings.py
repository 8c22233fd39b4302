"""Every act that reaches beyond its actor says so on record, under the name of its crossing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from huiliu.access.actions import close_organisation, issue_code
from huiliu.access.crossing import Crossing
from huiliu.access.queries import (
    acting_as_clock,
    acting_as_retention,
    acting_as_self,
    acting_as_set_up,
    acting_as_sign_in,
    acting_at_station,
)
from huiliu.contact.actions import forget_notes, say_hello
from huiliu.contact.choices import Hello
from huiliu.core import erasures, scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import (
    Brought,
    ask_report,
    check_roster,
    climb_report,
    find_late_reports,
    pass_on_report,
    remove_expired_exports,
    remove_expired_reports,
    remove_expired_rosters,
    take_back_passing,
    trace_export,
    undo_batch,
    withdraw_report,
)
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch, Export
from huiliu.exchange.queries import code_of
from huiliu.exchange.undoing import foreseen
from huiliu.needs.actions import forget_words
from huiliu.organisations.actions import open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.people.actions import (
    Caller,
    agree_match,
    break_glass,
    change_telephone,
    enter_by_code,
    erase_file,
    finish_erasures,
    look_up_number,
    send_sign_in_code,
)
from huiliu.people.choices import GlassReason
from huiliu.people.keys import sign_in_digest
from huiliu.rights.actions import About, hand_on_objections, raise_objection
from huiliu.rights.choices import Reason, Subject
from huiliu.stays.actions import accept_stay, climb_stay, find_overdue, take_back_step
from huiliu.stays.actions.moving import Said
from huiliu.stays.said import was_said
from tests.audit.city import owner
from tests.cast import DAY, Cast, whole_cast
from tests.exchange.exporting import auditor
from tests.exchange.people import HE, HEADERS, XIE
from tests.exchange.workbooks import xlsx
from tests.stays.test_stays_course import sent
from tests.world import AT, World, member_of, one_of_everything

ACT = "access.crossing."
TELEPHONE = HE[3]
LATER = DAY + timedelta(days=4_000)
"""By then everything has been kept long enough."""


@pytest.fixture(autouse=True)
def key_folder(settings: Settings, tmp_path: Path) -> None:
    """Give each test keys and a ledger of its own."""
    settings.HUILIU_KEYS = tmp_path / "keys"


@dataclass(frozen=True, slots=True)
class City:
    """Who acts, and on what."""

    cast: Cast
    world: World
    folder: Path


def crossed() -> Counter[str]:
    """Count what is on record of crossings; the owner reads those of acts without a place too."""
    made = owner("SELECT act, count(*) FROM audit_entry WHERE act LIKE %s GROUP BY act", f"{ACT}%")
    return Counter({act.removeprefix(ACT): count for act, count in made})


def check_a_roster(city: City) -> None:
    street = Organisation.objects.get(code="420103001")
    path = xlsx(city.folder / "又一份.xlsx", {"名册": (HEADERS, XIE)})
    roster = Brought(path, name="又一份.xlsx", importer=street)
    check_roster(by=city.cast.he, id=new_id(), brought=roster, at=AT, day=DAY)


def agree_on_both_sides(city: City) -> None:
    agree_match(by=city.cast.luo, id=city.world["match"], at=AT, day=DAY)
    agree_match(by=city.cast.tang, id=city.world["match"], at=AT, day=DAY)


def ask_for_a_code(city: City) -> None:
    by = acting_as_sign_in()
    send_sign_in_code(by=by, id=new_id(), telephone=TELEPHONE, network="", at=AT)


def come_in_by_code(city: City) -> None:
    by, id, number = acting_as_sign_in(), new_id(), sign_in_digest(TELEPHONE)
    at = AT + timedelta(minutes=2)  # no number is sent two codes in a minute
    code = issue_code(by=by, id=id, telephone_digest=number, network="", at=at)
    enter_by_code(by=by, id=id, code=code, name="", at=at, day=DAY)


def break_a_glass(city: City) -> None:
    caller = Caller(name="何志斌", telephone=TELEPHONE)
    break_glass(by=city.cast.he, id=new_id(), told=caller, reason=GlassReason.CALLED, at=AT)


def trace_a_sheet(city: City) -> None:
    with scope.entered(Reach.everywhere()):
        number = Export.objects.get(id=city.world["export"]).number
    trace_export(by=auditor(city.cast, "420103"), number=number)


def take_a_batch_back(city: City) -> None:
    with scope.entered(city.cast.he.reach):
        applied = Batch.objects.filter(state=BatchState.APPLIED).latest("applied_at", "id")
    undo_batch(by=city.cast.he, id=applied.id, at=AT)


def change_a_telephone(city: City) -> None:
    person, other = city.world["person"], "13900139000"
    change_telephone(by=city.cast.luo, person_id=person, telephone=other, at=AT, day=DAY)


def ask_for_a_report(city: City) -> None:
    assert ask_report(by=acting_at_station(), code=code_of(city.world["report"]), day=DAY)


def withdraw_a_report(city: City) -> None:
    assert withdraw_report(by=acting_at_station(), code=code_of(city.world["report"]))


def pass_on_and_take_back(city: City) -> None:
    report, elsewhere = city.world["report"], Organisation.objects.get(code="420104001001")
    pass_on_report(by=city.cast.luo, report_id=report, to_id=elsewhere.id, day=DAY)
    take_back_passing(by=city.cast.luo, report_id=report, day=DAY)


def finish_an_erasure(city: City) -> None:
    erasures.add([new_id()], at=AT)
    finish_erasures(by=acting_as_retention(), at=AT)


def object_to_a_roster(city: City) -> None:
    raise_objection(
        by=acting_as_self(account=member_of(city.world)),
        id=new_id(),
        about=About(Subject.FACT, city.world["sighting"], "mobile"),
        reason=Reason.UNTRUE,
        words="",
        at=AT,
        day=DAY,
    )


def close_a_grid(city: City) -> None:
    community = Organisation.objects.get(code="420103001001")
    by = acting_as_set_up()
    grid = open_organisation(
        by=by, parent=community, kind=Kind.GRID, name="第一网格", code="G1", day=DAY
    )
    close_organisation(by=city.cast.qian, id=grid.id, at=AT, day=DAY)


def take_somebody_in(city: City) -> None:
    said = Said(id=new_id(), at=AT, day=DAY)
    accept_stay(by=city.cast.luo, stay_id=sent("段文").id, said=said)


def take_an_answer_back(city: City) -> None:
    stay, said = sent("段文"), Said(id=new_id(), at=AT, day=DAY)
    accept_stay(by=city.cast.luo, stay_id=stay.id, said=said)
    take_back_step(by=city.cast.luo, step_id=said.id, at=AT, day=DAY)


def hand_one_on(city: City) -> None:
    climb_stay(by=acting_as_clock(), stay_id=sent("段文").id, at=AT, day=LATER)


def say_hello_oneself(city: City) -> None:
    member = acting_as_self(account=member_of(city.world))
    say_hello(by=member, id=new_id(), hello=Hello.FINE, at=AT, day=DAY)


def ask_whether_it_was_said(city: City) -> None:
    assert not was_said(by=city.cast.luo, id=new_id())


ACTS: dict[str, tuple[Callable[[City], object], dict[Crossing, int]]] = {
    "check a roster": (check_a_roster, {Crossing.MATCH: 2}),
    "foresee an undo": (
        lambda city: foreseen(by=city.cast.he, batch=city.world["batch"]),
        {Crossing.DISPATCH: 1},
    ),
    "look up a number": (
        lambda city: look_up_number(by=city.cast.luo, number=TELEPHONE),
        {Crossing.LOOK_UP: 1},
    ),
    "break a glass": (break_a_glass, {Crossing.BREAK_GLASS: 1}),
    "ask for a code": (ask_for_a_code, {Crossing.SIGN_IN: 1}),
    "come in by code": (come_in_by_code, {Crossing.SIGN_IN: 1}),
    "change a telephone": (
        change_a_telephone,
        {Crossing.SIGN_IN: 1},
    ),
    "trace a sheet": (trace_a_sheet, {Crossing.EXPORT: 1}),
    "object to a roster": (object_to_a_roster, {Crossing.OBJECT: 1}),
    "close a grid": (close_a_grid, {Crossing.REORGANISE: 1}),
    "take somebody in": (take_somebody_in, {Crossing.DISPATCH: 1}),
    "take an answer back": (take_an_answer_back, {Crossing.DISPATCH: 2}),
    "hand one on": (hand_one_on, {Crossing.DISPATCH: 1}),
    "say hello": (say_hello_oneself, {Crossing.DISPATCH: 1}),
    "ask whether it was said": (ask_whether_it_was_said, {Crossing.DISPATCH: 1}),
    "climb": (
        lambda _: find_overdue(by=acting_as_clock(), day=LATER),
        {Crossing.DISPATCH: 1},
    ),
    "agree on both sides": (agree_on_both_sides, {Crossing.MERGE: 3}),
    "take a batch back": (take_a_batch_back, {Crossing.DISPATCH: 1}),
    "remove rosters": (
        lambda _: remove_expired_rosters(by=acting_as_retention(), day=LATER),
        {Crossing.RETENTION: 1},
    ),
    "remove exports": (
        lambda _: remove_expired_exports(by=acting_as_retention(), at=AT),
        {Crossing.RETENTION: 1},
    ),
    "forget notes": (
        lambda _: forget_notes(by=acting_as_retention(), day=LATER),
        {Crossing.RETENTION: 1},
    ),
    "forget words": (
        lambda _: forget_words(by=acting_as_retention(), day=LATER),
        {Crossing.RETENTION: 1},
    ),
    "hand on objections": (
        lambda _: hand_on_objections(by=acting_as_retention(), day=DAY),
        {Crossing.OBJECT: 1},
    ),
    "erase a file": (
        lambda city: erase_file(
            by=acting_as_self(account=member_of(city.world)), persons=[city.world["person"]], at=AT
        ),
        {Crossing.ERASE: 1},
    ),
    "ask for a report": (ask_for_a_report, {Crossing.REPORT: 1}),
    "pass a report on, and take it back": (pass_on_and_take_back, {Crossing.REPORT: 2}),
    "find late reports": (
        lambda _: find_late_reports(by=acting_as_clock(), day=DAY),
        {Crossing.REPORT: 1},
    ),
    "hand on a late report": (
        lambda city: climb_report(by=acting_as_clock(), report_id=city.world["report"], day=LATER),
        {Crossing.REPORT: 1},
    ),
    "withdraw a report": (withdraw_a_report, {Crossing.REPORT: 1}),
    "remove expired reports": (
        lambda _: remove_expired_reports(by=acting_as_retention(), day=LATER),
        {Crossing.RETENTION: 1},
    ),
    "finish an erasure": (finish_an_erasure, {Crossing.ERASE: 1}),
}


def test_every_act_that_reaches_beyond_its_actor_is_on_record(
    own_database: None, tmp_path: Path
) -> None:
    cast = whole_cast()
    city = City(cast, one_of_everything(cast, tmp_path), tmp_path)
    assert crossed() == {"match": 5, "dispatch": 5, "export": 1}

    found = {}
    for name, (act, _) in ACTS.items():
        before = crossed()
        act(city)
        found[name] = crossed() - before

    assert found == {name: crosses for name, (_, crosses) in ACTS.items()}


def test_every_crossing_is_tried_here() -> None:
    tried = {name for _, crosses in ACTS.values() for name in crosses}

    assert tried == {*Crossing}
