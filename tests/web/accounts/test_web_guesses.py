"""Guessing passwords: slowed before hashing, the same for names that nobody has."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from huiliu.accounts.counters import count
from huiliu.accounts.models import Account
from huiliu.accounts.rules import PASSWORDS_OF_NETWORK
from huiliu.core.clock import now
from tests.cast import PASSWORD, Cast

WRONG = "wrong-wrong"
HASHED: list[str] = []


class CountingHasher(MD5PasswordHasher):
    """The tests' hasher, which also says how often it was asked."""

    algorithm = "counting"

    def encode(self, password: str, salt: str, **more: int) -> str:
        HASHED.append(password)
        return super().encode(password, salt, **more)


@pytest.fixture
def hashed(settings: object, cast: Cast) -> list[str]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    account = Account.objects.get(username="luo")
    account.set_password(PASSWORD)
    account.save()
    HASHED.clear()
    return HASHED


def guess(number: int, *, username: str = "luo", password: str = WRONG) -> HttpResponse:
    """Guess from a network of its own."""
    client = Client(REMOTE_ADDR=f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")
    return client.post(reverse("sign_in"), {"username": username, "password": password})


def without_token(page: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def test_guess_over_the_limit_is_answered_before_hashing(hashed: list[str]) -> None:
    statuses = [guess(number).status_code for number in range(20)]

    assert statuses == [422] * 5 + [429] * 15
    assert len(hashed) == 5


def test_right_password_over_the_limit_waits_as_well(hashed: list[str]) -> None:
    for number in range(5):
        guess(number)

    answer = guess(6, password=PASSWORD)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] in {"29", "30"}
    assert "请过 1 分钟再试。您平时用的那台设备不受影响。" in answer.content.decode()


def test_name_that_nobody_has_is_answered_and_hashed_the_same(hashed: list[str]) -> None:
    known = [guess(number) for number in range(7)]
    hashed_for_known = len(hashed)
    unknown = [guess(number, username="nobody") for number in range(7)]

    assert [one.status_code for one in known] == [one.status_code for one in unknown]
    assert [without_token(one) for one in known] == [
        without_token(one).replace("nobody", "luo") for one in unknown
    ]
    assert len(hashed) == 2 * hashed_for_known


def test_member_without_a_password_is_answered_and_hashed_the_same(hashed: list[str]) -> None:
    Account(username="member-22222222", name="何志斌", password="!").save()

    assert guess(1, username="member-22222222").status_code == 422
    assert len(hashed) == 1


def test_known_device_is_not_shut_out_by_guesses_elsewhere(hashed: list[str]) -> None:
    own = Client(REMOTE_ADDR="192.0.2.1")
    signed_in = {"username": "luo", "password": PASSWORD}
    assert own.post(reverse("sign_in"), signed_in).status_code == 302
    own.post(reverse("sign_out"))
    for number in range(50):
        guess(number)

    assert Client(REMOTE_ADDR="192.0.2.1").post(reverse("sign_in"), signed_in).status_code == 429
    assert own.post(reverse("sign_in"), signed_in).status_code == 302


def test_known_device_of_one_account_is_none_of_another(hashed: list[str]) -> None:
    own = Client()
    own.post(reverse("sign_in"), {"username": "luo", "password": PASSWORD})
    own.post(reverse("sign_out"))
    for number in range(5):
        guess(number, username="he")

    answer = own.post(reverse("sign_in"), {"username": "he", "password": PASSWORD})

    assert answer.status_code == 429


def test_known_device_is_slowed_by_its_own_guesses(hashed: list[str]) -> None:
    own = Client()
    own.post(reverse("sign_in"), {"username": "luo", "password": PASSWORD})
    own.post(reverse("sign_out"))

    statuses = [
        own.post(reverse("sign_in"), {"username": "luo", "password": "no"}).status_code
        for _ in range(6)
    ]

    assert statuses == [422] * 5 + [429]
    assert guess(1).status_code == 422


def test_cookie_that_we_did_not_sign_is_no_known_device(hashed: list[str]) -> None:
    for number in range(5):
        guess(number)
    client = Client()
    client.cookies["device"] = '["0199d3e0-0000-7000-8000-000000000000"]:forged:forged'

    answer = client.post(reverse("sign_in"), {"username": "luo", "password": PASSWORD})

    assert answer.status_code == 429


def test_one_network_guesses_at_a_hundred_names_an_hour(hashed: list[str]) -> None:
    for _ in range(PASSWORDS_OF_NETWORK.most - 1):
        count(PASSWORDS_OF_NETWORK, subject="10.0.0.1", at=now())

    statuses = [guess(1, username=name).status_code for name in ("he", "sun", "zhou")]

    assert PASSWORDS_OF_NETWORK.most == 100
    assert statuses == [422, 429, 429]
    assert len(hashed) == 1


def test_right_password_begins_the_count_anew(hashed: list[str]) -> None:
    for number in range(4):
        guess(number)

    assert guess(5, password=PASSWORD).status_code == 302
    assert [guess(number).status_code for number in range(5)] == [422] * 5
