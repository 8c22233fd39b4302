"""The page on which members say where they live now, or that they are home again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.stays.choices import StayState
from huiliu.stays.models import Stay
from tests.cast import Cast
from tests.members import client_of
from tests.stays.test_stays_course import standing
from tests.stays.test_stays_telling import settled
from tests.web.contact.test_web_hello import SignIn


@pytest.fixture
def stay(cast: Cast) -> Stay:
    return settled(cast)


def member(stay: Stay) -> Client:
    with scope.entered(Reach.everywhere()):
        return client_of(Person.objects.get(id=stay.person_id))


def tell(client: Client, **said: str) -> Any:
    sent = {"id": str(new_id()), "words": "", "place": "", **said}
    return client.post(reverse("my_move"), sent, follow=True)


def test_own_page_leads_there_and_says_where_one_is_registered(stay: Stay) -> None:
    client = member(stay)

    actions = client.get(reverse("my_home")).context["actions"]

    assert reverse("my_move") in [one["url"] for one in actions]
    assert "现在登记在环保社区居委会" in client.get(reverse("my_move")).content.decode()


def test_new_community_is_told_and_it_can_be_taken_back(stay: Stay) -> None:
    client = member(stay)

    page = tell(client, answer="moved", place="荣华社区居委会")

    assert "接下来是荣华社区居委会的事" in page.content.decode()
    assert standing(stay)[0] == StayState.DISPATCHED
    [message] = page.context["messages"]
    back = client.post(message.extra_tags.removeprefix("undo:"), follow=True)
    assert "和没有说过一样" in back.content.decode()
    assert standing(stay)[0] == StayState.ACTIVE


def test_who_is_home_again_is_told_that_it_ends_here(stay: Stay) -> None:
    client = member(stay)

    page = tell(client, answer="returned")

    assert "到这里为止" in page.content.decode()
    assert standing(stay)[0] == StayState.CLOSED
    assert client.get(reverse("my_move")).status_code == 404


def test_neither_a_place_nor_a_word_is_told_at_once(stay: Stay) -> None:
    page = tell(member(stay), answer="moved")

    assert page.status_code == 422
    assert "写一句" in page.content.decode()


def test_sent_twice_it_has_been_noted(stay: Stay) -> None:
    client, id = member(stay), str(new_id())

    tell(client, answer="returned", id=id)
    again = tell(client, answer="returned", id=id)

    assert again.status_code == 200
    assert "已经记过了" in again.content.decode()


def test_worker_has_another_page(stay: Stay, sign_in: SignIn) -> None:
    assert sign_in("luo").get(reverse("my_move")).status_code == 403
