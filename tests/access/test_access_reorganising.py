"""Organisations are closed and joined, and a crossing is on record."""

from datetime import date

import pytest

from huiliu.access.actions import (
    appoint,
    close_organisation,
    invite,
    join_outside,
)
from huiliu.access.crossing import Crossing, crossing
from huiliu.access.roles import RoleName
from huiliu.accounts.models import Account
from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.organisations.actions import open_organisation, open_outside, reach_outside
from huiliu.organisations.choices import Kind, ReachedBy
from huiliu.organisations.models import Organisation
from huiliu.places.actions import Desk, close_station, open_station
from tests.access.offices import MORNING, TOMORROW, acts_at, place
from tests.cast import DAY, Cast
from tests.factories import at, make_person


def test_crossing_opens_no_logs_and_is_on_record(cast: Cast) -> None:
    with scope.entered(cast.luo.reach):
        with crossing(Crossing.MATCH, by=cast.luo):
            assert scope.current() == Reach.everywhere()
            assert list(Entry.objects.all()) == []
        assert scope.current() == cast.luo.reach

    assert acts_at("420103001001", "access.crossing.match") == 1


def test_rows_beyond_reach_follow_a_home_that_was_joined(cast: Cast) -> None:
    names = ("湖北省黄冈市王家村党支部", "中共黄冈市王家村支部委员会")
    kept, other = open_outside(by=cast.he, names=names, day=DAY).values()
    far = at(host="420104001001") | {"home_id": other.id, "home_path": other.path}
    person = make_person("何志斌", **far)

    join_outside(by=cast.he, kept_id=kept.id, other_id=other.id, day=DAY)

    with scope.entered(Reach.everywhere()):
        person.refresh_from_db()
    assert (person.home_path, person.home_id) == (kept.path, other.id)
    assert acts_at("420103001001", "access.crossing.reorganise") == 1


def test_home_with_a_list_is_not_joined_before_it_is_shut(cast: Cast) -> None:
    names = ("湖北省黄冈市王家村党支部", "中共黄冈市王家村支部委员会")
    kept, other = open_outside(by=cast.he, names=names, day=DAY).values()
    reach_outside(by=cast.tang, organisation=other, reached_by=ReachedBy.FAR_LIST)

    with pytest.raises(Refused, match="正开着名单"):
        join_outside(by=cast.he, kept_id=kept.id, other_id=other.id, day=DAY)

    reach_outside(by=cast.tang, organisation=other, reached_by=ReachedBy.NOTHING)
    assert join_outside(by=cast.he, kept_id=kept.id, other_id=other.id, day=DAY) == kept


def closed(by_cast: Cast, organisation: Organisation) -> date | None:
    return close_organisation(by=by_cast.he, id=organisation.id, at=MORNING, day=DAY).closed_on


@pytest.fixture
def grid(cast: Cast) -> Organisation:
    """Make a grid under 环保 where nobody works and nobody lives."""
    community = place("420103001001")
    return open_organisation(
        by=cast.he, parent=community, kind=Kind.GRID, name="第三网格", code="G3", day=DAY
    )


def test_organisation_that_nothing_needs_is_closed(cast: Cast, grid: Organisation) -> None:
    assert closed(cast, grid) == DAY
    assert not Organisation.objects.standing_on(DAY).filter(id=grid.id).exists()


def test_organisation_is_closed_once(cast: Cast, grid: Organisation) -> None:
    closed(cast, grid)

    again = close_organisation(by=cast.he, id=grid.id, at=MORNING, day=TOMORROW)

    assert again.closed_on == DAY
    assert acts_at("420103001", "access.close_organisation") == 1


def test_organisation_of_another_district_is_not_there(cast: Cast) -> None:
    with pytest.raises(OutOfReach):
        closed(cast, place("420104001001"))


def test_organisation_with_one_below_stays(cast: Cast, grid: Organisation) -> None:
    open_organisation(by=cast.he, parent=grid, kind=Kind.BUILDING, name="3 栋", day=DAY)

    with pytest.raises(Refused, match="下面还有组织"):
        closed(cast, grid)


def test_organisation_where_somebody_is_appointed_stays(cast: Cast, grid: Organisation) -> None:
    sun = Account.objects.get(username="sun")
    appoint(by=cast.he, account=sun, role=RoleName.GRID_WORKER, organisation=grid, day=DAY)

    with pytest.raises(Refused, match="还有人在这里任职"):
        closed(cast, grid)


def test_organisation_to_which_somebody_is_invited_stays(cast: Cast, grid: Organisation) -> None:
    invite(
        by=cast.he,
        id=new_id(),
        name="陈静",
        role=RoleName.GRID_WORKER,
        organisation=grid,
        at=MORNING,
    )

    with pytest.raises(Refused, match="还有没接受的邀请"):
        closed(cast, grid)


def test_organisation_with_a_desk_stays(cast: Cast, grid: Organisation) -> None:
    desk = Desk("第三网格服务站", "一楼", "每天", "027-1")
    station = open_station(by=cast.he, id=new_id(), organisation=grid, desk=desk, day=DAY)

    with pytest.raises(Refused, match="还开着报到服务站"):
        closed(cast, grid)

    close_station(by=cast.he, id=station.id, day=DAY)
    assert closed(cast, grid) == DAY


def test_organisation_with_people_stays_though_the_actor_sees_none_of_them(
    cast: Cast, grid: Organisation
) -> None:
    make_person("何志斌", **at(patch="G3"))

    with pytest.raises(Refused, match="还有党员的记录写着这里"):
        close_organisation(by=cast.qian, id=grid.id, at=MORNING, day=DAY)


def test_look_for_people_before_closing_is_on_record(cast: Cast, grid: Organisation) -> None:
    closed(cast, grid)

    assert acts_at("420103001001", "access.crossing.reorganise") == 1


def test_street_clerk_closes_no_community(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        closed(cast, place("420103001002"))


def test_closed_organisation_takes_nobody(cast: Cast, grid: Organisation) -> None:
    closed(cast, grid)

    with pytest.raises(Refused, match="已经撤销"):
        appoint(
            by=cast.he,
            account=Account.objects.get(username="sun"),
            role=RoleName.GRID_WORKER,
            organisation=grid,
            day=DAY,
        )
