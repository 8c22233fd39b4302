"""Somebody records a contact while another act changes what it is about: whoever is first.

The other act takes a contact back, joins two files, or erases one.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from threading import Barrier

from django.db import connection

from huiliu.access.actions import open_own_account
from huiliu.access.queries import acting_as_self, acting_as_sign_in
from huiliu.contact.actions import Told, record_contact, void_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.insight.queries import tallies_agree
from huiliu.people.actions import agree_match, erase_file
from huiliu.people.models import Person
from huiliu.stays import tallies
from huiliu.stays.choices import Side
from huiliu.stays.models import Link, Stay, Window
from tests.cast import DAY, whole_cast
from tests.factories import at, make_person, make_stay, make_window
from tests.web.stays.test_web_matches import seen_from_both

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
TIMES, FEWER = 40, 15


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


def tally_of(person: Person) -> None:
    """Count somebody, whose rows were made without an action."""
    stays, windows = Stay.objects.filter(person=person), Window.objects.filter(person=person)
    tallies.add(tallies.cells_among(stays=stays, windows=windows))


def counted_from(person: Person, *, side: Side = Side.HOST) -> Link:
    """Open the first window of a link, and return the link."""
    make_window(
        Stay.objects.get(person=person),
        opens_on=date(2026, 11, 1),
        aim_on=date(2026, 11, 11),
        limit_on=date(2026, 11, 22),
        side=side,
    )
    return Link.objects.get(person=person, side=side)


def recorded(by: Acting, link: Link) -> Attempt | None:
    """Record a contact; whoever comes after the other act may find nothing there any more."""
    told = Told(channel=ContactChannel.TELEPHONE, outcome=Outcome.REACHED, happened_on=DAY)
    try:
        return record_contact(by=by, id=new_id(), link_id=link.id, told=told, at=MORNING, day=DAY)
    except OutOfReach:
        return None


def test_one_window_is_known_and_the_figures_are_right(own_database: None) -> None:
    cast = whole_cast()
    person = make_person("何志斌", **at(host="420103001001"))
    make_stay(person)
    with scope.entered(Reach.everywhere()):
        link = counted_from(person)
        tally_of(person)

    for _time in range(TIMES):
        earlier = recorded(cast.luo, link)
        assert earlier is not None
        together(
            partial(recorded, cast.luo, link),
            partial(
                void_contact, by=cast.luo, id=earlier.id, because="记错了", at=MORNING, day=DAY
            ),
        )

    with scope.entered(Reach.everywhere()):
        assert Window.objects.filter(link=link, known_to=None).count() == 1
        assert tallies_agree()


def test_contacts_of_the_moment_of_joining_are_in_the_file_of_both(own_database: None) -> None:
    cast = whole_cast()
    for _time in range(FEWER):
        match = seen_from_both("何志斌")
        with scope.entered(Reach.everywhere()):
            here = counted_from(match.host_person)
            there = counted_from(match.home_person, side=Side.HOME)
        agree_match(by=cast.zhou, id=match.id, at=MORNING, day=DAY)
        together(
            partial(recorded, cast.luo, here),
            partial(agree_match, by=cast.luo, id=match.id, at=MORNING, day=DAY),
            partial(recorded, cast.zhou, there),
        )

        with scope.entered(Reach.everywhere()):
            files = [match.host_person_id, match.home_person_id]
            contacts = Attempt.objects.filter(person__in=files)
            assert contacts.filter(link=here).count() == 1
            places = {(one.home_path, one.host_path) for one in contacts}
            assert places == {(match.home_path, match.host_path)}
            known = Window.objects.filter(stay__person__in=files, known_to=None)
            sides = sorted(known.values_list("side", flat=True))
            assert sides == [Side.HOME, Side.HOST, Side.SELF]
            assert set(known.values_list("stay__person", flat=True)) == {match.host_person_id}


def test_nothing_is_left_of_somebody_who_leaves_at_the_moment_of_a_contact(
    own_database: None,
) -> None:
    cast = whole_cast()
    for _time in range(FEWER):
        person = make_person("何志斌", **at(host="420103001001"))
        make_stay(person)
        with scope.entered(Reach.everywhere()):
            link = counted_from(person)
            tally_of(person)
        account = open_own_account(by=acting_as_sign_in(), name="何志斌", persons=[person.id])
        together(
            partial(recorded, cast.luo, link),
            partial(
                erase_file, by=acting_as_self(account=account), persons=[person.id], at=MORNING
            ),
        )

    with scope.entered(Reach.everywhere()):
        assert tallies_agree()
        left = [model.objects.count() for model in (Person, Stay, Link, Window, Attempt)]
        assert left == [0, 0, 0, 0, 0]
