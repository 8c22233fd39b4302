"""Opening, renaming and respelling organisations."""

from datetime import UTC, datetime

import pytest

from huiliu.access.actions import close_organisation
from huiliu.access.queries import acting_as_set_up
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.organisations.actions import (
    add_name,
    open_organisation,
    plant_city,
    remove_name,
    rename_organisation,
)
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Name, Organisation
from tests.cast import DAY, DIVISIONS, Cast

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def test_street_clerk_opens_a_grid_under_a_community(cast: Cast) -> None:
    community = place("420103001001")

    grid = open_organisation(by=cast.he, parent=community, kind=Kind.GRID, name="第三网格", day=DAY)

    assert (grid.parent, grid.path[: len(community.path)]) == (community, community.path)


def test_street_clerk_opens_no_community(cast: Cast) -> None:
    with pytest.raises(NotPermitted, match="社区的设立"):
        open_organisation(
            by=cast.he, parent=place("420103001"), kind=Kind.COMMUNITY, name="新社区", day=DAY
        )


def test_building_does_not_stand_under_a_community(cast: Cast) -> None:
    with pytest.raises(Refused, match="社区下面不能直接设楼栋"):
        open_organisation(
            by=cast.he, parent=place("420103001001"), kind=Kind.BUILDING, name="3 栋", day=DAY
        )


def test_nothing_is_opened_in_another_district(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        open_organisation(
            by=cast.tang, parent=place("420104001"), kind=Kind.COMMUNITY, name="新社区", day=DAY
        )


def test_nothing_of_another_district_is_spelt_or_renamed(cast: Cast) -> None:
    street = place("420104001")

    with pytest.raises(NotPermitted):
        add_name(by=cast.tang, organisation=street, text="荣华街")
    with pytest.raises(NotPermitted):
        rename_organisation(by=cast.tang, id=street.id, name="荣华街")

    assert not Name.objects.exists()
    assert place("420104001").name == street.name


def test_same_name_and_kind_under_it_is_the_same_child(cast: Cast) -> None:
    community = place("420103001001")

    opened = [
        open_organisation(by=cast.he, parent=community, kind=Kind.GRID, name="第三网格", day=DAY)
        for _ in range(2)
    ]

    assert opened[0] == opened[1]
    assert Organisation.objects.filter(parent=community).count() == 1


def test_organisation_needs_a_name(cast: Cast) -> None:
    with pytest.raises(Refused, match="请写上组织的名称"):
        open_organisation(
            by=cast.he, parent=place("420103001001"), kind=Kind.GRID, name="  ", day=DAY
        )


def test_nothing_is_opened_under_a_closed_organisation(cast: Cast) -> None:
    """The page of the parent was open while somebody else closed it."""
    grid = open_organisation(
        by=cast.he, parent=place("420103001001"), kind=Kind.GRID, name="第三网格", day=DAY
    )
    close_organisation(by=cast.he, id=grid.id, at=MORNING, day=DAY)

    with pytest.raises(OutOfReach, match="这个组织已经不在了"):
        open_organisation(by=cast.he, parent=grid, kind=Kind.BUILDING, name="3 栋", day=DAY)


def test_city_is_planted_once(cast: Cast) -> None:
    before = Organisation.objects.count()

    city = plant_city(by=acting_as_set_up(), day=DAY, divisions=DIVISIONS)

    assert (city.code, Organisation.objects.count()) == ("4201", before)


def test_new_name_is_no_blank(cast: Cast) -> None:
    with pytest.raises(Refused, match="请写上组织的名称"):
        rename_organisation(by=cast.tang, id=place("420103001001").id, name=" ")


def test_same_name_again_renames_nothing(cast: Cast) -> None:
    community = place("420103001001")

    same = rename_organisation(by=cast.tang, id=community.id, name=" 环保社区居委会 ")

    assert same.name == "环保社区居委会"
    assert not Name.objects.filter(organisation=community).exists()


def test_old_name_stays_as_a_spelling(cast: Cast) -> None:
    community = place("420103001001")

    rename_organisation(by=cast.tang, id=community.id, name="环保路社区居委会")

    assert place("420103001001").name == "环保路社区居委会"
    assert [name.text for name in Name.objects.filter(organisation=community)] == ["环保社区居委会"]


def test_name_that_comes_back_is_no_spelling_of_itself(cast: Cast) -> None:
    community = place("420103001001")
    rename_organisation(by=cast.tang, id=community.id, name="环保路社区居委会")

    rename_organisation(by=cast.tang, id=community.id, name="环保社区居委会")

    names = [name.text for name in Name.objects.filter(organisation=community)]
    assert names == ["环保路社区居委会"]


def test_two_neighbours_have_different_names(cast: Cast) -> None:
    with pytest.raises(Refused, match="同一级已经有建设社区居委会了"):
        rename_organisation(by=cast.tang, id=place("420103001001").id, name="建设社区居委会")


def test_street_does_not_rename_itself(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        rename_organisation(by=cast.he, id=place("420103001").id, name="新街道")


def test_spelling_is_added_once_and_removed(cast: Cast) -> None:
    community = place("420103001001")
    added = [add_name(by=cast.he, organisation=community, text=" 环保居 ") for _ in range(2)]

    assert [name.text for name in added] == ["环保居", "环保居"]
    assert added[0] == added[1]
    remove_name(by=cast.he, id=added[0].id)

    assert not Name.objects.filter(organisation=community).exists()


def test_name_itself_is_no_further_spelling(cast: Cast) -> None:
    with pytest.raises(Refused, match="不一样的叫法"):
        add_name(by=cast.he, organisation=place("420103001001"), text="环保社区居委会")


def test_spelling_of_another_district_is_not_there(cast: Cast) -> None:
    name = add_name(by=cast.qian, organisation=place("420104001001"), text="荣华居")

    with pytest.raises(OutOfReach):
        remove_name(by=cast.tang, id=name.id)
