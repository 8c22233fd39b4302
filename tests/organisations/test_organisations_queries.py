"""What directories and pages are told of the tree."""

from datetime import timedelta

from huiliu.organisations.actions import add_name, open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import branches_of, directory_nodes
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
