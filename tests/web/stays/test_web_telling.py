"""The page on which a side says that somebody has moved, gone home, or cannot be found."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.core.ids import new_id
from huiliu.stays.choices import Act, StayState
from huiliu.stays.models import Stay
from tests.cast import Cast
from tests.stays.test_stays_course import come, outside_home, standing
from tests.stays.test_stays_telling import settled
from tests.web.stays.test_web_waiting import undo

SignIn = Callable[[str], Client]


def told(client: Client, stay: Stay, **said: str) -> Any:
    page = reverse("tell", args=[stay.id])
    return client.post(page, {"id": str(new_id()), "words": "", **said}, follow=True)


def offered(client: Client, stay: Stay) -> list[str]:
    page = client.get(reverse("tell", args=[stay.id]))
    return [value for value, _ in page.context["form"].fields["answer"].choices]


def test_file_leads_to_what_can_be_told(cast: Cast, sign_in: SignIn) -> None:
    stay, luo = settled(cast), sign_in("luo")

    file = luo.get(reverse("person", args=[stay.person_id]))

    assert reverse("tell", args=[stay.id]) in [one["url"] for one in file.context["actions"]]
    assert offered(luo, stay) == ["moved", "returned", "doubted", "died"]


@pytest.mark.parametrize(
    ("said", "words", "state"),
    [
        ({"answer": "returned"}, "何志斌这次流动结束了", StayState.CLOSED),
        ({"answer": "died"}, "何志斌这次流动结束了", StayState.CLOSED),
        (
            {"answer": "doubted", "words": "打了三次，去了两次"},
            "核查失联情况",
            StayState.CONTACT_LOST_REVIEW,
        ),
        (
            {"answer": "moved", "place": "荣华社区居委会"},
            "下一步：荣华社区居委会流入地接收",
            StayState.DISPATCHED,
        ),
    ],
)
def test_each_can_be_told_and_taken_back(
    cast: Cast, sign_in: SignIn, said: dict[str, str], words: str, state: StayState
) -> None:
    stay, luo = settled(cast), sign_in("luo")

    assert words in told(luo, stay, **said).content.decode()

    assert standing(stay)[0] == state
    undo(luo)
    assert standing(stay) == (StayState.ACTIVE, "", "")


def test_who_was_lost_can_only_be_found_or_have_ended(cast: Cast, sign_in: SignIn) -> None:
    stay, zhou = settled(cast), sign_in("zhou")
    told(zhou, stay, answer="doubted", words="打不通")

    assert offered(zhou, stay) == ["returned", "found_again", "died"]
    assert "两边都接上了" in told(zhou, stay, answer="found_again").content.decode()
    assert standing(stay) == (StayState.ACTIVE, "", "")


def test_moving_without_a_place_asks_where_to(cast: Cast, sign_in: SignIn) -> None:
    stay, luo = settled(cast), sign_in("luo")

    asked = told(luo, stay, answer="moved")

    assert asked.status_code == 422
    assert "请写一句为什么" in asked.content.decode()
    told(luo, stay, answer="moved", words="说是去了硚口")
    assert standing(stay)[1] == Act.DISPATCH


def test_who_has_no_list_of_the_day_comes_back_to_what_waits(cast: Cast, sign_in: SignIn) -> None:
    outside_home()

    page = told(sign_in("tang"), come(home="W1"), answer="returned")

    assert page.redirect_chain == [(reverse("waiting"), 302)]


def test_who_is_of_neither_side_finds_no_page(cast: Cast, sign_in: SignIn) -> None:
    stay = settled(cast)

    assert sign_in("sun").get(reverse("tell", args=[stay.id])).status_code == 404
