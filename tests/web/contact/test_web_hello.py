"""Saying hello on the own page: one press, no words, and taken back by one more."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.needs.models import Need
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Stay
from tests.cast import Cast
from tests.factories import make_stay, make_window
from tests.members import client_of, make_member
from tests.web.people.test_web_my_home import SignIn


@pytest.fixture
def driver(cast: Cast) -> Person:
    person = make_member("何志斌")
    day = today()
    make_window(
        make_stay(person, opened_on=day), opens_on=day, aim_on=day, limit_on=day, side=Side.SELF
    )
    return person


def press(client: Client, hello: str) -> str:
    """Press one of the two, with what the page shows; return the page that comes back."""
    return pressed(client, hello).content.decode()


def pressed(client: Client, hello: str) -> Any:
    presses = client.get(reverse("my_home")).context["hello"]["presses"]
    [press] = [one for one in presses if one["hello"] == hello]
    said = {"id": str(press["id"]), "hello": hello}
    return client.post(reverse("say_hello"), said, follow=True)


def counts() -> tuple[int, int]:
    with scope.entered(Reach.everywhere()):
        standing = Attempt.objects.filter(voided_at=None)
        return standing.count(), Need.objects.count()


def test_one_press_says_that_all_is_well(driver: Person, sign_in: SignIn) -> None:
    page = press(client_of(driver), "fine")

    assert "两边的组织都看得到" in page
    assert "本人 · 报了平安" in " ".join(page.split())
    assert counts() == (1, 0)
    file = sign_in("luo").get(reverse("person", args=[driver.id])).content.decode()
    assert "本人 · 报了平安" in " ".join(file.split())


def test_other_press_asks_for_a_call(driver: Person, sign_in: SignIn) -> None:
    page = press(client_of(driver), "talk")

    assert "想有人说说话" in page
    assert counts() == (1, 1)
    assert "想有人给我打个电话" in sign_in("luo").get(reverse("needs")).content.decode()


def test_message_takes_it_back(driver: Person) -> None:
    client = client_of(driver)
    [message] = pressed(client, "fine").context["messages"]

    back = client.post(message.extra_tags.removeprefix("undo:"), follow=True)

    assert "和没有按过一样" in back.content.decode()
    assert counts() == (0, 0)


def test_call_that_was_asked_for_stays_and_the_page_says_so(driver: Person) -> None:
    client = client_of(driver)
    [message] = pressed(client, "talk").context["messages"]

    back = client.post(message.extra_tags.removeprefix("undo:"), follow=True)

    assert "请人打电话的那一件还在下面" in back.content.decode()
    assert counts() == (0, 1)


def test_press_without_a_word_says_nothing(driver: Person) -> None:
    client = client_of(driver)

    page = client.post(reverse("say_hello"), {"id": str(new_id())}, follow=True)

    assert page.status_code == 200
    assert counts() == (0, 0)


def test_who_is_home_again_is_not_asked(driver: Person) -> None:
    with scope.entered(Reach.everywhere()):
        Stay.objects.update(closed_on=today(), closed_because="returned", state="closed")

    assert client_of(driver).get(reverse("my_home")).context["hello"] == {}


def test_worker_says_it_for_nobody(driver: Person, sign_in: SignIn) -> None:
    said = {"id": str(new_id()), "hello": "fine"}

    assert sign_in("luo").post(reverse("say_hello"), said).status_code == 403
