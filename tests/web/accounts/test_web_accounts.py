"""Signing in and out, choosing as whom one acts, and larger text."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.models import Account
from huiliu.core.clock import today
from huiliu.organisations.models import Organisation
from tests.cast import PASSWORD, Cast

SignIn = Callable[[str], Client]


def second_appointment(username: str) -> None:
    account = Account.objects.get(username=username)
    place = Organisation.objects.get(code="420103001002")
    by = acting_as_set_up()
    appoint(by=by, account=account, role=RoleName.COMMUNITY_WORKER, organisation=place, day=today())


def test_right_password_leads_to_the_days_work(cast: Cast) -> None:
    client = Client()

    answer = client.post(reverse("sign_in"), {"username": "luo", "password": PASSWORD}, follow=True)

    assert [address for address, _ in answer.redirect_chain] == [
        reverse("home"),
        reverse("due_list"),
    ]


def test_wrong_password_is_told_in_words_and_keeps_the_name(cast: Cast) -> None:
    answer = Client().post(reverse("sign_in"), {"username": "luo", "password": "no"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "登录名或密码不对" in page
    assert 'value="luo"' in page


def test_signing_out_ends_the_session(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("luo")

    answer = client.post(reverse("sign_out"))

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(reverse("due_list")).url == reverse("sign_in")


@pytest.mark.parametrize(
    ("username", "page"),
    [("luo", "due_list"), ("zhou", "due_list"), ("tang", "tallies"), ("qian", "tallies")],
)
def test_everybody_arrives_where_their_day_begins(
    cast: Cast, sign_in: SignIn, username: str, page: str
) -> None:
    assert sign_in(username).get(reverse("home")).url == reverse(page)


def test_two_appointments_ask_as_whom(cast: Cast, sign_in: SignIn) -> None:
    second_appointment("luo")
    client = sign_in("luo")

    assert client.get(reverse("home")).url == reverse("choose_appointment")
    page = client.get(reverse("choose_appointment"))
    assert [one["organisation"] for one in page.context["appointments"]] == [
        "环保社区居委会",
        "建设社区居委会",
    ]

    client.post(
        reverse("choose_appointment"), {"appointment": page.context["appointments"][1]["id"]}
    )
    assert "以 建设社区居委会 社区工作者" in " ".join(
        client.get(reverse("due_list")).content.decode().split()
    )


def test_appointment_of_somebody_else_is_not_taken(cast: Cast, sign_in: SignIn) -> None:
    second_appointment("luo")
    client = sign_in("luo")

    client.post(reverse("choose_appointment"), {"appointment": str(cast.he.appointment_id)})

    assert client.get(reverse("due_list")).url == reverse("choose_appointment")


def test_larger_text_is_kept_and_leads_back(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("luo")

    answer = client.post(reverse("text_size"), {"size": "3", "next": reverse("due_list")})

    assert answer.url == reverse("due_list")
    assert 'class="size-3"' in client.get(reverse("due_list")).content.decode()


def test_size_that_does_not_exist_and_foreign_way_back_are_left_alone(db: None) -> None:
    answer = Client().post(
        reverse("text_size"), {"size": "9", "next": "https://elsewhere.example/"}
    )

    assert answer.url == "/"
    assert "size" not in answer.cookies
