"""The clock of a link: windows after a contact, first windows, and the state on a day."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huiliu.core.ids import new_id
from huiliu.stays.choices import Side, WindowState
from huiliu.stays.models import Rule, Window
from huiliu.stays.queries import RuleBook
from huiliu.stays.rules import (
    Opening,
    Rhythm,
    Span,
    Standing,
    first_opening,
    opening_after,
    state_on,
)
from tests.cast import DAY, Cast
from tests.factories import at, make_person, make_stay, make_window

MONTHLY = Rhythm(aim=Span(days=30), limit=Span(days=45), opens_before=10)
HALF_YEARLY = Rhythm(aim=Span(months=6), limit=Span(months=12), opens_before=10)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


def test_window_after_a_contact_opens_before_its_aim() -> None:
    assert opening_after(since=date(2026, 11, 23), rhythm=MONTHLY) == Opening(
        opens_on=date(2026, 12, 13), aim_on=date(2026, 12, 23), limit_on=date(2027, 1, 7)
    )


@pytest.mark.parametrize(
    ("since", "aim", "limit"),
    [
        (date(2026, 8, 31), date(2027, 2, 28), date(2027, 8, 31)),
        (date(2027, 8, 31), date(2028, 2, 29), date(2028, 8, 31)),
        (date(2028, 2, 29), date(2028, 8, 29), date(2029, 2, 28)),
    ],
)
def test_six_months_are_counted_by_the_calendar(since: date, aim: date, limit: date) -> None:
    window = opening_after(since=since, rhythm=HALF_YEARLY)

    assert (window.aim_on, window.limit_on) == (aim, limit)


@given(DAYS, st.uuids())
def test_first_window_lies_between_the_day_and_its_limit(day: date, link: UUID) -> None:
    window = first_opening(link=link, day=day, rhythm=MONTHLY)

    assert day <= window.opens_on <= window.aim_on <= window.limit_on == day + timedelta(45)
    assert day < window.aim_on


def test_first_windows_of_many_are_spread_over_the_days() -> None:
    aims = [first_opening(link=new_id(), day=DAY, rhythm=MONTHLY).aim_on for _ in range(4500)]

    each_day = [aims.count(DAY + timedelta(days)) for days in range(1, 46)]
    assert sum(each_day) == 4500
    assert min(each_day) > 50
    assert max(each_day) < 200


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 12, 12), WindowState.RESTING),
        (date(2026, 12, 13), WindowState.OPEN),
        (date(2026, 12, 22), WindowState.OPEN),
        (date(2026, 12, 23), WindowState.DUE),
        (date(2027, 1, 7), WindowState.DUE),
        (date(2027, 1, 8), WindowState.OVERDUE),
    ],
)
def test_state_turns_on_the_days_of_the_window(day: date, state: WindowState) -> None:
    window = opening_after(since=date(2026, 11, 23), rhythm=MONTHLY)

    assert state_on(window, day) == state


@pytest.fixture
def window(cast: Cast, everything: None) -> Window:
    stay = make_stay(make_person("何志斌", **at(host="420103001001")))
    return make_window(stay, opens_on=DAY, aim_on=DAY, limit_on=DAY)


@given(
    days=st.tuples(DAYS, DAYS, DAYS).map(sorted),
    offset=st.integers(min_value=-2, max_value=2),
    which=st.integers(min_value=0, max_value=2),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_and_python_say_the_same_state(
    window: Window, days: list[date], offset: int, which: int
) -> None:
    opens, aim, limit = days
    day = days[which] + timedelta(days=offset)
    rows = Window.objects.filter(id=window.id)
    rows.update(opens_on=opens, aim_on=aim, limit_on=limit)

    found = rows.with_state(day).get().state

    assert found == state_on(Opening(opens_on=opens, aim_on=aim, limit_on=limit), day)
    assert list(rows.in_states(day, [found])) == [window]
    assert rows.count_by_state(day) == {found: 1}


def test_smaller_area_and_newer_rule_win() -> None:
    city = Standing(area_path=None, begins_on=date(2020, 1, 1), ends_on=None)
    newer = Standing(area_path=None, begins_on=date(2026, 1, 1), ends_on=None)
    street = Standing(area_path="0001/0002/", begins_on=date(2020, 1, 1), ends_on=None)

    assert sorted([street, city, newer], key=lambda one: one.rank) == [city, newer, street]


def test_rule_holds_in_its_area_and_its_time() -> None:
    rule = Standing(area_path="0001/", begins_on=DAY, ends_on=DAY + timedelta(days=1))

    assert rule.fits(path="0001/0002/", day=DAY)
    assert not rule.fits(path="0002/", day=DAY)
    assert not rule.fits(path=None, day=DAY)
    assert not rule.fits(path="0001/", day=DAY - timedelta(days=1))
    assert not rule.fits(path="0001/", day=DAY + timedelta(days=1))


def test_rule_of_the_area_is_found_before_the_citys(cast: Cast) -> None:
    city = Rule.objects.get(side=Side.HOST)
    street = Rule.objects.create(
        side=Side.HOST,
        area_path=cast.he.organisation_path,
        aim_days=14,
        limit_days=21,
        opens_days_before=5,
        sentence="本街道两周联系一次",
        begins_on=DAY,
    )

    book = RuleBook.on(DAY)

    assert book.rule_for(side=Side.HOST, path=cast.luo.organisation_path) == street
    assert book.rule_for(side=Side.HOST, path=cast.sun.organisation_path) == city


def test_side_without_any_rule_is_a_fault_of_the_installation(cast: Cast) -> None:
    with pytest.raises(LookupError, match="no rule for nobody"):
        RuleBook.on(DAY).rule_for(side="nobody", path=None)
