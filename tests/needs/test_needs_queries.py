"""Whose needs are on somebody's list: the query keeps the reach, whatever the database shows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.needs.actions import raise_need
from huiliu.needs.choices import NeedKind
from huiliu.needs.queries import Pile, figures, needs_in
from huiliu.people.models import Person
from tests.cast import DAY, Cast
from tests.members import acting_as_member, make_member

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def driver(cast: Cast) -> Person:
    return raising("何志斌")


@pytest.fixture
def neighbour(cast: Cast) -> Person:
    return raising("马春林")


def raising(name: str) -> Person:
    person = make_member(name)
    raise_need(
        by=acting_as_member(person),
        id=new_id(),
        person_id=person.id,
        kind=NeedKind.SCHOOL,
        words="女儿明年上小学",
        day=DAY,
        at=MORNING,
    )
    return person


def listed(by: Acting) -> list[str]:
    """Return whose open needs are listed, where no policy holds anything back."""
    with scope.entered(Reach.everywhere()):
        found = needs_in(by=by, pile=Pile.OPEN, start=0, longest=10)
        assert figures(by=by)[Pile.OPEN] == len(found)
        return [need.person.name for need, _words in found]


def test_contact_person_is_shown_needs_of_those_entrusted_alone(
    cast: Cast, driver: Person, neighbour: Person
) -> None:
    one_by_one = replace(cast.luo, reach=Reach(entrusted=(driver.id,)))

    assert listed(one_by_one) == ["何志斌"]


def test_community_is_shown_needs_of_its_own(cast: Cast, driver: Person, neighbour: Person) -> None:
    assert sorted(listed(cast.luo)) == ["何志斌", "马春林"]
    assert listed(cast.sun) == []


def test_whoever_reaches_nobody_is_shown_no_need(cast: Cast, driver: Person) -> None:
    assert listed(replace(cast.luo, reach=Reach())) == []
