"""What every action has: a permission, a transaction, an entry."""

from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError

from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.actions import NotRecorded, action, repeated
from huiliu.core.errors import NotPermitted, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from tests.cast import Cast

MACHINE = Acting(
    name="machine:test", role="machine:test", permissions=frozenset({Permission.EDIT_ACCOUNT})
)


@action(Permission.EDIT_ACCOUNT)
def rename(*, by: Acting, account: Account, name: str) -> None:
    if not name:
        raise Refused("请写上姓名。")
    Account.objects.filter(id=account.id).update(name=name)
    record(by=by, act="accounts.rename", subject=account)


@action(Permission.EDIT_ACCOUNT)
def rename_in_silence(*, by: Acting, account: Account, name: str) -> None:
    Account.objects.filter(id=account.id).update(name=name)


@action(Permission.EDIT_ACCOUNT)
def rename_then_refuse(*, by: Acting, account: Account) -> None:
    rename(by=by, account=account, name="后来")
    rename(by=by, account=account, name="")


@action(Permission.EDIT_ACCOUNT)
def do_nothing_again(*, by: Acting) -> None:
    repeated()


@action(Permission.EDIT_ACCOUNT)
def open_again(*, by: Acting, id: UUID, username: str) -> None:
    Account(id=id, username=username, name="又一个").save(force_insert=True)
    record(by=by, act="accounts.open_again")


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(username="test", name="先前")


def test_action_without_the_permission_is_refused(cast: Cast, account: Account) -> None:
    with pytest.raises(NotPermitted):
        rename(by=cast.luo, account=account, name="后来")

    account.refresh_from_db()
    assert account.name == "先前"


def test_action_that_leaves_no_entry_changes_nothing(account: Account) -> None:
    with pytest.raises(NotRecorded):
        rename_in_silence(by=MACHINE, account=account, name="后来")

    account.refresh_from_db()
    assert account.name == "先前"


def test_refusal_that_is_caught_leaves_nothing_of_the_act(account: Account) -> None:
    with scope.entered(MACHINE.reach):
        with pytest.raises(Refused, match="请写上姓名"):
            rename_then_refuse(by=MACHINE, account=account)

        account.refresh_from_db()
        assert account.name == "先前"


def test_repeated_action_needs_no_entry(db: None) -> None:
    do_nothing_again(by=MACHINE)


def test_id_that_is_anothers_row_already_is_refused_in_words(account: Account) -> None:
    with pytest.raises(Refused, match="这个页面已经用过了"):
        open_again(by=MACHINE, id=account.id, username="another")


def test_other_rule_of_a_table_that_is_broken_is_a_fault_of_ours(account: Account) -> None:
    with pytest.raises(IntegrityError, match="username"):
        open_again(by=MACHINE, id=new_id(), username=account.username)


def test_nothing_is_repeated_outside_an_action() -> None:
    repeated()

    with pytest.raises(KeyError):
        do_nothing_again()


def test_entry_that_fails_takes_the_act_with_it(account: Account) -> None:
    too_long = Acting(name="人" * 61, role="machine:test", permissions=MACHINE.permissions)

    with pytest.raises(DatabaseError):
        rename(by=too_long, account=account, name="后来")

    account.refresh_from_db()
    assert account.name == "先前"


def test_entry_says_as_whom(cast: Cast, everything: None) -> None:
    record(by=cast.luo, act="test.act", person=cast.luo.account_id)

    with_person = Entry.objects.filter(person=cast.luo.account_id)
    assert list(with_person) == []
    assert Reach.everywhere().trail is None
