"""The tree of organisations, as a registrar, a liaison and a street clerk see it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.access.queries import acting_as_set_up
from huiliu.core.clock import today
from huiliu.organisations.actions import add_name, open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Name, Organisation
from tests.cast import Cast

SignIn = Callable[[str], Client]
COMMUNITY = "420103001001"


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def address(name: str, code: str) -> str:
    return reverse(name, args=[place(code).id])


def with_grids(count: int) -> None:
    for number in range(1, count + 1):
        grid = open_organisation(
            by=acting_as_set_up(),
            parent=place(COMMUNITY),
            kind=Kind.GRID,
            name=f"第{number}网格",
            day=today(),
        )
        open_organisation(
            by=acting_as_set_up(), parent=grid, kind=Kind.BUILDING, name="1 栋", day=today()
        )


def test_registrar_sees_the_level_below_with_what_it_holds(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("qian").get(reverse("organisations"))

    assert [(row["name"], row["counts"]) for row in page.context["children"]] == [
        ("江汉区", ["1 个街道"]),
        ("硚口区", ["1 个街道"]),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_organisation_asks_the_same_queries_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    with_grids(count)
    client = sign_in("he")
    page_of_community = address("organisation", COMMUNITY)

    with django_assert_num_queries(14):
        page = client.get(page_of_community)

    assert [(row["name"], row["counts"]) for row in page.context["children"]] == [
        (f"第{number}网格", ["1 个楼栋"]) for number in range(1, count + 1)
    ]
    assert [row["who"] for row in page.context["appointments"]] == ["罗社区"]


@pytest.mark.parametrize("count", [1, 3])
def test_search_asks_the_same_queries_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    with_grids(count)
    client = sign_in("he")
    search = reverse("organisations")

    with django_assert_num_queries(9):
        page = client.post(search, {"q": "网格"})

    assert [(row["name"], row["counts"]) for row in page.context["children"]] == [
        (f"第{number}网格", ["环保社区居委会"]) for number in range(1, count + 1)
    ]


def test_search_knows_further_spellings_and_stays_in_the_own_range(
    cast: Cast, sign_in: SignIn
) -> None:
    for code in (COMMUNITY, "420104001001"):
        add_name(by=acting_as_set_up(), organisation=place(code), text="幸福里")

    page = sign_in("tang").post(reverse("organisations"), {"q": "幸福"})

    assert [row["name"] for row in page.context["children"]] == ["环保社区居委会"]


def test_search_without_a_find_says_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").post(reverse("organisations"), {"q": "荣华"})

    assert "没有叫“荣华”的组织。换个写法再试试。" in page.content.decode()


def test_way_down_starts_at_the_own_organisation(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").get(address("organisation", COMMUNITY))

    assert [crumb["label"] for crumb in page.context["breadcrumb"]] == [
        "北湖街街道",
        "环保社区居委会",
    ]


def test_acts_follow_the_level_of_the_actor(cast: Cast, sign_in: SignIn) -> None:
    acts = {
        username: [
            act["label"]
            for act in sign_in(username).get(address("organisation", COMMUNITY)).context["actions"]
        ]
        for username in ("he", "tang")
    }

    assert acts == {
        "he": ["加下级组织", "任职和邀请", "加一种叫法"],
        "tang": ["加下级组织", "任职和邀请", "开通导出", "加一种叫法", "改名称", "撤销"],
    }


@pytest.mark.parametrize(
    "name",
    [
        "organisation",
        "open_organisation",
        "rename_organisation",
        "add_name",
        "close_organisation",
    ],
)
def test_organisation_of_another_district_is_not_there(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    assert sign_in("tang").get(address(name, "420104001001")).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "organisation",
        "open_organisation",
        "rename_organisation",
        "add_name",
        "close_organisation",
    ],
)
def test_community_worker_administers_nothing(cast: Cast, sign_in: SignIn, name: str) -> None:
    assert sign_in("luo").get(address(name, COMMUNITY)).status_code == 403


def test_community_worker_has_no_tree(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("luo").get(reverse("organisations")).status_code == 403


def test_clerk_opens_a_grid(cast: Cast, sign_in: SignIn) -> None:
    form = {"kind": "grid", "name": "第三网格"}

    answer = sign_in("he").post(address("open_organisation", COMMUNITY), form, follow=True)

    assert answer.redirect_chain == [(address("organisation", COMMUNITY), 302)]
    assert "第三网格加好了。" in answer.content.decode()
    assert [row["name"] for row in answer.context["children"]] == ["第三网格"]


def test_clerk_is_offered_no_community(cast: Cast, sign_in: SignIn) -> None:
    street = address("open_organisation", "420103001")

    answer = sign_in("he").post(street, {"kind": "community", "name": "新社区"})

    assert answer.status_code == 422
    assert not Organisation.objects.filter(name="新社区").exists()


def test_liaison_renames_a_community_and_rosters_still_know_it(cast: Cast, sign_in: SignIn) -> None:
    form = {"name": "环保路社区居委会"}

    answer = sign_in("tang").post(address("rename_organisation", COMMUNITY), form, follow=True)

    assert "改好了，现在叫环保路社区居委会。" in answer.content.decode()
    assert [one["text"] for one in answer.context["spellings"]] == ["环保社区居委会"]


def test_clerk_renames_no_community(cast: Cast, sign_in: SignIn) -> None:
    form = {"name": "环保路社区居委会"}

    answer = sign_in("he").post(address("rename_organisation", COMMUNITY), form)

    assert answer.status_code == 422
    assert "要由上一级来做" in answer.content.decode()
    assert place(COMMUNITY).name == "环保社区居委会"


def test_spelling_is_added_and_taken_away(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("he")
    client.post(address("add_name", COMMUNITY), {"text": "环保居"})
    name = Name.objects.get(text="环保居")

    answer = client.post(reverse("remove_name", args=[name.id]), follow=True)

    assert answer.redirect_chain == [(address("organisation", COMMUNITY), 302)]
    assert answer.context["spellings"] == []


def test_spelling_of_another_district_is_not_taken_away(cast: Cast, sign_in: SignIn) -> None:
    name = add_name(by=acting_as_set_up(), organisation=place("420104001001"), text="荣华居")

    assert sign_in("he").post(reverse("remove_name", args=[name.id])).status_code == 404
    assert Name.objects.filter(id=name.id).exists()


def test_organisation_is_closed_when_nothing_needs_it(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("tang").post(address("close_organisation", "420103001002"), follow=True)

    assert answer.redirect_chain == [(reverse("organisations"), 302)]
    assert "建设社区居委会已经撤销。" in answer.content.decode()
    assert place("420103001002").closed_on == today()


def test_organisation_where_somebody_works_is_not_closed(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("tang").post(address("close_organisation", COMMUNITY), {"sent": "1"})

    assert answer.status_code == 422
    assert "还有人在这里任职，请先停下他们的任职。" in answer.content.decode()


def test_closed_organisation_says_so_and_offers_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("tang")
    client.post(address("close_organisation", "420103001002"))

    page = client.get(address("organisation", "420103001002"))

    assert "起撤销了" in page.content.decode()
    assert page.context["actions"] == []


def test_registrar_finds_the_tree_in_the_navigation(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("qian").get(reverse("organisations"))

    here = [place["label"] for place in page.context["navigation"] if place["current"]]
    assert here == ["组织"]
