"""Which kind stands under which, and who may open it."""

import pytest

from huiliu.organisations.choices import Kind
from huiliu.organisations.rules import kinds_to_open, may_change, stands_under


@pytest.mark.parametrize(
    ("level", "under", "kinds"),
    [
        (Kind.CITY, Kind.CITY, [Kind.DISTRICT]),
        (Kind.CITY, Kind.DISTRICT, [Kind.STREET, Kind.INDUSTRY_COMMITTEE]),
        (Kind.DISTRICT, Kind.DISTRICT, [Kind.STREET, Kind.INDUSTRY_COMMITTEE]),
        (
            Kind.DISTRICT,
            Kind.STREET,
            [Kind.COMMUNITY, Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.INDUSTRY_COMMITTEE],
        ),
        (
            Kind.STREET,
            Kind.STREET,
            [Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.INDUSTRY_COMMITTEE],
        ),
        (Kind.STREET, Kind.COMMUNITY, [Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.GRID]),
        (Kind.STREET, Kind.BRANCH, [Kind.GROUP]),
        (Kind.STREET, Kind.GRID, [Kind.BUILDING]),
        (Kind.CITY, Kind.BUILDING, []),
        (Kind.CITY, Kind.OUTSIDE, []),
        (Kind.COMMUNITY, Kind.COMMUNITY, []),
    ],
)
def test_kinds_to_open_fit_the_parent_and_the_level(
    level: Kind, under: Kind, kinds: list[Kind]
) -> None:
    assert kinds_to_open(under=under, level=level) == kinds


def test_every_kind_but_the_roots_stands_somewhere() -> None:
    nowhere = [kind for kind in Kind if not any(stands_under(kind, parent) for parent in Kind)]

    assert nowhere == [Kind.CITY, Kind.OUTSIDE]


@pytest.mark.parametrize(
    ("kind", "levels"),
    [
        (Kind.CITY, []),
        (Kind.OUTSIDE, []),
        (Kind.DISTRICT, [Kind.CITY]),
        (Kind.STREET, [Kind.CITY, Kind.DISTRICT]),
        (Kind.COMMUNITY, [Kind.CITY, Kind.DISTRICT]),
        (Kind.GRID, [Kind.CITY, Kind.DISTRICT, Kind.STREET]),
    ],
)
def test_division_is_changed_from_above_the_street(kind: Kind, levels: list[Kind]) -> None:
    assert [level for level in Kind if may_change(kind, level=level)] == levels
