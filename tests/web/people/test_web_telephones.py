"""The counter of the community: a worker writes down a member's new number."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huiliu.audit.models import Reading
from huiliu.core import scope
from huiliu.core.reach import Reach
from tests.cast import Cast
from tests.members import client_of, make_member

SignIn = Callable[[str], Client]


def test_new_number_is_taken_and_stands_in_the_file(cast: Cast, sign_in: SignIn) -> None:
    driver = make_member("何志斌")
    client = sign_in("luo")
    address = reverse("change_telephone", args=[driver.id])
    assert "旧号码会收到一条消息" in client.get(address).content.decode()

    page = client.post(address, {"telephone": "139 0013 9000"}, follow=True)

    assert page.redirect_chain == [(reverse("person", args=[driver.id]), 302)]
    assert "何志斌以后用新号码" in page.content.decode()
    shown = {field["label"]: field for field in page.context["person"]["fields"]}
    assert (shown["手机号码"]["value"], shown["手机号码"]["source"]) == ("139****9000", "本人")


def test_member_reads_who_looked_and_has_to_sign_in_anew(cast: Cast, sign_in: SignIn) -> None:
    driver = make_member("何志斌")
    member, luo = client_of(driver), sign_in("luo")
    address = reverse("change_telephone", args=[driver.id])

    luo.get(address)
    luo.post(address, {"telephone": "13900139000"})

    assert member.get(reverse("my_home")).url == reverse("sign_in")
    assert (
        "给您换手机号时看到您的姓名" in client_of(driver).get(reverse("my_home")).content.decode()
    )


def test_half_a_number_is_noticed(cast: Cast, sign_in: SignIn) -> None:
    driver = make_member("何志斌")

    answer = sign_in("luo").post(
        reverse("change_telephone", args=[driver.id]), {"telephone": "1390"}
    )

    assert answer.status_code == 422
    assert "手机号是十一位，请再看看。" in answer.content.decode()


@pytest.mark.parametrize(("username", "status"), [("sun", 404), ("tang", 403), ("qian", 403)])
def test_page_is_for_who_has_the_file(
    cast: Cast, sign_in: SignIn, username: str, status: int
) -> None:
    driver = make_member("何志斌")

    answer = sign_in(username).get(reverse("change_telephone", args=[driver.id]))

    assert answer.status_code == status
    with scope.entered(Reach.everywhere()):
        assert not Reading.objects.filter(page="change_telephone").exists()


def test_where_nobody_can_be_told_the_page_says_so(
    cast: Cast, sign_in: SignIn, settings: Settings
) -> None:
    driver = make_member("何志斌")
    settings.HUILIU_REAL_DATABASE = True

    answer = sign_in("luo").post(
        reverse("change_telephone", args=[driver.id]), {"telephone": "13900139000"}
    )

    assert answer.status_code == 422
    assert "还没有接上短信" in answer.content.decode()
