"""Somebody lost the telephone and the paper: the operator lets them begin anew."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huiliu.access.queries import acting_as_account
from huiliu.accounts.actions import add_app
from huiliu.accounts.digits import digits_at, new_secret
from huiliu.accounts.models import Account, Factor, RecoveryCode, Session
from huiliu.core.clock import now
from tests.cast import PASSWORD, Cast


def test_lost_factor_is_forgotten_and_asked_for_anew(cast: Cast, settings: Settings) -> None:
    settings.HUILIU_SECOND_FACTOR = "required"
    account = Account.objects.get(username="luo")
    secret, before = new_secret(), now() - timedelta(hours=1)
    by = acting_as_account(account=account)
    add_app(by=by, secret=secret, code=digits_at(secret, before), at=before)
    form = {"username": "luo", "password": PASSWORD}
    thief, owner, said = Client(), Client(), StringIO()
    thief.post(reverse("sign_in"), form)

    call_command("reset_factor", "luo", stdout=said)

    assert "罗社区的第二道验证去掉了 1 个" in said.getvalue()
    assert (Factor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert not Session.objects.filter(account=account).exists()
    assert thief.get(reverse("home")).url == reverse("sign_in")
    owner.post(reverse("sign_in"), form)
    assert owner.get(reverse("due_list")).url == reverse("add_factor")


def test_name_that_nobody_has_is_told(cast: Cast) -> None:
    with pytest.raises(CommandError, match="没有登录名是 nobody 的账号。"):
        call_command("reset_factor", "nobody", stdout=StringIO())
