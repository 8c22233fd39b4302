"""Stations on pages: opened, changed, closed and opened again; the poster; whose they are."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from huiliu.core.ids import new_id
from huiliu.organisations.models import Organisation
from huiliu.places.actions import Desk, close_station, open_station
from huiliu.places.models import Station
from tests.cast import DAY, Cast
from tests.world import DESK

SignIn = Callable[[str], Client]
WORDS = {"name": "广场服务站", "address": "广场 1 号", "hours": "每天", "telephone": "027-1"}


def opened(cast: Cast, *, code: str = "420103001001", name: str = DESK.name) -> Station:
    place = Organisation.objects.get(code=code)
    desk = Desk(name, DESK.address, DESK.hours, DESK.telephone)
    return open_station(by=cast.he, id=new_id(), organisation=place, desk=desk, day=DAY)


def listed(client: Client) -> list[str]:
    return [station.name for station in client.get(reverse("stations")).context["stations"]]


def test_community_opens_its_station_and_comes_to_its_page(cast: Cast, sign_in: SignIn) -> None:
    luo = sign_in("luo")

    page = luo.post(reverse("open_station"), {"id": str(new_id()), **WORDS}, follow=True)

    [station] = Station.objects.all()
    assert page.redirect_chain == [(reverse("station", args=[station.id]), 302)]
    assert reverse("station_poster", args=[station.id]) in page.content.decode()
    assert listed(luo) == ["广场服务站"]


def test_street_says_which_community_it_is_for(cast: Cast, sign_in: SignIn) -> None:
    he, community = sign_in("he"), Organisation.objects.get(code="420103001001")

    he.post(reverse("open_station"), {"id": str(new_id()), **WORDS, "place": str(community.id)})

    assert Station.objects.get().organisation == community


def test_form_without_a_telephone_says_so_and_keeps_the_rest(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("luo").post(
        reverse("open_station"), {"id": str(new_id()), **WORDS, "telephone": ""}
    )

    assert page.status_code == 422
    assert "广场 1 号" in page.content.decode()
    assert Station.objects.count() == 0


def test_changed_address_stands_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    luo, station = sign_in("luo"), opened(cast)
    page = reverse("change_station", args=[station.id])
    assert luo.get(page).context["form"]["address"].value() == DESK.address

    after = luo.post(page, {**WORDS, "name": DESK.name}, follow=True)

    assert "广场 1 号" in after.content.decode()


def test_closing_is_asked_first_and_undone_from_the_message(cast: Cast, sign_in: SignIn) -> None:
    luo, station = sign_in("luo"), opened(cast)
    page = reverse("close_station", args=[station.id])
    assert "关掉" in luo.get(page).content.decode()
    after = luo.post(page, follow=True)
    assert listed(luo) == []

    [message] = after.context["messages"]
    undo = message.extra_tags.removeprefix("undo:")
    assert undo == reverse("reopen_station", args=[station.id])
    luo.post(undo)

    assert listed(luo) == [DESK.name]


def test_poster_leads_to_this_station(cast: Cast, sign_in: SignIn) -> None:
    luo, station = sign_in("luo"), opened(cast)

    paper = luo.get(reverse("station_poster", args=[station.id]))

    [page] = PdfReader(io.BytesIO(paper.content)).pages
    assert paper["Content-Type"] == "application/pdf"
    assert "环保社区报到服务站" in page.extract_text()


def test_closed_station_has_no_poster(cast: Cast, sign_in: SignIn) -> None:
    luo, station = sign_in("luo"), opened(cast)
    close_station(by=cast.luo, id=station.id, day=DAY)

    answer = luo.get(reverse("station_poster", args=[station.id]))

    assert answer.status_code == 409
    assert "已经关了" in answer.content.decode()


@pytest.mark.parametrize("page", ["station", "change_station", "close_station", "station_poster"])
def test_station_of_another_community_is_not_there(cast: Cast, sign_in: SignIn, page: str) -> None:
    station = opened(cast)

    assert sign_in("sun").get(reverse(page, args=[station.id])).status_code == 404
    assert sign_in("tang").get(reverse(page, args=[station.id])).status_code == 403


def test_first_page_says_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    assert "还没有服务站" in sign_in("luo").get(reverse("stations")).content.decode()


@pytest.mark.parametrize("stations", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    cast: Cast, sign_in: SignIn, stations: int, django_assert_num_queries: Any
) -> None:
    he = sign_in("he")
    for at in range(stations):
        opened(cast, name=f"第 {at} 站")

    with django_assert_num_queries(9):
        assert len(listed(he)) == stations
