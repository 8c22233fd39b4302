"""The district's and the city's page: figures without names, small ones hidden."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.core.tallies import add_up
from huiliu.organisations.actions import open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.stays.models import StayTally
from tests.cast import DAY, Cast
from tests.factories import at
from tests.stays.test_stays_course import come
from tests.web.stays.test_web_matches import outside_home

SignIn = Callable[[str], Client]


def count(code: str, n: int, *, state: str = "active") -> None:
    add_up(StayTally, {(at(host=code)["host_path"], state): n})


def open_street(cast: Cast, name: str, code: str) -> None:
    district = Organisation.objects.get(code="420103")
    open_organisation(
        by=cast.tang, parent=district, kind=Kind.STREET, name=name, code=code, day=DAY
    )


def column(page: Any, number: int = 0, *, table: int = 0) -> dict[str, str]:
    """Return one column of a table as it reads, by the labels of its rows."""
    shown = page.context["tables"][table]
    cells = {row["label"]: row["cells"][number]["count"] for row in shown["rows"]}
    return cells | {"合计": shown["total"]["cells"][number]["count"]}


def test_district_sees_its_streets_and_the_total(cast: Cast, sign_in: SignIn) -> None:
    count("420103001001", 6)
    count("420103001002", 7)
    count("420104001001", 50)

    page = sign_in("tang").get(reverse("tallies"))

    assert column(page) == {"北湖街街道": "13", "合计": "13"}
    assert page.context["district"] == "江汉区"
    assert [tile["count"] for tile in page.context["tiles"]] == ["13", "0", "0"]


def test_liaison_reads_who_waits_for_the_district(cast: Cast, sign_in: SignIn) -> None:
    come(home=outside_home().code)

    page = sign_in("tang").get(reverse("tallies"))

    assert "有 1 人等我们答" in page.content.decode()
    assert "等我们答" not in sign_in("qian").get(reverse("tallies")).content.decode()


def test_figure_under_five_is_hidden_and_one_that_would_give_it_away(
    cast: Cast, sign_in: SignIn
) -> None:
    open_street(cast, "民族街街道", "S2")
    open_street(cast, "花楼街道", "S3")
    for code, n in {"420103001001": 3, "S2": 8, "S3": 20}.items():
        count(code, n)

    page = sign_in("tang").get(reverse("tallies"))

    assert column(page) == {
        "北湖街街道": "<5",
        "民族街街道": "隐去",
        "花楼街道": "20",
        "合计": "31",
    }
    assert "&lt;5" in page.content.decode()


def test_nobody_is_written_as_nothing(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("tang").get(reverse("tallies"))

    assert column(page) == {"北湖街街道": "0", "合计": "0"}


def test_what_no_street_has_yet_stands_apart(cast: Cast, sign_in: SignIn) -> None:
    count("420103", 9)
    count("420103001001", 8)

    page = sign_in("tang").get(reverse("tallies"))

    assert column(page) == {"北湖街街道": "8", "还没有分到街道": "9", "合计": "17"}


def test_city_sees_districts_and_opens_their_streets(cast: Cast, sign_in: SignIn) -> None:
    count("420103001001", 11)
    count("420104001001", 12)
    client = sign_in("qian")

    city = client.get(reverse("tallies"))
    row = city.context["tables"][0]["rows"][0]
    district = client.get(row["cells"][0]["url"])

    assert column(city) == {"江汉区": "11", "硚口区": "12", "合计": "23"}
    assert row["url"] == row["cells"][0]["url"]
    assert column(district) == {"北湖街街道": "11", "合计": "11"}
    assert district.context["back_url"] == reverse("tallies")


def test_district_hidden_in_the_city_is_not_told_on_its_own_page(
    cast: Cast, sign_in: SignIn
) -> None:
    count("420103001001", 3)
    count("420104001001", 12)
    client = sign_in("qian")

    city = client.get(reverse("tallies"))
    below = client.get(city.context["tables"][0]["rows"][1]["url"])

    assert column(city) == {"江汉区": "<5", "硚口区": "隐去", "合计": "15"}
    assert column(below) == {"六角亭街道": "隐去", "合计": "隐去"}


def test_figures_of_streets_open_nothing(cast: Cast, sign_in: SignIn) -> None:
    count("420103001001", 6)

    page = sign_in("tang").get(reverse("tallies"))

    urls = {
        url
        for table in page.context["tables"]
        for row in table["rows"]
        for url in (row["url"], *(cell["url"] for cell in row["cells"]))
    }
    assert urls == {""}


@pytest.mark.parametrize("code", ["420104", "420103001", "4201"])
def test_other_districts_and_streets_are_not_there_for_a_district(
    cast: Cast, sign_in: SignIn, code: str
) -> None:
    place = Organisation.objects.get(code=code).id

    assert sign_in("tang").get(f"{reverse('tallies')}?at={place}").status_code == 404


@pytest.mark.parametrize(("username", "shown"), [("tang", "/matches/"), ("qian", "")])
def test_cases_that_wait_for_the_district_are_one_press_away(
    cast: Cast, sign_in: SignIn, username: str, shown: str
) -> None:
    page = sign_in(username).get(reverse("tallies"))

    assert page.context["matches_url"] == shown
    assert ("看看可能是同一个人的" in page.content.decode()) is bool(shown)


@pytest.mark.parametrize("streets", [1, 3])
def test_tallies_ask_the_same_queries_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries, streets: int
) -> None:
    for number in range(streets):
        open_street(cast, f"第{number}街道", f"S{number}")
        count(f"S{number}", 6)
    client = sign_in("tang")

    with django_assert_num_queries(14):
        client.get(reverse("tallies"))


@pytest.mark.parametrize("username", ["he", "luo", "zhou"])
def test_roles_at_and_below_the_street_are_refused(
    cast: Cast, sign_in: SignIn, username: str
) -> None:
    assert sign_in(username).get(reverse("tallies")).status_code == 403
