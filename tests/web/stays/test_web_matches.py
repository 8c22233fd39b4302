"""Two registrations that may be one person: what each side reads and says."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.core import scope
from huiliu.core.reach import Reach
from huiliu.organisations.choices import Kind, ReachedBy
from huiliu.organisations.models import Organisation
from huiliu.people.choices import MatchState
from huiliu.people.models import Match, Person
from huiliu.stays.choices import Side
from tests.cast import DAY, Cast
from tests.factories import at, make_person, make_stay

SignIn = Callable[[str], Client]
HERE = "420103001001"


def outside_home() -> Organisation:
    """Make a home in another province that has no account."""
    parent = Organisation.objects.get(code="4201")
    return Organisation.objects.create(
        name="湖北省黄冈市王家村",
        kind=Kind.OUTSIDE,
        code="W1",
        parent=parent,
        path=f"{parent.path}ZZZZ/",
        reached_by=ReachedBy.NOTHING,
        opened_on=DAY,
    )


def seen_from_both(name: str, *, home: str = "B1", queue: str | None = None) -> Match:
    """Make somebody whom the community 环保 and a home have both registered."""
    host = make_person(name, sealed={"mobile": "13800138000"}, **at(host=HERE, patch=HERE))
    make_stay(host, connected=[Side.HOST, Side.SELF])
    away = make_person(name, sealed={"mobile": "13900139000"}, **at(home=home, queue=queue or HERE))
    make_stay(away)
    match = Match(
        home_person=away,
        host_person=host,
        reasons=["name", "telephone"],
        state=MatchState.PROPOSED,
        proposed_on=DAY,
        **{**host.addresses(), **at(home=home), **(at(queue=queue) if queue else {})},
    )
    with scope.entered(Reach.everywhere()):
        match.save(force_insert=True)
    return match


def state_of(match: Match) -> str:
    with scope.entered(Reach.everywhere()):
        return Match.objects.get(id=match.id).state


def test_host_reads_which_fields_agree_and_nothing_of_the_other_side(
    cast: Cast, sign_in: SignIn
) -> None:
    seen_from_both("何志斌")

    page = sign_in("luo").get(reverse("matches"))

    [row] = page.context["asked"]
    assert (row["name"], row["place"]) == ("何志斌", "环保社区居委会")
    assert (row["other"], row["agreeing"]) == ("荣华社区第一党支部", "姓名、电话相同")
    assert "13900139000" not in page.content.decode()


def test_two_sides_agree_one_after_the_other(cast: Cast, sign_in: SignIn) -> None:
    match = seen_from_both("何志斌")
    url = reverse("agree_match", args=[match.id])

    first = sign_in("luo").post(url, follow=True)
    second = sign_in("zhou").post(url, follow=True)

    assert "等另一边也确认" in first.content.decode()
    assert [row["name"] for row in first.context["waiting"]] == ["何志斌"]
    assert "合成一份档案" in second.content.decode()
    assert state_of(match) == MatchState.AGREED


def test_district_agrees_for_a_home_that_cannot_be_reached(cast: Cast, sign_in: SignIn) -> None:
    home = outside_home()
    match = seen_from_both("何志斌", home=str(home.code), queue="420103")
    client = sign_in("tang")

    [row] = client.get(reverse("matches")).context["asked"]
    client.post(reverse("agree_match", args=[match.id]))
    sign_in("luo").post(reverse("agree_match", args=[match.id]))

    assert (row["name"], row["place"], row["other"]) == ("何志斌", home.name, "环保社区居委会")
    assert state_of(match) == MatchState.AGREED


def test_district_is_not_asked_where_a_community_can_answer(cast: Cast, sign_in: SignIn) -> None:
    seen_from_both("何志斌", queue="420103001")

    assert sign_in("tang").get(reverse("matches")).context["asked"] == []


def test_refused_match_is_not_asked_again(cast: Cast, sign_in: SignIn) -> None:
    match = seen_from_both("何志斌")

    page = sign_in("luo").post(reverse("refuse_match", args=[match.id]), follow=True)

    assert "以后不再问" in page.content.decode()
    assert (page.context["asked"], page.context["waiting"]) == ([], [])
    assert state_of(match) == MatchState.REFUSED


@pytest.mark.parametrize("name", ["agree_match", "refuse_match"])
def test_match_out_of_reach_is_not_there(cast: Cast, sign_in: SignIn, name: str) -> None:
    match = seen_from_both("何志斌", home=str(outside_home().code))

    assert sign_in("sun").post(reverse(name, args=[match.id])).status_code == 404


def test_registrar_settles_nothing(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("qian").get(reverse("matches")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_matches_ask_the_same_queries_for_one_and_for_three(
    cast: Cast,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for name in ("何志斌", "马春林", "谢家乐")[:count]:
        seen_from_both(name)
    client = sign_in("luo")

    with django_assert_num_queries(10):
        page = client.get(reverse("matches"))

    assert len(page.context["asked"]) == count


def test_file_of_somebody_in_question_leads_to_the_question(cast: Cast, sign_in: SignIn) -> None:
    seen_from_both("何志斌")
    with scope.entered(Reach.everywhere()):
        person = Person.objects.get(host__code=HERE)

    page = sign_in("luo").get(reverse("person", args=[person.id]))

    assert reverse("matches") in [act["url"] for act in page.context["actions"]]
