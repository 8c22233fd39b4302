"""What somebody does with their own sign-in touches nobody else's: two accounts with all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client

from huiliu.access.queries import acting_as_account
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import (
    add_app,
    add_passkey,
    end_sessions,
    give_factor,
    give_passkey,
    know_device,
    remove_factor,
    renew_paper,
    reset_factors,
)
from huiliu.accounts.choices import FactorKind
from huiliu.accounts.digits import PAPER_CODES, digits_at, new_secret
from huiliu.accounts.models import Account, Device, Factor, RecoveryCode, Session
from huiliu.accounts.queries import devices_of, factors_of, has_factor, paper_left, passkeys_of
from huiliu.core.acting import Acting
from huiliu.core.clock import now
from huiliu.core.errors import OutOfReach
from tests.cast import Cast
from tests.offices import in_office

LATER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with an app, a passkey, codes on paper, a device and a session on it."""

    by: Acting
    account: Account
    secret: bytes
    credential: bytes
    paper: list[str]
    device: Device


def owning(username: str, *, at: datetime) -> Owner:
    account = Account.objects.get(username=username)
    by, secret, credential = acting_as_account(account=account), new_secret(), username.encode()
    paper = add_app(by=by, secret=secret, code=digits_at(secret, at), at=at)
    add_passkey(by=by, credential=credential, counter=1, at=at)
    device = know_device(by=by, known=None, browser=f"{username}的浏览器", at=at)
    Client().force_login(account)
    Session.objects.filter(account=account).update(device=device)
    return Owner(by, account, secret, credential, paper, device)


@pytest.fixture
def at() -> datetime:
    return now()


@pytest.fixture
def luo(cast: Cast, at: datetime) -> Owner:
    return owning("luo", at=at)


@pytest.fixture
def he(cast: Cast, at: datetime) -> Owner:
    return owning("he", at=at)


def kept(owner: Owner) -> list[object]:
    """Return all that is kept of somebody's sign-in, but the moments of the last use."""
    held = {"account": owner.account}
    return [
        list(Factor.objects.filter(**held).order_by("id").values_list("id", "last_step")),
        list(RecoveryCode.objects.filter(**held).order_by("id").values_list("id", "used_at")),
        list(Device.objects.filter(**held).order_by("id").values_list("id", "ended_at")),
        list(Session.objects.filter(**held).values_list("session_key", "device")),
    ]


ACTS: dict[str, Callable[[Owner, datetime], object]] = {
    "another app": lambda owner, at: add_app(
        by=owner.by, secret=owner.secret, code=digits_at(owner.secret, at), at=at
    ),
    "six digits": lambda owner, at: give_factor(
        by=owner.by, code=digits_at(owner.secret, at + LATER), at=at + LATER
    ),
    "a code on paper": lambda owner, at: give_factor(by=owner.by, code=owner.paper[0], at=at),
    "a passkey": lambda owner, at: give_passkey(
        by=owner.by, credential=owner.credential, counter=2, at=at
    ),
    "one factor less": lambda owner, _at: remove_factor(
        by=owner.by, factor_id=factors_of(account=owner.account)[0].id
    ),
    "new paper": lambda owner, _at: renew_paper(by=owner.by),
    "all sessions ended": lambda owner, at: end_sessions(
        by=owner.by, account_id=owner.account.id, at=at
    ),
    "all factors reset": lambda owner, at: reset_factors(
        by=in_office(RoleName.SECURITY_ADMIN, "4201"), account=owner.account, at=at
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_own_act_changes_the_own_and_leaves_those_of_another(
    luo: Owner, he: Owner, at: datetime, act: str
) -> None:
    own, of_another = kept(luo), kept(he)

    ACTS[act](luo, at)

    assert kept(luo) != own
    assert kept(he) == of_another


def test_factor_of_another_opens_nothing(luo: Owner, he: Owner, at: datetime) -> None:
    later = at + LATER
    given = [
        give_factor(by=luo.by, code=digits_at(he.secret, later), at=later),
        give_factor(by=luo.by, code=he.paper[0], at=later),
        give_passkey(by=luo.by, credential=he.credential, counter=2, at=later),
    ]

    assert given == [False] * 3


def test_factor_of_another_is_not_there_to_be_removed(luo: Owner, he: Owner) -> None:
    theirs = factors_of(account=he.account)[0].id

    with pytest.raises(OutOfReach):
        remove_factor(by=luo.by, factor_id=theirs)


def test_first_passkey_brings_paper_whatever_others_have(luo: Owner, he: Owner) -> None:
    RecoveryCode.objects.filter(account=luo.account).delete()

    paper = add_passkey(by=luo.by, credential=b"second", counter=1, at=now())

    assert len(paper) == paper_left(account=luo.account) == PAPER_CODES


def test_everybody_is_shown_their_own(luo: Owner, he: Owner, at: datetime) -> None:
    [device] = devices_of(account=luo.account, here=None, at=at)

    assert (device.id, device.signed_in, device.here) == (luo.device.id, True, False)
    assert [one.kind for one in factors_of(account=luo.account)] == [
        FactorKind.APP,
        FactorKind.PASSKEY,
    ]
    assert passkeys_of(account=luo.account) == [b"luo"]
    assert paper_left(account=luo.account) == len(luo.paper)


def test_session_of_another_is_not_here(luo: Owner, he: Owner, at: datetime) -> None:
    of_another = Session.objects.get(account=he.account)
    Session.objects.filter(account=he.account).update(device=luo.device)

    [device] = devices_of(account=luo.account, here=of_another.session_key, at=at)

    assert not device.here


def test_nobody_has_a_factor_because_another_has(he: Owner) -> None:
    assert not has_factor(account=Account.objects.get(username="luo"))
