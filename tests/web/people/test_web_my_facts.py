"""The member's own page: a line is put right where it stands, or kept from others."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.people.choices import OWN_WORDS
from huiliu.people.models import Person
from tests.cast import PARTS, Cast
from tests.members import client_of, make_member
from tests.world import World, address_of, one_of_everything, pages_to_read
from tests.world import client_of as browser_of

SignIn = Callable[[str], Client]
ROSTER = {"employer": "东风物流", "address": "环保路1号"}


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_member("何志斌", sealed=ROSTER)


def at(page: str, fact: str) -> str:
    return f"{reverse(page)}?fact={fact}"


def line(page: Any, label: str) -> dict[str, Any]:
    fields: list[dict[str, Any]] = page.context["fields"]
    return next(field for field in fields if field["label"] == label)


def test_line_leads_to_its_correction_and_back(driver: Person, sign_in: SignIn) -> None:
    client = client_of(driver)
    acts = line(client.get(reverse("my_home")), "工作单位")["acts"]
    address = at("correct_fact", "employer")
    assert {"label": "改一改", "url": address} in acts
    asking = client.get(address)
    assert 'value="东风物流"' in asking.content.decode()
    assert "东风物流（流入地名册，2026-11-23）" in asking.content.decode()

    page = client.post(address, {"field": "employer", "value": "长江货运"}, follow=True)

    assert page.redirect_chain == [(reverse("my_home"), 302)]
    assert "工作单位以您说的为准" in page.content.decode()
    assert (line(page, "工作单位")["value"], line(page, "工作单位")["source"]) == (
        "长江货运",
        "本人",
    )
    assert "东风物流" in page.content.decode()
    worker = sign_in("luo").get(reverse("person", args=[driver.id])).content.decode()
    assert "长江货运" in worker


def test_fact_that_nobody_has_said_yet_can_be_said(driver: Person) -> None:
    client = client_of(driver)
    address = at("correct_fact", "strengths")
    assert client.get(address).status_code == 200

    page = client.post(address, {"field": "strengths", "value": "会修车"}, follow=True)

    assert line(page, "特长和服务意愿")["value"] == "会修车"


@pytest.mark.parametrize(
    ("value", "words"), [("", "请填上。"), ("\u200b", "请写上对的是什么。"), ("长" * 81, "80")]
)
def test_nothing_and_too_much_are_said_on_the_page(driver: Person, value: str, words: str) -> None:
    answer = client_of(driver).post(
        at("correct_fact", "employer"), {"field": "employer", "value": value}
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_line_that_is_not_for_oneself_to_say_has_no_such_page(driver: Person) -> None:
    client = client_of(driver)

    acts = line(client.get(reverse("my_home")), "手机号码")["acts"]
    assert [act["label"] for act in acts] == ["这里不对"]
    for page in ("correct_fact", "hide_fact"):
        assert client.get(at(page, "mobile")).status_code == 404


def test_hidden_line_says_so_to_the_worker_and_comes_back(driver: Person, sign_in: SignIn) -> None:
    client, luo = client_of(driver), sign_in("luo")
    address, file = at("hide_fact", "employer"), reverse("person", args=[driver.id])

    page = client.post(address, {"field": "employer"}, follow=True)

    assert "别人看不到这一项写的什么" in page.content.decode()
    assert line(page, "工作单位")["value"] == "东风物流"
    seen = luo.get(file).content.decode()
    assert ("本人不让显示" in seen, "东风物流" in seen) == (True, False)

    assert "让别人看工作单位" in client.get(address).content.decode()
    client.post(address, {"field": "employer"})
    assert "东风物流" in luo.get(file).content.decode()


@pytest.mark.parametrize("username", PARTS)
def test_hidden_words_stand_on_no_page_of_anybody_else(
    cast: Cast, tmp_path: Path, username: str
) -> None:
    """Every page that a role opens; beforehand the same words are found, or this proves nothing."""
    world = one_of_everything(cast, tmp_path)
    member = browser_of("member", world)
    for field in sorted(OWN_WORDS):
        member.post(reverse("correct_fact"), {"field": field, "value": f"藏{field}"})
    worker = browser_of(username, world)
    open_before = pages_that_show(worker, world)

    for field in sorted(OWN_WORDS):
        member.post(reverse("hide_fact"), {"field": field})

    assert open_before == ({"person"} if username in {"he", "luo", "tang"} else set())
    assert pages_that_show(worker, world) == set()


def pages_that_show(client: Client, world: World) -> set[str]:
    return {
        str(page.name)
        for page in pages_to_read()
        if "藏" in client.get(address_of(page, world)).content.decode(errors="replace")
    }


def test_without_a_line_the_fact_is_chosen(driver: Person) -> None:
    client = client_of(driver)

    assert "特长和服务意愿" in client.get(reverse("correct_fact")).content.decode()
    assert "民族" in client.get(reverse("hide_fact")).content.decode()
    assert client.post(reverse("hide_fact"), {"field": "mobile"}).status_code == 422


@pytest.mark.parametrize("name", ["correct_fact", "hide_fact"])
def test_worker_has_no_such_page(cast: Cast, sign_in: SignIn, name: str) -> None:
    assert sign_in("luo").get(at(name, "employer")).status_code == 403
