"""What can be taken out: fixed columns that the data register gives to who takes them; rules."""

from datetime import timedelta
from itertools import chain

import pytest

from huiliu.access.roles import ROLES
from huiliu.core.permissions import Permission
from huiliu.core.register import register
from huiliu.exchange.choices import ExportPurpose, ExportSet
from huiliu.exchange.rules import (
    MOST_ALONE,
    MOST_ON_PAPER,
    in_groups,
    is_number,
    may_last_until,
    needs_second,
    new_number,
    new_password,
)
from huiliu.exchange.sets import NAME, SETS, Column, FixedSet
from tests.cast import DAY

TELEPHONE = {"facts.mobile", "facts.telephone", "facts.landline"}
MEMBERSHIP = {"facts.branch", "facts.joined_on", "facts.category", "facts.standing"}
DWELLING = {"facts.address", "facts.building", "facts.room", "facts.compound"}
NEVER = {"facts.citizen_number", "facts.first_15", "facts.needs", "facts.remark"}
TAKERS = {str(role.name) for role in ROLES.values() if Permission.TAKE_EXPORT in role.permissions}


def faults_of(fixed_set: FixedSet) -> list[str]:
    """Return the columns that the register does not know, or does not give to every taker."""
    entries = register().entries
    found = []
    for name in fixed_set.registered:
        table, _dot, column = name.partition(".")
        entry = entries.get((table, column))
        if entry is None or not register().circles[entry.circle].roles >= TAKERS:
            found.append(name)
    return found


def test_every_column_of_a_set_is_one_that_the_register_gives_to_its_takers() -> None:
    assert {code: faults_of(one) for code, one in SETS.items()} == {code: [] for code in ExportSet}


def test_planted_columns_are_found() -> None:
    planted = FixedSet(
        ExportSet.CALL_LIST,
        "",
        (NAME, Column("积分", ("facts.score",)), Column("摘要", ("people_sightingkey.digest",))),
        (),
        on_paper=True,
    )

    assert faults_of(planted) == ["facts.score", "people_sightingkey.digest"]


def test_no_set_holds_a_citizen_number_or_a_need() -> None:
    held = set(chain.from_iterable(one.registered for one in SETS.values()))

    assert held & NEVER == set()


@pytest.mark.parametrize("code", ExportSet)
def test_no_set_holds_telephone_dwelling_and_membership_together(code: ExportSet) -> None:
    held = set(SETS[code].registered)

    assert sum(bool(held & one) for one in (TELEPHONE, DWELLING, MEMBERSHIP)) <= 1


def test_every_purpose_belongs_to_one_set() -> None:
    given = [purpose for one in SETS.values() for purpose in one.purposes]

    assert sorted(given) == sorted(ExportPurpose)


def test_nobody_takes_out_who_sees_no_members() -> None:
    assert {"street_clerk", "community_worker", "branch_secretary"} == TAKERS


def test_row_shows_the_first_that_says_something_and_leaves_a_blank_to_write_in() -> None:
    said = {"people_person.name": "何志斌", "facts.telephone": "027-80143699", "facts.mobile": ""}

    assert SETS[ExportSet.CALL_LIST].row(said) == ["何志斌", "027-80143699", "", ""]


def test_paper_holds_no_more_than_one_takes_alone() -> None:
    assert (MOST_ON_PAPER, MOST_ALONE) == (50, 50)


@pytest.mark.parametrize(
    ("wanted", "taken", "needed"),
    [
        (range(50), range(0), False),
        (range(51), range(0), True),
        (range(50), range(50), False),
        (range(49, 51), range(50), True),
        (range(20, 50), range(30), False),
    ],
)
def test_people_of_one_day_count_once_and_together(
    taken: range, wanted: range, *, needed: bool
) -> None:
    assert needs_second(taken=set(map(str, taken)), wanted=set(map(str, wanted))) is needed


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (92, True), (93, False)])
def test_permit_lasts_from_tomorrow_to_three_months(days: int, *, allowed: bool) -> None:
    assert may_last_until(DAY + timedelta(days=days), day=DAY) is allowed


def test_number_is_known_by_its_check_letter() -> None:
    number = new_number()
    misread = ("3" if number[0] == "2" else "2") + number[1:]

    assert (is_number(number), is_number(misread), is_number(number[:-1])) == (True, False, False)
    assert (is_number(number[:-1] + "0"), len(new_password())) == (False, 16)
    assert in_groups("ABCDEFGH") == "ABCD-EFGH"
