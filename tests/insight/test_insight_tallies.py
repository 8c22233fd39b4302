"""Tallies are what a count of all rows gives, whatever was done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huiliu.contact.actions import Told, record_contact, void_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.models import Attempt
from huiliu.contact.queries import duties
from huiliu.core.acting import Acting
from huiliu.core.ids import new_id
from huiliu.core.paths import STEP, Range
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from huiliu.insight.figures import Panel
from huiliu.insight.queries import (
    STREET_WIDTH,
    links_within,
    organisation_within,
    street_counts,
    tallies_agree,
    tally_counts,
)
from huiliu.needs.actions import confirm_need, not_yet, raise_need, solve_need, take_need
from huiliu.needs.choices import NeedKind, NeedState
from huiliu.needs.models import Need
from huiliu.organisations.models import Organisation
from huiliu.people.actions import join_files
from huiliu.people.models import Person
from huiliu.stays.actions import open_stays, remove_stays
from huiliu.stays.choices import Because, Side, StayState
from huiliu.stays.models import Link, Rule, Stay, StayTally, Window, WindowTally
from tests.cast import DAY, Cast
from tests.factories import at, make_person, make_stay

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
CODES = ("420103001001", "420103001002", "420104001001", "420103001")

pytestmark = pytest.mark.usefixtures("everything")


def opened(*, by: Acting, code: str, state: StayState = StayState.REGISTERED_IN, late: int) -> Stay:
    """Open a stay through the action, with a host window whose limit was `late` days ago."""
    place = at(host=code)
    person = make_person("何志斌", **place)
    stay = Stay(person=person, state=state, opened_on=DAY, **place)
    links = [
        Link(stay=stay, person=person, side=side, connected=side != Side.HOME, **place)
        for side in Side
    ]
    limit = DAY - timedelta(days=late)
    window = Window(
        link=links[1],
        stay=stay,
        person=person,
        side=Side.HOST,
        opens_on=limit - timedelta(days=25),
        aim_on=limit - timedelta(days=15),
        limit_on=limit,
        because=Because.REGISTERED,
        since=DAY,
        rule=Rule.objects.get(side=Side.HOST),
        known_from=MORNING,
        **place,
    )
    wide = by.reaching(Reach.everywhere())
    open_stays(by=wide, stays=[stay], links=links, windows=[window])
    return stay


@pytest.fixture
def worker(cast: Cast) -> Acting:
    """Somebody who may do everything that changes a tally, everywhere."""
    permissions = cast.he.permissions | {Permission.CONFIRM_NEED}
    return replace(cast.he.reaching(Reach.everywhere()), permissions=permissions)


class Street:
    """What can happen in a street, each act by a number that chooses whom it happens to."""

    def __init__(self, by: Acting) -> None:
        self.by = by

    def arrive(self, pick: int) -> None:
        states = [StayState.REGISTERED_IN, StayState.REGISTERED_OUT, StayState.ACTIVE]
        code, state = CODES[pick % len(CODES)], states[pick % len(states)]
        opened(by=self.by, code=code, state=state, late=pick - 20)

    def contact(self, pick: int) -> None:
        calling = Link.objects.filter(stay__closed_on=None, connected=True, side=Side.HOST)
        link = self._one(calling.exclude(host_path=None).order_by("id"), pick)
        if link:
            outcome = Outcome.REACHED if pick % 3 else Outcome.NOT_REACHED
            day = DAY - timedelta(days=pick % 5)
            told = Told(channel=ContactChannel.VISIT, outcome=outcome, happened_on=day)
            record_contact(by=self.by, id=new_id(), link_id=link.id, told=told, at=MORNING, day=DAY)

    def join(self, pick: int) -> None:
        """Agree that somebody who is known at a host is who left a home."""
        leading = self._one(_persons(host_path__isnull=False), pick)
        following = self._one(_persons(host_path=None), pick)
        if leading and following:
            join_files(by=self.by, leading=leading, following=following, at=MORNING, day=DAY)

    def depart(self, pick: int) -> None:
        place = at(home="B1", queue="420103") if pick % 2 else at(home="outside", queue="420104")
        state = StayState.REGISTERED_OUT
        stay = Stay(person=make_person("何志斌", **place), state=state, opened_on=DAY, **place)
        links = [
            Link(stay=stay, person=stay.person, side=side, connected=True, **place) for side in Side
        ]
        open_stays(by=self.by, stays=[stay], links=links, windows=[])

    def take_back(self, pick: int) -> None:
        attempt = self._one(Attempt.objects.order_by("id"), pick)
        if attempt:
            void_contact(by=self.by, id=attempt.id, because="记错了", at=MORNING, day=DAY)

    def leave(self, pick: int) -> None:
        person = self._one(_persons(stays__attempts=None), pick)
        if person:
            remove_stays(by=self.by, persons=[person.id])

    def need(self, pick: int) -> None:
        stay = self._one(Stay.objects.order_by("id"), pick)
        if stay:
            raise_need(
                by=self.by,
                id=new_id(),
                person_id=stay.person_id,
                kind=NeedKind.WORK,
                words="",
                at=MORNING,
                day=DAY,
            )

    def move(self, pick: int) -> None:
        need = self._one(Need.objects.exclude(state=NeedState.CONFIRMED).order_by("id"), pick)
        if need is None:
            return
        said = {"by": self.by, "id": new_id(), "need_id": need.id, "at": MORNING}
        if need.state == NeedState.OPEN:
            take_need(**said)
        elif need.state == NeedState.TAKEN:
            solve_need(**said, words="办好了")
        elif pick % 2:
            confirm_need(**said)
        else:
            not_yet(**said, words="还差一点")

    def _one(self, rows: QuerySet[Any], pick: int) -> Any:
        found = list(rows)
        return found[pick % len(found)] if found else None


def _persons(**wanted: object) -> QuerySet[Person]:
    """Return persons of one file each who have an open stay."""
    alone = Person.objects.filter(
        same_as=None, stays__closed_on=None, stays__isnull=False, **wanted
    )
    joined = Person.objects.exclude(same_as=None).values("same_as")
    return alone.exclude(id__in=joined).distinct().order_by("id")


ACTS = ("arrive", "depart", "join", "contact", "take_back", "leave", "need", "move")


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40)), min_size=8, max_size=24))
def test_tallies_agree_after_any_acts(worker: Acting, acts: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        street = Street(worker)
        for name, pick in acts:
            getattr(street, name)(pick)
            assert tallies_agree(), name
        transaction.set_rollback(True)


def test_row_that_no_action_wrote_makes_them_disagree(cast: Cast) -> None:
    opened(by=cast.he, code="420103001001", late=1)
    before = tallies_agree()

    make_stay(make_person("马春兰", **at(host="420103001001")))

    assert (before, tallies_agree()) == (True, False)


def test_window_that_no_action_wrote_makes_them_disagree(cast: Cast) -> None:
    stay = opened(by=cast.he, code="420103001001", late=1)
    Window.objects.filter(stay=stay).update(known_to=MORNING)

    assert not tallies_agree()


def test_need_that_no_action_moved_makes_them_disagree(worker: Acting) -> None:
    stay = opened(by=worker, code="420103001001", late=1)
    street = Street(worker)
    street.need(0)
    before = tallies_agree()

    Need.objects.filter(person=stay.person_id).update(state=NeedState.TAKEN)

    assert (before, tallies_agree()) == (True, False)


def test_tally_says_state_and_place_and_nothing_of_anybody(cast: Cast) -> None:
    for late in (1, 1, 2):
        opened(by=cast.he, code="420103001001", late=late)

    path = at(host="420103001001")["host_path"]
    days = [(row.limit_on, row.n) for row in WindowTally.objects.order_by("limit_on")]
    assert list(StayTally.objects.values_list("path", "state", "n")) == [(path, "registered_in", 3)]
    assert days == [(DAY - timedelta(days=2), 1), (DAY - timedelta(days=1), 2)]


def test_stay_without_a_host_counts_where_it_is_to_be_decided(cast: Cast) -> None:
    place = at(queue="420103", home="outside")
    stay = Stay(
        person=make_person("方远", **place),
        state=StayState.REGISTERED_OUT,
        opened_on=DAY,
        **place,
    )

    open_stays(by=cast.qian.reaching(Reach.everywhere()), stays=[stay], links=[], windows=[])

    assert [row.path for row in StayTally.objects.all()] == [place["queue_path"]]
    assert tallies_agree()


@pytest.mark.parametrize("ahead", [0, 20, 60])
def test_tallies_of_a_street_are_what_its_own_page_counts(cast: Cast, ahead: int) -> None:
    for late, code in enumerate([*CODES, *CODES, *CODES]):
        opened(by=cast.he, code=code, late=10 * late - 60)
    held, day = cast.he.range, DAY + timedelta(days=ahead)

    seen = street_counts(held=held, day=day)
    tallied = tally_counts(held=held, day=day, width=len(held.lo) + STEP)

    assert {panel: tallied[panel] for panel in seen} == seen
    assert sum(seen[Panel.LINKS].values()) == 9


def test_district_counts_by_street_and_keeps_what_has_none_apart(cast: Cast) -> None:
    opened(by=cast.he, code="420103001001", late=1)
    opened(by=cast.he, code="420103001002", late=1)
    opened(by=cast.he, code="420103", late=1)

    counts = tally_counts(held=cast.tang.range, day=DAY, width=STREET_WIDTH)

    street, district = at(host="420103001")["host_path"], at(host="420103")["host_path"]
    assert dict(counts[Panel.STAYS]) == {
        (street, "registered_in"): 2,
        (district, "registered_in"): 1,
    }


def test_links_of_the_street_are_the_duties_of_the_due_list(cast: Cast) -> None:
    opened(by=cast.he, code="420103001001", late=1)
    opened(by=cast.he, code="420104001001", late=1)

    assert set(links_within(cast.he.range)) == set(duties(by=cast.he))


@pytest.mark.parametrize(("asked", "beside"), [("420103", "420104"), ("420104", "420103")])
def test_organisation_of_a_district_beside_has_no_table(
    cast: Cast, asked: str, beside: str
) -> None:
    own, other = (Organisation.objects.get(code=code) for code in (asked, beside))
    held = Range.below(own.path)

    assert organisation_within(held=held, id=own.id) == own
    assert organisation_within(held=held, id=other.id) is None


@pytest.mark.parametrize("district", ["420103", "420104"])
def test_figures_of_a_district_hold_nothing_of_the_one_beside(cast: Cast, district: str) -> None:
    for code in ("420103001001", "420104001001"):
        opened(by=cast.he, code=code, late=1)
    held = Range.below(Organisation.objects.get(code=district).path)

    counts = tally_counts(held=held, day=DAY, width=STREET_WIDTH)

    assert [sum(counts[panel].values()) for panel in (Panel.STAYS, Panel.LINKS)] == [1, 1]
