"""Accounts are opened and closed here."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission


@action(Permission.EDIT_ACCOUNT)
def open_account(*, by: Acting, username: str, name: str, password: str | None) -> Account:
    """Open an account; without a password it is entered by one-time code alone."""
    known = Account.objects.filter(username=username).first()
    if known:
        repeated()
        return known
    if password is not None:
        _accept(password)
    account = Account(username=username, name=name)
    account.set_password(password)
    account.save(force_insert=True)
    record(by=by, act="accounts.open_account", subject=account)
    return account


def _accept(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as problem:
        raise Refused("".join(str(words) for words in problem.messages)) from problem
