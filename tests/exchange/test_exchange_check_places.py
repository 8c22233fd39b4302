"""Whole rosters: which side speaks, and which places their rows mean."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from huiliu.exchange.roster.check import Places, as_sheet
from huiliu.exchange.roster.direction import Detected, Direction
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.layout import Layout
from huiliu.exchange.roster.problems import Verdict
from huiliu.exchange.roster.sheets import Roster
from huiliu.exchange.workbook.cells import Cell
from huiliu.organisations.naming import Directory, Node
from huiliu.people.matching import Side
from tests.exchange.checking import GONE, PERSON, VILLAGE, check, sheet


def roster(direction: Direction) -> Roster:
    inflow = sheet(PERSON)
    layout = Layout(
        columns=inflow.columns,
        header_rows=(1,),
        first_row=2,
        titles=VILLAGE,
        header_texts=frozenset(),
    )
    return Roster("张湾村", layout, Detected(direction, ""), iter(inflow.rows))


@pytest.mark.parametrize(
    ("detected", "said", "side"),
    [
        (Direction.OUTFLOW, None, Side.HOME),
        (Direction.INFLOW, None, Side.HOST),
        (Direction.MEMBER_LIST, None, Side.HOST),
        (Direction.INFLOW, Direction.OUTFLOW, Side.HOME),
        (Direction.OUTFLOW, Direction.MEMBER_LIST, Side.HOST),
    ],
)
def test_direction_says_which_side_speaks(
    detected: Direction, said: Direction | None, side: Side
) -> None:
    read = as_sheet(roster(detected), said)

    assert (read.side, read.name, read.titles) == (side, "张湾村", VILLAGE)
    assert check(read).lines[0][1].origin.side is side


NODES = [
    Node(UUID(int=1), "0001/", "武汉市", "city"),
    Node(UUID(int=2), "0001/0001/", "江汉区", "district"),
    Node(UUID(int=3), "0001/0001/0001/", "北湖街街道", "street"),
]
PLACES = Places(Directory(NODES))


def test_places_that_are_known_say_nothing() -> None:
    assert check(sheet(PERSON), places=PLACES).problems == []
    assert check(sheet(GONE, side=Side.HOME, titles=VILLAGE), places=PLACES).problems == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({Field.ADDRESS: "幸福里3号"}, "host_unresolved"),
        ({Field.ADDRESS: "江汉区北湖街道环宝社区"}, "host_unresolved"),
        ({Field.BRANCH: "某公司党支部"}, "home_unresolved"),
    ],
)
def test_place_that_nobody_knows_is_a_note(changed: Mapping[Field, Cell], code: str) -> None:
    report = check(sheet(PERSON | changed), places=PLACES)

    assert [(p.code.value, p.verdict) for p in report.problems] == [(code, Verdict.NOTE)]


def test_person_without_a_home_has_nothing_to_resolve() -> None:
    person = {field: PERSON[field] for field in (Field.NAME, Field.CITIZEN_NUMBER, Field.MOBILE)}

    assert check(sheet(person), places=PLACES).problems == []


def test_clear_column_goes_before_an_unclear_one() -> None:
    report = check(sheet(PERSON | {Field.HOST: "幸福里"}), places=PLACES)

    assert report.problems == []


def test_columns_of_a_place_are_read_together() -> None:
    split = {Field.DISTRICT: "江汉区", Field.STREET: "北湖街道", Field.COMMUNITY: "环宝社区"}
    report = check(sheet(PERSON | split | {Field.ADDRESS: None}), places=PLACES)

    assert [problem.column for problem in report.problems] == ["所在区"]
