"""Codes that open an account, and binding an account to the person it is."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from hmac import compare_digest
from uuid import UUID

from huiliu.access.code_rules import LIFETIME, Asking, asking, opens, six_digits
from huiliu.access.codes import count_code
from huiliu.access.models import Invitation, Oneself, OneTimeCode
from huiliu.access.queries import (
    account_of_oneself,
    digest_of_six,
    free_username,
    is_members_alone,
)
from huiliu.accounts.actions import open_account, remove_account
from huiliu.accounts.models import Account
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission
from huiliu.core.register import kept_since

ASKING_WORDS = {
    Asking.TOO_SOON: "一分钟里只发一次，请稍等一会儿再要。",
    Asking.TOO_MANY: "一天里最多发五次，请明天再来，或者请您的联系人带您看。",
}


@action(Permission.EDIT_ACCOUNT)
def bind_self(*, by: Acting, account: Account, person: UUID) -> Oneself:
    """Say that an account is this person row."""
    bound, new = Oneself.objects.get_or_create(person=person, defaults={"account": account})
    if not new:
        repeated()
        return bound
    record(by=by, act="access.bind_self", subject=bound, person=person)
    return bound


@action(Permission.EDIT_ACCOUNT)
def issue_code(
    *, by: Acting, id: UUID, telephone_digest: bytes, network: str, at: datetime
) -> str | None:
    """Make a code for a number, as often as the rule allows. None where this call made it before.

    All codes of the city wait for each other at its counter, so that two calls of one moment count
    one another. What is refused counts nowhere: the refusal takes the counting back.
    """
    if OneTimeCode.objects.filter(id=id, telephone_digest=telephone_digest).exists():
        repeated()
        return None
    count_code(network=network, at=at)
    earlier = OneTimeCode.objects.filter(telephone_digest=telephone_digest)
    judged = asking(asked=list(earlier.values_list("asked_at", flat=True)), at=at)
    if judged is not Asking.FINE:
        raise Refused(ASKING_WORDS[judged])
    code = six_digits()
    OneTimeCode(
        id=id,
        telephone_digest=telephone_digest,
        code_digest=digest_of_six(id, code),
        asked_at=at,
        ends_at=at + LIFETIME,
    ).save(force_insert=True)
    record(by=by, act="access.issue_code")
    return code


@action(Permission.EDIT_ACCOUNT)
def try_code(*, by: Acting, id: UUID, code: str, at: datetime) -> OneTimeCode | None:
    """Return the code if it is the right one and still opens. Every try counts, the right one too.

    Nothing says why a code does not open; a refusal would take the count back.
    """
    held = OneTimeCode.objects.select_for_update(of=("self",)).filter(id=id).first()
    record(by=by, act="access.try_code")
    if held is None or not opens(
        ends_at=held.ends_at, tries=held.tries, used_at=held.used_at, at=at
    ):
        return None
    held.tries += 1
    held.save(update_fields=["tries"])
    right = compare_digest(bytes(held.code_digest), digest_of_six(id, code))
    return held if right else None


@action(Permission.EDIT_ACCOUNT)
def spend_code(*, by: Acting, code: OneTimeCode, at: datetime) -> None:
    """Say that a code has opened an account; it opens nothing more."""
    code.used_at = at
    code.save(update_fields=["used_at"])
    record(by=by, act="access.spend_code")


@action(Permission.EDIT_ACCOUNT)
def open_own_account(*, by: Acting, name: str, persons: Sequence[UUID]) -> Account:
    """Return the account of somebody, opened if there is none, and bound to all rows of theirs."""
    record(by=by, act="access.open_own_account")
    account = account_of_oneself(persons=persons)
    if account is None:
        account = open_account(by=by, username=free_username(), name=name, password=None)
    for person in persons:
        bind_self(by=by, account=account, person=person)
    return account


@action(Permission.ERASE_FILE)
def unbind_self(*, by: Acting, persons: Collection[UUID]) -> None:
    """Let nobody be these person rows any more; an account that was nothing else goes."""
    bound = Oneself.objects.filter(person__in=list(persons))
    accounts = {one.account for one in bound.select_related("account")}
    bound.delete()
    record(by=by, act="access.unbind_self", detail={"accounts": len(accounts)})
    for account in accounts:
        if is_members_alone(account=account):
            remove_account(by=by, account=account)


@action(Permission.REMOVE_EXPIRED)
def remove_expired_codes(*, by: Acting, day: date) -> int:
    """Remove one-time codes and letters of invitation that ended long enough ago."""
    codes = OneTimeCode.objects.filter(ends_at__date__lt=kept_since("code", day))
    letters = Invitation.objects.filter(ends_at__date__lt=kept_since("invitation", day))
    counts = {"codes": codes.delete()[0], "invitations": letters.delete()[0]}
    record(by=by, act="access.remove_expired_codes", detail=counts)
    return sum(counts.values())
