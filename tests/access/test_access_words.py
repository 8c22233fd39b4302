"""Roles in words."""

from huiliu.access.roles import RoleName
from huiliu.access.words import PERMISSION_WORDS, role_lines
from huiliu.core.permissions import Permission


def test_every_permission_has_its_word() -> None:
    assert set(PERMISSION_WORDS) == set(Permission)


def test_every_role_and_the_member_have_a_line() -> None:
    lines = role_lines()

    assert [line.label for line in lines] == [*(role.label for role in RoleName), "党员本人"]
    assert all(line.sentence and line.does for line in lines)


def test_registrar_sees_cases_alone_and_the_grid_worker_who_lives_there() -> None:
    seen = {line.label: line.sees for line in role_lines()}

    assert seen["市级登记员"] == ["正等着这里决定的个案"]
    assert seen["网格员"] == ["住在这里的党员"]
    assert seen["联系人"] == ["交给自己联系的党员"]
    assert seen["党员本人"] == ["自己"]
