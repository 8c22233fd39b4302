"""The security administrator ends sessions and second factors, and sees no member."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.access.roles import RoleName
from huiliu.accounts.models import Account, Session
from tests.cast import Cast
from tests.offices import client_in_office

SignIn = Callable[[str], Client]


@pytest.fixture
def admin(cast: Cast) -> Client:
    return client_in_office(RoleName.SECURITY_ADMIN, "4201")


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def test_everybody_in_office_is_listed_and_found_by_name(admin: Client) -> None:
    everybody = admin.get(reverse("accounts")).context["accounts"]
    found = admin.post(reverse("accounts"), {"q": "罗"}).context["accounts"]

    assert len(everybody) == 7
    assert [(one["who"], one["organisation"]) for one in found] == [("罗社区", "环保社区居委会")]


def test_sessions_are_ended_at_once(admin: Client, sign_in: SignIn) -> None:
    worker = sign_in("luo")
    assert worker.get(reverse("due_list")).status_code == 200

    admin.post(reverse("end_sessions", args=[account("luo").id]))

    assert worker.get(reverse("due_list"))["Location"] == reverse("sign_in")
    assert not Session.objects.filter(account=account("luo")).exists()


def test_second_factor_is_forgotten_after_a_question(admin: Client) -> None:
    address = reverse("reset_factor", args=[account("luo").id])

    question = admin.get(address)
    answer = admin.post(address)

    assert "去掉罗社区的第二道验证" in question.content.decode()
    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts"))


def test_account_without_an_office_is_not_there(admin: Client) -> None:
    unknown = Account.objects.create(username="nobody-yet", name="新来")

    assert admin.post(reverse("end_sessions", args=[unknown.id])).status_code == 404
    assert admin.get(reverse("reset_factor", args=[unknown.id])).status_code == 404


@pytest.mark.parametrize("username", ["qian", "tang", "he", "luo", "zhou"])
def test_nobody_else_looks_after_accounts(cast: Cast, sign_in: SignIn, username: str) -> None:
    assert sign_in(username).get(reverse("accounts")).status_code == 403
