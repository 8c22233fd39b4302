"""Somebody records a contact while another is taken back: one after the other, whoever is first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from threading import Barrier

from django.db import connection

from huiliu.contact.actions import Told, record_contact, void_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.insight.queries import tallies_agree
from huiliu.stays import tallies
from huiliu.stays.choices import Side
from huiliu.stays.models import Link, Stay, Window
from tests.cast import DAY, whole_cast
from tests.factories import at, make_person, make_stay, make_window

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
TIMES = 40


def together(*acts: Callable[[], object]) -> None:
    """Do all of it at one moment, each on a connection of its own."""
    ready = Barrier(len(acts))

    def done(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(done, acts))


def test_one_window_is_known_and_the_figures_are_right(own_database: None) -> None:
    cast = whole_cast()
    person = make_person("何志斌", **at(host="420103001001"))
    make_window(
        make_stay(person),
        opens_on=date(2026, 11, 1),
        aim_on=date(2026, 11, 11),
        limit_on=date(2026, 11, 22),
    )
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person=person, side=Side.HOST)
        tallies.add(tallies.cells_among(stays=Stay.objects.all(), windows=Window.objects.all()))
    told = Told(channel=ContactChannel.TELEPHONE, outcome=Outcome.REACHED, happened_on=DAY)

    def record() -> object:
        return record_contact(
            by=cast.luo, id=new_id(), link_id=link.id, told=told, at=MORNING, day=DAY
        )

    for _time in range(TIMES):
        earlier = record()
        together(
            record,
            partial(
                void_contact, by=cast.luo, id=earlier.id, because="记错了", at=MORNING, day=DAY
            ),
        )

    with scope.entered(Reach.everywhere()):
        assert Window.objects.filter(link=link, known_to=None).count() == 1
        assert tallies_agree()
