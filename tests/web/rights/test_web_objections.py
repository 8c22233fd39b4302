"""The pages of objections: from the line to the answer, and who has which page."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.clock import now, today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.rights.actions import About, raise_objection
from huiliu.rights.choices import Reason, Subject
from huiliu.rights.models import Objection
from tests.cast import Cast
from tests.members import acting_as_member, client_of, make_member
from tests.world import World, one_of_everything
from tests.world import client_of as browser_of

SignIn = Callable[[str], Client]


@pytest.fixture
def driver(cast: Cast) -> Person:
    return make_member("何志斌", sealed={"employer": "东风物流"})


def test_person_says_what_is_wrong_and_reads_the_answer(driver: Person, sign_in: SignIn) -> None:
    client = client_of(driver)
    fields = client.get(reverse("my_home")).context["fields"]
    [employer] = [field for field in fields if field["label"] == "工作单位"]
    address = next(act["url"] for act in employer["acts"] if act["label"] == "这里不对")
    asking = client.get(address).content.decode()
    assert "工作单位：东风物流（流入地名册，2026-11-23）" in asking

    said = {"field": "employer", "reason": "untrue", "note": "早就不在那里了", "id": new_id()}
    page = client.post(address, said, follow=True)

    assert page.redirect_chain == [(reverse("my_objections"), 302)]
    assert "由江汉区来答复" in page.content.decode()
    tang = sign_in("tang")
    [waiting] = tang.get(reverse("objections")).context["waiting"]
    assert (waiting["name"], waiting["words"]) == ("何志斌", "早就不在那里了")
    tang.get(waiting["url"])
    answered = tang.post(waiting["url"], {"note": "已请社区核对"}, follow=True)
    assert answered.redirect_chain == [(reverse("objections"), 302)]

    own = client.get(reverse("my_objections")).content.decode()
    assert ("已请社区核对" in own, "江汉区 唐联络" in own) == (True, True)
    looks = client.get(reverse("my_home")).context["readers"]
    assert "答复您的异议时看到您说的" in [look["purpose"] for look in looks]


def test_every_line_of_others_leads_to_an_objection(cast: Cast, tmp_path: Path) -> None:
    world = one_of_everything(cast, tmp_path)
    client = browser_of("member", world)

    home = client.get(reverse("my_home"))

    shown = home.content.decode()
    for page, id in (
        ("object_contact", world["attempt"]),
        ("object_look", world["look"]),
        ("object_fact", world["sighting"]),
    ):
        assert reverse(page, args=[id]) in shown
        assert client.get(reverse(page, args=[id])).status_code == 200
    step = reverse("object_step", args=[world["step"]])
    need = client.get(reverse("need", args=[world["need"]]))
    assert step in need.content.decode()
    assert client.get(step).status_code == 200


def test_worker_sees_no_way_to_an_objection(cast: Cast, tmp_path: Path) -> None:
    world = one_of_everything(cast, tmp_path)
    luo = browser_of("luo", world)

    for page in ("person", "need"):
        assert "这里不对" not in luo.get(reverse(page, args=[world[page]])).content.decode()


def test_same_line_again_is_told_to_wait(cast: Cast, tmp_path: Path) -> None:
    world = one_of_everything(cast, tmp_path)
    address = reverse("object_look", args=[world["look"]])
    said = {"reason": "not_needed", "note": "", "id": new_id()}

    answer = browser_of("member", world).post(address, said)

    assert answer.status_code == 422
    assert "这一处您已经说过了，正在等答复。" in answer.content.decode()


def test_fact_that_the_source_did_not_say_is_not_there(cast: Cast, tmp_path: Path) -> None:
    world = one_of_everything(cast, tmp_path)
    address = reverse("object_fact", args=[world["sighting"]])
    client = browser_of("member", world)

    assert client.get(f"{address}?fact=honours").status_code == 404
    assert client.post(address, {"field": "honours", "reason": "untrue"}).status_code == 422


def test_empty_answer_and_second_answer_are_noticed(cast: Cast, tmp_path: Path) -> None:
    world = one_of_everything(cast, tmp_path)
    tang = browser_of("tang", world)
    address = reverse("answer_objection", args=[world["objection"]])

    assert tang.post(address, {"note": ""}).status_code == 422
    assert tang.post(address, {"note": "看过了"}).status_code == 302
    again = tang.post(address, {"note": "改口"})
    assert "这一件已经答复了。" in again.content.decode() or "看过了" in again.content.decode()
    assert again.status_code == 422


def test_answer_that_is_late_is_shown_as_late(cast: Cast, driver: Person, sign_in: SignIn) -> None:
    sign_in("luo").get(reverse("person", args=[driver.id]))
    client = client_of(driver)
    look = client.get(reverse("my_home")).context["readers"][0]["object_url"]
    client.post(look, {"reason": "other", "note": "", "id": new_id()})
    with scope.entered(Reach.everywhere()):
        Objection.objects.update(answer_until=today() - timedelta(days=1))

    assert "过了答复的日子" in client.get(reverse("my_objections")).content.decode()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("object_fact", "sighting"),
        ("object_contact", "attempt"),
        ("object_step", "step"),
        ("object_look", "look"),
    ],
)
def test_nobody_objects_for_another(cast: Cast, tmp_path: Path, name: str, kind: str) -> None:
    world: World = one_of_everything(cast, tmp_path)
    other = client_of(make_member("方远", telephone="13900139000"))
    address = reverse(name, args=[world[kind]])

    assert other.get(address).status_code == 404
    assert browser_of("luo", world).get(address).status_code == 403


@pytest.mark.parametrize(("username", "status"), [("luo", 403), ("qian", 404), ("member", 403)])
def test_answer_is_for_who_has_it_in_the_queue(
    cast: Cast, tmp_path: Path, username: str, status: int
) -> None:
    world = one_of_everything(cast, tmp_path)
    address = reverse("answer_objection", args=[world["objection"]])

    assert browser_of(username, world).get(address).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_queries_for_one_and_for_three(
    cast: Cast,
    driver: Person,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    luo, himself = sign_in("luo"), acting_as_member(driver)
    for _ in range(count):
        luo.get(reverse("person", args=[driver.id]))
    with scope.entered(himself.reach):
        looks = list(Reading.objects.values_list("id", flat=True))
    for look in looks:
        raise_objection(
            by=himself,
            id=new_id(),
            about=About(Subject.LOOK, look),
            reason=Reason.OTHER,
            words="",
            at=now(),
            day=today(),
        )
    tang = sign_in("tang")

    with django_assert_num_queries(11):
        page = tang.get(reverse("objections"))

    assert len(page.context["waiting"]) == count
