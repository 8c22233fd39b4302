"""The street's page: every figure opens exactly the list that it counts."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.reach import Reach
from huiliu.insight.figures import FIGURES
from huiliu.needs.choices import NeedKind, NeedState
from huiliu.needs.models import Need
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.stays.choices import Act, StayState
from huiliu.stays.models import Stay
from tests.cast import Cast
from tests.factories import at, make_person, make_stay, make_window

SignIn = Callable[[str], Client]
HERE, NEXT, STREET, ELSEWHERE = "420103001001", "420103001002", "420103001", "420104001001"


def settled(
    name: str,
    *,
    code: str = HERE,
    state: StayState = StayState.REGISTERED_IN,
    late: int = 1,
) -> Person:
    """Make somebody with a stay in a state, whose limit was `late` days ago."""
    person = make_person(name, **at(host=code))
    limit = today() - timedelta(days=late)
    stay = make_stay(person, opened_on=limit - timedelta(days=45))
    make_window(
        stay, opens_on=limit - timedelta(days=25), aim_on=limit - timedelta(days=15), limit_on=limit
    )
    with scope.entered(Reach.everywhere()):
        Stay.objects.filter(id=stay.id).update(state=state)
    return person


def waiting_here(name: str) -> Person:
    """Make somebody without a host whom the street has to place."""
    person = make_person(name, **at(queue=STREET))
    stay = make_stay(person)
    with scope.entered(Reach.everywhere()):
        Stay.objects.filter(id=stay.id).update(
            waits_for=Act.DISPATCH, waits_until=today() + timedelta(days=3)
        )
    return person


def needing(person: Person, state: NeedState) -> None:
    need = Need(
        person=person,
        kind=NeedKind.WORK,
        state=state,
        raised_on=today(),
        raised_by="罗社区",
        **person.addresses(),
    )
    with scope.entered(Reach.everywhere()):
        need.save(force_insert=True)


STAY_STATES = (
    StayState.REGISTERED_OUT,
    StayState.REGISTERED_IN,
    StayState.ACTIVE,
    StayState.CONTACT_LOST_REVIEW,
)
"""One of each figure."""


def fill_street() -> None:
    """Put somebody into every figure, here, next door, at the street itself and elsewhere."""
    ahead = {"overdue": 1, "due": -5, "open": -20, "resting": -40}
    for number, code in enumerate([HERE, NEXT, HERE, STREET, ELSEWHERE]):
        for late in ahead.values():
            state = STAY_STATES[number % 4]
            person = settled("何志斌", code=code, state=state, late=late)
            needing(person, [*NeedState][(number + late) % 4])
    waiting_here("马春兰")


def figures_in(page: str) -> Iterable[tuple[str, int]]:
    """Return every link to a list with the number it shows."""
    link = re.compile(rf'<a href="({reverse("street_list")}[^"]*)">(?:<[^>]*>)?(\d+)')
    return [(unescape(url), int(count)) for url, count in link.findall(page)]


def lines_of(client: Client, url: str) -> list[str]:
    """Return the addresses of the people on all pages of a list, in order."""
    lines = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        lines += [row["url"] for row in answer.context["rows"]]
        url = answer.context["next_url"]
    return lines


@pytest.mark.parametrize("username", ["he", "luo"])
def test_every_figure_opens_a_list_with_exactly_that_many_lines(
    cast: Cast, sign_in: SignIn, username: str
) -> None:
    fill_street()
    client = sign_in(username)

    page = client.get(reverse("street"))

    figures = figures_in(page.content.decode())
    bars = {bar["url"]: bar["count"] for bar in page.context["bars"]}
    assert {url: len(lines_of(client, url)) for url in bars} == bars
    assert {url: len(lines_of(client, url)) for url, _ in figures} == dict(figures)
    rows = {"he": 3, "luo": 1}[username]
    assert len(figures) == 12 * (rows + 1) + 4
    assert len(bars) == rows
    assert min(count for _, count in figures[:4]) > 0


def test_lists_show_who_is_counted_and_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    matched = settled("何志斌", state=StayState.ACTIVE)
    settled("马春兰", state=StayState.REGISTERED_IN)
    settled("方远", code=ELSEWHERE, state=StayState.ACTIVE)

    page = sign_in("he").get(f"{reverse('street_list')}?show=stays.active")

    assert [row["name"] for row in page.context["rows"]] == ["何志斌"]
    assert page.context["rows"][0]["url"] == reverse("person", args=[matched.id])
    assert "共 1 人" in page.content.decode()


def test_people_without_a_community_have_a_row_of_their_own(cast: Cast, sign_in: SignIn) -> None:
    waiting_here("马春兰")
    client = sign_in("he")

    page = client.get(reverse("street"))

    rows = [row["label"] for row in page.context["tables"][0]["rows"]]
    assert rows == ["环保社区居委会", "建设社区居委会", "还没有分到社区"]
    cell = page.context["tables"][0]["rows"][-1]["cells"][1]
    assert cell["count"] == 1
    assert "等北湖街街道：分派到街道社区" in client.get(cell["url"]).content.decode()


def test_communities_without_anybody_are_shown_with_nothing(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").get(reverse("street"))

    counts = [cell["count"] for row in page.context["tables"][0]["rows"] for cell in row["cells"]]
    assert counts == [0] * 8


@pytest.mark.parametrize("count", [1, 3])
def test_street_asks_the_same_queries_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        needing(settled("何志斌", code=[HERE, NEXT, STREET][number]), NeedState.OPEN)
    client = sign_in("he")

    with django_assert_num_queries(12):
        client.get(reverse("street"))


@pytest.mark.parametrize("show", ["stays.registered_in", "links.overdue", "needs.open"])
@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_queries_for_one_and_for_three(
    cast: Cast,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    show: str,
    count: int,
) -> None:
    for _ in range(count):
        needing(settled("何志斌"), NeedState.OPEN)
    client = sign_in("he")

    with django_assert_num_queries(11):
        page = client.get(f"{reverse('street_list')}?show={show}")

    assert len(page.context["rows"]) == count


def test_long_list_is_paged_both_ways_without_losing_a_line(cast: Cast, sign_in: SignIn) -> None:
    people = [settled("何志斌") for _ in range(51)]
    client = sign_in("he")

    first = client.get(f"{reverse('street_list')}?show=links.overdue")
    second = client.get(first.context["next_url"])
    back = client.get(second.context["previous_url"])

    shown = [row["person_id"] for page in (first, second) for row in page.context["rows"]]
    assert shown == [person.id for person in people]
    assert len(second.context["rows"]) == 1
    assert back.context["rows"] == first.context["rows"]
    assert (first.context["previous_url"], second.context["next_url"]) == ("", "")
    assert back.context["previous_url"] == ""


def test_list_leaves_one_entry_with_the_people_it_showed(cast: Cast, sign_in: SignIn) -> None:
    shown = settled("何志斌")
    settled("马春兰", late=-40)

    sign_in("he").get(f"{reverse('street_list')}?show=links.overdue")

    with scope.entered(Reach(trail=cast.he.range)):
        entries = [(entry.name, entry.page, entry.persons) for entry in Reading.objects.all()]
    assert entries == [("何干事", "street_list", [shown.id])]


def test_community_worker_sees_the_own_community_alone(cast: Cast, sign_in: SignIn) -> None:
    settled("何志斌")
    settled("马春兰", code=NEXT)

    page = sign_in("luo").get(f"{reverse('street_list')}?show=links.overdue")

    assert [row["name"] for row in page.context["rows"]] == ["何志斌"]


def test_place_out_of_reach_is_not_there(cast: Cast, sign_in: SignIn) -> None:
    elsewhere = Organisation.objects.get(code=ELSEWHERE).id
    address = f"{reverse('street_list')}?show=links.overdue"

    answers = [
        sign_in("he").get(f"{address}&at={asked}").status_code for asked in (elsewhere, "nothing")
    ]

    assert answers == [404, 404]


def test_figure_that_does_not_exist_is_not_there(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("he").get(f"{reverse('street_list')}?show=everybody").status_code == 404


@pytest.mark.parametrize("username", ["tang", "qian", "zhou"])
@pytest.mark.parametrize("name", ["street", "street_list"])
def test_roles_above_and_beside_the_street_are_refused(
    cast: Cast, sign_in: SignIn, username: str, name: str
) -> None:
    assert sign_in(username).get(reverse(name)).status_code == 403


def test_every_figure_has_words(cast: Cast) -> None:
    assert [name for name, figure in FIGURES.items() if not figure.label] == []
