"""Opening accounts: once for each name, and with a password that holds."""

import pytest

from huiliu.access.queries import acting_as_set_up
from huiliu.accounts.actions import open_account
from huiliu.accounts.models import Account
from huiliu.core.errors import NotPermitted, Refused
from tests.cast import PASSWORD, Cast


def opened(password: str | None, *, username: str = "deng") -> Account:
    return open_account(by=acting_as_set_up(), username=username, name="邓丽", password=password)


def test_account_opens_with_its_password(cast: Cast) -> None:
    account = opened(PASSWORD)

    assert (account.username, account.name) == ("deng", "邓丽")
    assert account.check_password(PASSWORD)


def test_account_without_a_password_has_none_to_guess(cast: Cast) -> None:
    assert not opened(None).has_usable_password()


def test_known_name_keeps_its_account_and_its_password(cast: Cast) -> None:
    again = opened("another-long-password", username="luo")

    assert again.name == "罗社区"
    assert again.check_password(PASSWORD)
    assert Account.objects.filter(username="luo").count() == 1


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short-one", "密码太短，请至少用 12 位。"),
        ("password1234", "这个密码很多人用，容易被猜到，请换一个。"),
        ("password", "密码太短，请至少用 12 位。这个密码很多人用，容易被猜到，请换一个。"),
    ],
)
def test_weak_password_is_refused_in_words(cast: Cast, password: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        opened(password)

    assert refusal.value.words == words
    assert not Account.objects.filter(username="deng").exists()


def test_clerk_opens_no_account(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        open_account(by=cast.he, username="deng", name="邓丽", password=PASSWORD)
