"""Who may give which role, and codes that survive paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiliu.access.roles import MEMBER, ROLES, RoleName
from huiliu.access.rules import (
    FITTING,
    LETTERS,
    check_letter,
    is_code,
    may_be_held_beside,
    may_give,
    new_code,
    read_code,
    roles_to_give,
    written_code,
)
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import Kind

BELOW_THE_CITY = (
    RoleName.DISTRICT_LIAISON,
    RoleName.STREET_CLERK,
    RoleName.COMMUNITY_WORKER,
    RoleName.BRANCH_SECRETARY,
    RoleName.CONTACT_PERSON,
    RoleName.GRID_WORKER,
    RoleName.BUILDING_LEADER,
)
"""Those whom the city's registrar need not appoint, from the highest down."""
bodies = st.text(alphabet=LETTERS, min_size=9, max_size=9)


@pytest.mark.parametrize(
    ("giver", "roles"),
    [
        (RoleName.CITY_REGISTRAR, list(RoleName)),
        (RoleName.DISTRICT_LIAISON, [*BELOW_THE_CITY]),
        (RoleName.STREET_CLERK, [*BELOW_THE_CITY[1:]]),
        (RoleName.BRANCH_SECRETARY, [*BELOW_THE_CITY[3:]]),
        (MEMBER, []),
        ("machine:retention", []),
    ],
)
def test_nobody_gives_a_role_above_the_own(giver: str, roles: list[RoleName]) -> None:
    assert [role for role in RoleName if may_give(role, giver=giver)] == roles


def test_roles_offered_fit_the_organisation() -> None:
    offered = {
        kind.value: roles_to_give(giver=RoleName.STREET_CLERK, kind=kind)
        for kind in (Kind.CITY, Kind.STREET, Kind.COMMUNITY, Kind.BRANCH, Kind.GRID, Kind.OUTSIDE)
    }

    assert offered == {
        "city": [],
        "street": [RoleName.STREET_CLERK],
        "community": [RoleName.COMMUNITY_WORKER, RoleName.CONTACT_PERSON, RoleName.GRID_WORKER],
        "branch": [RoleName.BRANCH_SECRETARY, RoleName.CONTACT_PERSON],
        "grid": [RoleName.GRID_WORKER],
        "outside": [],
    }


def test_every_role_is_held_somewhere() -> None:
    assert set(FITTING) == set(RoleName)
    assert all(FITTING.values())


def test_only_street_level_and_above_appoints() -> None:
    appointing = Permission.EDIT_APPOINTMENT

    assert [name for name, role in ROLES.items() if appointing in role.permissions] == [
        RoleName.CITY_REGISTRAR,
        RoleName.DISTRICT_LIAISON,
        RoleName.STREET_CLERK,
    ]


def test_new_code_is_a_code() -> None:
    assert is_code(new_code())


@given(bodies, st.integers(0, 9), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_found(body: str, place: int, letter: str) -> None:
    code = body + check_letter(body)
    mistyped = code[:place] + letter + code[place + 1 :]

    assert is_code(mistyped) is (mistyped == code)


@given(bodies, st.integers(0, 8))
def test_two_swapped_neighbours_are_found(body: str, place: int) -> None:
    code = body + check_letter(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert is_code(swapped) is (swapped == code)


@given(bodies)
def test_code_is_read_as_it_was_written(body: str) -> None:
    code = body + check_letter(body)

    assert read_code(f" {written_code(code).lower()} ") == code


@pytest.mark.parametrize("text", ["", "2222", "0000000000", "22222222222", "二二二二二二二二二二"])
def test_other_texts_are_no_codes(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize(
    ("role", "held", "may"),
    [
        (RoleName.AUDITOR, [], True),
        (RoleName.AUDITOR, [RoleName.AUDITOR], True),
        (RoleName.AUDITOR, [RoleName.STREET_CLERK], False),
        (RoleName.STREET_CLERK, [RoleName.SYSTEM_ADMIN], False),
        (RoleName.SECURITY_ADMIN, [RoleName.SYSTEM_ADMIN], False),
        (RoleName.STREET_CLERK, [RoleName.COMMUNITY_WORKER], True),
    ],
)
def test_roles_that_watch_over_others_are_held_alone(
    role: RoleName, held: list[RoleName], may: object
) -> None:
    assert may_be_held_beside(role, held=held) is may
