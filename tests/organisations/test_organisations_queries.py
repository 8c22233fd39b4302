"""What directories and pages are told of the tree."""

from datetime import timedelta

import pytest

from huiliu.core.paths import Range
from huiliu.organisations.actions import add_name, open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import branches_of, directory_nodes, named_like
from tests.cast import DAY, Cast

NEXT_DAY = DAY + timedelta(days=1)


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def test_directory_knows_every_spelling(cast: Cast) -> None:
    community = place("420103001001")
    for text in ("环保居", "环保社"):
        add_name(by=cast.he, organisation=community, text=text)

    spellings = {node.name: set(node.names) for node in directory_nodes(day=DAY)}

    assert spellings["环保社区居委会"] == {"环保居", "环保社"}
    assert spellings["荣华社区居委会"] == set()


def test_branches_count_what_stands_under_each(cast: Cast) -> None:
    community = place("420103001001")
    open_organisation(by=cast.he, parent=community, kind=Kind.GRID, name="第一网格", day=DAY)

    found = branches_of(parent=place("420103001"), day=DAY)

    below = {one.organisation.name: dict(one.below) for one in found}
    assert below["环保社区居委会"] == {Kind.GRID: 1}
    assert below["建设社区居委会"] == {}


def test_branches_leave_out_what_hangs_under_a_closed_one(cast: Cast) -> None:
    community = place("420103001001")
    open_organisation(by=cast.he, parent=community, kind=Kind.GRID, name="第一网格", day=DAY)
    Organisation.objects.filter(id=community.id).update(closed_on=DAY)

    found = branches_of(parent=place("420103001"), day=NEXT_DAY)

    assert "环保社区居委会" not in {one.organisation.name for one in found}
    assert sum(one.below.total() for one in found) == 0


@pytest.mark.parametrize(("district", "found"), [("420103", "环保"), ("420104", "荣华")])
def test_search_of_a_district_finds_nothing_beside_it(
    cast: Cast, district: str, found: str
) -> None:
    within = Range.below(place(district).path)

    names = [
        one.name
        for text in ("环保社区", "荣华社区居委会")
        for one in named_like(text=text, within=within, day=DAY, at_most=10)
    ]

    assert names == [f"{found}社区居委会"]
