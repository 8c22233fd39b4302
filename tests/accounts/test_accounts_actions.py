"""Accounts, devices and sessions: opened once for each name, ended by whoever may."""

from dataclasses import replace

import pytest
from django.test import Client

from huiliu.access.queries import acting_as_account, acting_as_set_up, acting_as_sign_in
from huiliu.accounts.actions import (
    change_password,
    end_device,
    end_sessions,
    know_device,
    open_account,
    renew_paper,
)
from huiliu.accounts.models import Account, Device, Session
from huiliu.core.clock import now
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
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


def test_somebody_ends_all_sessions_of_the_own_account(cast: Cast) -> None:
    luo, he = (Account.objects.get(username=name) for name in ("luo", "he"))
    for account in (luo, luo, he):
        Client().force_login(account)
        acting = acting_as_account(account=account)
        know_device(by=acting, known=None, browser="浏览器", at=now())

    ended = end_sessions(by=acting_as_account(account=luo), account_id=luo.id, at=now())

    assert ended == 2
    assert Session.objects.filter(account=he).count() == 1
    assert not Session.objects.filter(account=luo).exists()
    known = Device.objects.filter(ended_at=None).values_list("account__username", flat=True)
    assert list(known) == ["he"]


def test_nobody_ends_sessions_of_another_for_themselves(cast: Cast) -> None:
    luo, he = (Account.objects.get(username=name) for name in ("luo", "he"))
    Client().force_login(he)

    with pytest.raises(OutOfReach):
        end_sessions(by=acting_as_account(account=luo), account_id=he.id, at=now())

    assert Session.objects.filter(account=he).exists()


def test_sessions_of_others_are_ended_by_whoever_holds_the_permission(cast: Cast) -> None:
    he = Account.objects.get(username="he")
    Client().force_login(he)
    holding = replace(cast.qian, permissions=frozenset({Permission.END_SESSIONS}))

    with pytest.raises(NotPermitted):
        end_sessions(by=cast.qian, account_id=he.id, at=now())
    assert end_sessions(by=holding, account_id=he.id, at=now()) == 1


def test_account_that_is_not_there_has_no_sessions_to_end(cast: Cast) -> None:
    with pytest.raises(OutOfReach):
        end_sessions(by=acting_as_sign_in(), account_id=new_id(), at=now())


def test_device_that_was_ended_is_known_anew_as_another(cast: Cast) -> None:
    by = acting_as_account(account=Account.objects.get(username="luo"))
    first = know_device(by=by, known=None, browser="浏览器", at=now())
    end_device(by=by, device_id=first.id, at=now())
    ended_at = Device.objects.get(id=first.id).ended_at

    end_device(by=by, device_id=first.id, at=now())
    second = know_device(by=by, known=first.id, browser="浏览器", at=now())

    assert second.id != first.id
    assert Device.objects.get(id=first.id).ended_at == ended_at


def test_device_of_another_account_is_not_taken_over(cast: Cast) -> None:
    """On a shared computer nobody comes in with the second factor that a colleague gave."""
    luo, he = (
        acting_as_account(account=Account.objects.get(username=name)) for name in ("luo", "he")
    )
    first = know_device(by=luo, known=None, browser="浏览器", at=now())

    second = know_device(by=he, known=first.id, browser="浏览器", at=now())

    assert second.id != first.id
    assert (second.account_id, Device.objects.get(id=first.id).account_id) == (
        he.account_id,
        luo.account_id,
    )


def test_sessions_that_ended_by_time_are_removed_by_the_next_sign_in(cast: Cast) -> None:
    luo = Account.objects.get(username="luo")
    Client().force_login(luo)
    Session.objects.update(expire_date=now())

    know_device(by=acting_as_account(account=luo), known=None, browser="浏览器", at=now())

    assert not Session.objects.exists()


def test_member_without_a_password_changes_none(cast: Cast) -> None:
    by = acting_as_account(account=opened(None))

    with pytest.raises(Refused, match="没有密码，不用改"):
        change_password(by=by, password=PASSWORD, at=now(), here=None)


def test_machine_has_no_sign_in_of_its_own(cast: Cast) -> None:
    machine = replace(acting_as_set_up(), permissions=frozenset({Permission.EDIT_SIGN_IN}))

    with pytest.raises(NotPermitted, match="要由本人登录来做"):
        renew_paper(by=machine)
