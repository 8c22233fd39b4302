"""The rules an installation starts with, and links whose window cannot turn."""

from datetime import UTC, datetime, timedelta

import pytest

from huiliu.access.queries import acting_as_set_up
from huiliu.core import scope
from huiliu.core.errors import Refused
from huiliu.core.reach import Reach
from huiliu.stays.actions import set_first_rules, turn_window
from huiliu.stays.choices import Because, Side
from huiliu.stays.models import Clock, Link, Rule, Window
from tests.cast import DAY, Cast
from tests.factories import at, make_person, make_stay

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_rules_that_are_in_force_stay(cast: Cast) -> None:
    """The cast's city has rules; setting it up once more brings no others."""
    before = set(Rule.objects.values_list("id", "begins_on"))

    set_first_rules(by=acting_as_set_up(), day=DAY + timedelta(days=30))

    assert set(Rule.objects.values_list("id", "begins_on")) == before


def test_first_rules_are_those_of_the_tables(cast: Cast) -> None:
    Rule.objects.all().delete()
    Clock.objects.all().delete()

    set_first_rules(by=acting_as_set_up(), day=DAY)

    assert set(Rule.objects.values_list("side", flat=True)) >= {"home", "host", "self"}
    assert set(Clock.objects.values_list("begins_on", flat=True)) == {DAY}


def test_link_that_is_not_connected_has_no_window_to_turn(cast: Cast) -> None:
    person = make_person("谢家乐", **at(host="420103001001"))
    make_stay(person, connected=[Side.SELF])
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person=person, side=Side.HOST)

    with pytest.raises(Refused, match="这一边还没有接上"):
        turn_window(by=cast.luo, link=link, since=DAY, because=Because.CONTACT, at=MORNING, day=DAY)

    with scope.entered(Reach.everywhere()):
        assert not Window.objects.exists()
