"""Accounts are opened and closed here."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission

# The framework has these words in English alone.
_WEAK = {
    "password_too_short": "密码太短，请至少用 12 位。",
    "password_too_common": "这个密码很多人用，容易被猜到，请换一个。",
}
_UNFIT = "这个密码不合适，请换一个。"


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
        weak = [_WEAK.get(str(one.code), _UNFIT) for one in problem.error_list]
        raise Refused("".join(weak)) from problem
