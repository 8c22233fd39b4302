"""Stations are opened, changed and closed where their desk is, and above, and nowhere else."""

import pytest

from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.paths import EVERYWHERE
from huiliu.core.reach import Reach
from huiliu.organisations.models import Organisation
from huiliu.places.actions import (
    Desk,
    change_station,
    close_station,
    open_station,
    reopen_station,
)
from huiliu.places.models import Station
from huiliu.places.queries import station_at, stations_in_range, stations_of
from tests.cast import DAY, Cast

DESK = Desk("环保社区报到服务站", "环保街 12 号一楼", "周一到周五 9:00–17:30", "027-8200 0000")


def huanbao() -> Organisation:
    return Organisation.objects.get(code="420103001001")


@pytest.fixture
def station(cast: Cast) -> Station:
    return open_station(by=cast.luo, id=new_id(), organisation=huanbao(), desk=DESK, day=DAY)


def acts() -> list[str]:
    with scope.entered(Reach(trail=EVERYWHERE)):
        return [act for act in Entry.objects.values_list("act", flat=True) if "station" in act]


def test_same_form_sent_twice_is_one_station(cast: Cast) -> None:
    id = new_id()

    first, again = (
        open_station(by=cast.luo, id=id, organisation=huanbao(), desk=DESK, day=DAY)
        for _ in range(2)
    )

    assert first.id == again.id
    assert acts() == ["places.open_station"]


def test_street_opens_a_station_for_its_community(cast: Cast) -> None:
    opened = open_station(by=cast.he, id=new_id(), organisation=huanbao(), desk=DESK, day=DAY)

    assert stations_in_range(by=cast.luo, day=DAY, longest=10) == [opened]
    assert stations_in_range(by=cast.he, day=DAY, longest=10) == [opened]
    assert stations_in_range(by=cast.sun, day=DAY, longest=10) == []


def test_nobody_opens_one_for_another_community(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        open_station(by=cast.sun, id=new_id(), organisation=huanbao(), desk=DESK, day=DAY)


def test_blanks_and_unseen_letters_do_not_reach_the_poster(cast: Cast) -> None:
    desk = Desk(" 环保\u200b站 ", "一楼\n", "上午", "027")

    opened = open_station(by=cast.luo, id=new_id(), organisation=huanbao(), desk=desk, day=DAY)

    assert (opened.name, opened.address) == ("环保站", "一楼")


def test_changed_words_hold_at_once_and_the_same_words_leave_no_entry(
    cast: Cast, station: Station
) -> None:
    moved = Desk(DESK.name, "环保街 20 号", DESK.hours, DESK.telephone)

    for _ in range(2):
        change_station(by=cast.luo, id=station.id, desk=moved)

    assert station_at(id=station.id).address == "环保街 20 号"
    assert acts() == ["places.open_station", "places.change_station"]


def test_another_community_finds_no_station_to_change_or_close(
    cast: Cast, station: Station
) -> None:
    with pytest.raises(OutOfReach):
        change_station(by=cast.sun, id=station.id, desk=DESK)
    with pytest.raises(OutOfReach):
        close_station(by=cast.sun, id=station.id, day=DAY)


def test_closed_station_is_opened_again_as_it_was(cast: Cast, station: Station) -> None:
    for _ in range(2):
        close_station(by=cast.luo, id=station.id, day=DAY)
    assert stations_of(organisation=huanbao().id, day=DAY) == []

    for _ in range(2):
        reopen_station(by=cast.luo, id=station.id)

    assert stations_of(organisation=huanbao().id, day=DAY) == [station]
    assert acts() == ["places.open_station", "places.close_station", "places.reopen_station"]


def test_station_of_a_closed_organisation_stays_closed(cast: Cast, station: Station) -> None:
    close_station(by=cast.luo, id=station.id, day=DAY)
    Organisation.objects.filter(id=huanbao().id).update(closed_on=DAY)

    with pytest.raises(Refused, match="已经撤销"):
        reopen_station(by=cast.luo, id=station.id)


def test_city_without_an_organisation_has_no_stations(cast: Cast, station: Station) -> None:
    from_nowhere = cast.luo.__class__(name="x", role="member", permissions=frozenset())

    assert stations_in_range(by=from_nowhere, day=DAY, longest=10) == []
