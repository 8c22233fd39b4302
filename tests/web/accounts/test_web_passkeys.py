"""A passkey instead of six digits: added once, given after the password."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huiliu.access.queries import acting_as_account
from huiliu.accounts.actions import add_app
from huiliu.accounts.digits import digits_at, new_secret
from huiliu.accounts.models import Account, Factor, RecoveryCode
from huiliu.core.clock import now
from tests.cast import PASSWORD, Cast
from tests.members import client_of, make_member
from tests.passkeys import Passkey


@pytest.fixture(autouse=True)
def demanded(settings: Settings) -> None:
    settings.HUILIU_SECOND_FACTOR = "required"


def entered(username: str = "luo", *, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("sign_in"), {"username": username, "password": PASSWORD})
    return client


def added(client: Client, passkey: Passkey) -> HttpResponse:
    options = client.get(reverse("add_factor")).context["passkey_options"]
    return client.post(reverse("add_passkey"), {"answer": passkey.made(options)})


def given(client: Client, passkey: Passkey, **more: str) -> HttpResponse:
    options = client.get(reverse("second_factor")).context["passkey_options"]
    return client.post(reverse("give_passkey"), {"answer": passkey.given(options), **more})


def is_in(client: Client) -> bool:
    return client.get(reverse("due_list")).status_code == 200


def test_first_passkey_brings_codes_for_paper_and_opens_the_pages(cast: Cast) -> None:
    client = entered()

    answer = added(client, Passkey())

    assert len(answer.context["codes"]) == 8
    assert is_in(client)


def test_passkey_is_given_after_the_password(cast: Cast) -> None:
    passkey = Passkey()
    added(entered(), passkey)
    client = entered()
    assert not is_in(client)

    assert given(client, passkey).url == reverse("home")
    assert is_in(client)


def test_own_computer_is_remembered_with_a_passkey_too(cast: Cast) -> None:
    passkey = Passkey()
    added(entered(), passkey)
    own = entered()
    given(own, passkey, remember="on")
    own.post(reverse("sign_out"))

    assert is_in(entered(client=own))


def test_answer_opens_once(cast: Cast) -> None:
    passkey = Passkey()
    added(entered(), passkey)
    client = entered()
    options = client.get(reverse("second_factor")).context["passkey_options"]
    answer = {"answer": passkey.given(options)}
    client.post(reverse("give_passkey"), answer)
    thief = entered()
    thief.get(reverse("second_factor"))

    refused = thief.post(reverse("give_passkey"), answer)

    assert refused.url == reverse("second_factor")
    assert not is_in(thief)


def test_copy_of_a_passkey_that_counts_behind_opens_nothing(cast: Cast) -> None:
    passkey = Passkey()
    added(entered(), passkey)
    given(entered(), passkey)
    passkey.uses = 0

    client = entered()
    given(client, passkey)

    assert not is_in(client)


def test_passkey_of_somebody_else_opens_nothing(cast: Cast) -> None:
    theirs = Passkey()
    added(entered("he"), theirs)
    added(entered(), Passkey())
    client = entered()

    page = client.get(given(client, theirs).url)

    assert "通行密钥没有通过" in page.content.decode()
    assert not is_in(client)


def test_wrong_passkeys_are_slowed_like_digits(cast: Cast) -> None:
    added(entered(), Passkey())

    statuses = [given(entered(), Passkey()).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]


def test_password_alone_adds_no_passkey_beside_another(cast: Cast) -> None:
    added(entered(), Passkey())

    thief = entered()

    assert thief.post(reverse("add_passkey"), {"answer": "{}"}).url == reverse("second_factor")
    assert Factor.objects.count() == 1


def test_what_is_no_passkey_is_told(cast: Cast) -> None:
    client = entered()
    client.get(reverse("add_factor"))

    answer = client.post(reverse("add_passkey"), {"answer": "{}"}, follow=True)

    assert "通行密钥没有通过" in answer.content.decode()
    assert not Factor.objects.exists()


def test_app_beside_a_passkey_keeps_both_and_one_can_go(cast: Cast) -> None:
    client = entered()
    added(client, Passkey())
    account = Account.objects.get(username="luo")
    secret, before = new_secret(), now() - timedelta(hours=1)
    by = acting_as_account(account=account)
    add_app(by=by, secret=secret, code=digits_at(secret, before), at=before)
    passkey, app = Factor.objects.get(kind="passkey"), Factor.objects.get(kind="app")

    client.post(reverse("remove_factor", args=[passkey.id]))
    last = client.post(reverse("remove_factor", args=[app.id]))

    assert [factor.kind for factor in Factor.objects.all()] == ["app"]
    assert last.status_code == 409
    assert "唯一的第二道验证" in last.content.decode()


def test_factor_of_somebody_else_is_not_there(cast: Cast) -> None:
    added(entered("he"), Passkey())
    client = entered()
    added(client, Passkey())
    theirs = Factor.objects.get(account__username="he")

    assert client.post(reverse("remove_factor", args=[theirs.id])).status_code == 404


def test_second_passkey_leaves_the_paper_as_it_is(cast: Cast) -> None:
    client = entered()
    added(client, Passkey())
    before = set(RecoveryCode.objects.values_list("id", flat=True))

    answer = added(client, Passkey())

    assert answer.url == reverse("my_devices")
    assert set(RecoveryCode.objects.values_list("id", flat=True)) == before


def test_address_without_a_name_offers_no_passkey(cast: Cast, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    client = entered(client=Client(SERVER_NAME="127.0.0.1"))

    page = client.get(reverse("add_factor"))

    assert page.context["passkey_options"] == ""
    assert "data-passkey" not in page.content.decode()


def test_member_adds_none(cast: Cast) -> None:
    client = client_of(make_member("何志斌"))

    assert client.post(reverse("add_passkey"), {"answer": "{}"}).url == reverse("my_devices")


def test_nothing_is_given_or_removed_where_nothing_is_owed(cast: Cast) -> None:
    client = Client()
    client.force_login(Account.objects.get(username="luo"))

    assert client.post(reverse("give_passkey")).url == reverse("home")
    assert client.post(
        reverse("remove_factor", args=["0199d3e0-0000-7000-8000-000000000001"])
    ).url == reverse("add_factor")


def test_session_that_began_before_gives_its_factor_before_adding(cast: Cast) -> None:
    client = Client()
    client.force_login(Account.objects.get(username="luo"))
    added(entered(), Passkey())

    answer = client.post(reverse("add_passkey"), {"answer": "{}"})

    assert answer.url == reverse("second_factor")
    assert client.session["factor"] == "owed"
