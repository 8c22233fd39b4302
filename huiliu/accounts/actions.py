"""Accounts are opened and closed here; devices, sessions and second factors are kept."""

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from huiliu.accounts.choices import FactorKind
from huiliu.accounts.digits import paper_codes, read_typed, step_of
from huiliu.accounts.models import Account, Device, Factor, RecoveryCode, Session
from huiliu.accounts.queries import opened
from huiliu.accounts.rules import FACTOR_REMEMBERED
from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.blind import digest
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.keys import installation_key
from huiliu.core.permissions import Permission
from huiliu.core.register import kept_since
from huiliu.core.sealing import seal
from huiliu.core.unseen import one_line

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
    account = Account(username=username, name=one_line(name))
    account.set_password(password)
    account.save(force_insert=True)
    record(by=by, act="accounts.open_account", subject=account)
    return account


@action(Permission.ERASE_FILE)
def remove_account(*, by: Acting, account: Account) -> None:
    """Remove the account of somebody whose file is erased, with its devices and sessions."""
    record(by=by, act="accounts.remove_account", subject=account)
    account.delete()


@action(Permission.EDIT_SIGN_IN)
def know_device(*, by: Acting, known: UUID | None, browser: str, at: datetime) -> Device:
    """Say that somebody came in with this browser, and know it from now on."""
    Session.objects.filter(expire_date__lte=at).delete()
    held = Device.objects.filter(account=by.in_person(), ended_at=None)
    device = held.filter(id=known).first() if known else None
    if device is None:
        device = Device(account_id=by.in_person(), browser=browser, known_since=at, last_used_at=at)
        device.save(force_insert=True)
    else:
        device.last_used_at = at
        device.save(update_fields=["last_used_at"])
    record(by=by, act="accounts.sign_in", subject=device)
    return device


@action(Permission.EDIT_SIGN_IN)
def remember_factor(*, by: Acting, device_id: UUID, at: datetime) -> None:
    """Ask for no second factor on this device for a while."""
    device = _own_device(by, device_id)
    device.factor_until = at + FACTOR_REMEMBERED
    device.save(update_fields=["factor_until"])
    record(by=by, act="accounts.remember_factor", subject=device)


@action(Permission.EDIT_SIGN_IN)
def end_device(*, by: Acting, device_id: UUID, at: datetime) -> Device:
    """Know a device no more; whoever is signed in on it is not from the next page on."""
    device = _own_device(by, device_id)
    if device.ended_at is not None:
        repeated()
        return device
    Session.objects.filter(device=device).delete()
    device.ended_at, device.factor_until = at, None
    device.save(update_fields=["ended_at", "factor_until"])
    record(by=by, act="accounts.end_device", subject=device)
    return device


@action(Permission.END_SESSIONS)
def end_sessions(*, by: Acting, account_id: UUID, at: datetime, but: str | None = None) -> int:
    """End all sessions of an account and know its devices no more; `but` is a session to keep.

    Whoever acts for themselves ends their own. Returns how many sessions there were.
    """
    if by.appointment_id is None and by.account_id not in {None, account_id}:
        raise OutOfReach
    account = Account.objects.filter(id=account_id).first()
    if account is None:
        raise OutOfReach
    others = Session.objects.filter(account=account)
    devices = Device.objects.filter(account=account, ended_at=None)
    if but is not None:
        devices = devices.exclude(sessions__session_key=but)
        others = others.exclude(session_key=but)
    devices.update(ended_at=at, factor_until=None)
    ended, _ = others.delete()
    record(by=by, act="accounts.end_sessions", subject=account, detail={"sessions": ended})
    return ended


@action(Permission.EDIT_SIGN_IN)
def change_password(*, by: Acting, password: str, at: datetime, here: str | None) -> Account:
    """Take a new password; every session but this one ends, and no other device is known."""
    account = Account.objects.select_for_update().get(id=by.in_person())
    if not account.has_usable_password():
        raise Refused("您是用手机号进来的，没有密码，不用改。")
    _accept(password)
    if account.check_password(password):
        raise Refused("新密码和现在的一样，请换一个。")
    account.set_password(password)
    account.save(update_fields=["password"])
    record(by=by, act="accounts.change_password", subject=account)
    end_sessions(by=by, account_id=account.id, at=at, but=here)
    return account


@action(Permission.EDIT_SIGN_IN)
def add_app(*, by: Acting, secret: bytes, code: str, at: datetime) -> list[str]:
    """Take an app that shows six digits as second factor, in the place of one that there was.

    Returns new codes for paper, which are told this once.
    """
    step = step_of(secret, code, at=at, after=0)
    if step is None:
        raise Refused("六位数不对。手机的时间要准，再看一眼现在显示的六位数。")
    Factor.objects.filter(account=by.in_person(), kind=FactorKind.APP).delete()
    _add_factor(by, FactorKind.APP, secret, at=at, step=step)
    return _new_paper(by)


@action(Permission.EDIT_SIGN_IN)
def give_factor(*, by: Acting, code: str, at: datetime) -> bool:
    """Say whether six digits or a code on paper are right. Neither opens a second time."""
    typed = read_typed(code)
    record(by=by, act="accounts.give_factor")
    held = Factor.objects.select_for_update().filter(account=by.in_person(), kind=FactorKind.APP)
    for factor in held:
        step = step_of(opened(factor), typed, at=at, after=factor.last_step)
        if step is not None:
            factor.last_step, factor.last_used_at = step, at
            factor.save(update_fields=["last_step", "last_used_at"])
            return True
    paper = RecoveryCode.objects.filter(account=by.in_person(), used_at=None)
    return bool(paper.filter(code_digest=_paper_digest(by, typed)).update(used_at=at))


@action(Permission.EDIT_SIGN_IN)
def add_passkey(*, by: Acting, credential: bytes, counter: int, at: datetime) -> list[str]:
    """Take a passkey as second factor; return codes for paper if there are none yet."""
    _add_factor(by, FactorKind.PASSKEY, credential, at=at, step=counter)
    has_paper = RecoveryCode.objects.filter(account=by.in_person()).exists()
    return [] if has_paper else _new_paper(by)


@action(Permission.EDIT_SIGN_IN)
def give_passkey(*, by: Acting, credential: bytes, counter: int, at: datetime) -> bool:
    """Note that a passkey was used. One that counts backwards is a copy, and opens nothing."""
    record(by=by, act="accounts.give_factor")
    held = Factor.objects.select_for_update().filter(
        account=by.in_person(), kind=FactorKind.PASSKEY
    )
    factor = next((one for one in held if opened(one) == credential), None)
    if factor is None or ((counter or factor.last_step) and counter <= factor.last_step):
        return False
    factor.last_step, factor.last_used_at = counter, at
    factor.save(update_fields=["last_step", "last_used_at"])
    return True


@action(Permission.EDIT_SIGN_IN)
def remove_factor(*, by: Acting, factor_id: UUID) -> None:
    """Forget one of several second factors; the last one stays."""
    held = list(Factor.objects.select_for_update().filter(account=by.in_person()))
    factor = next((one for one in held if one.id == factor_id), None)
    if factor is None:
        raise OutOfReach
    if len(held) == 1:
        raise Refused("这是唯一的第二道验证，不能去掉。要换手机，请直接加新的。")
    record(by=by, act="accounts.remove_factor", subject=factor)
    factor.delete()


@action(Permission.EDIT_SIGN_IN)
def renew_paper(*, by: Acting) -> list[str]:
    """Make new codes for paper; the old ones open nothing any more."""
    record(by=by, act="accounts.renew_paper")
    return _new_paper(by)


@action(Permission.RESET_FACTOR)
def reset_factors(*, by: Acting, account: Account, at: datetime) -> int:
    """Forget the second factors of somebody who lost them, and end what is signed in.

    The next sign-in by password asks for a new one. Returns how many there were.
    """
    RecoveryCode.objects.filter(account=account).delete()
    removed, _ = Factor.objects.filter(account=account).delete()
    Session.objects.filter(account=account).delete()
    Device.objects.filter(account=account, ended_at=None).update(ended_at=at, factor_until=None)
    record(by=by, act="accounts.reset_factors", subject=account, detail={"factors": removed})
    return removed


@action(Permission.REMOVE_EXPIRED)
def remove_expired_sign_ins(*, by: Acting, at: datetime, day: date) -> int:
    """Remove sessions that have ended, and devices that nobody has known for long enough."""
    ended = Session.objects.filter(expire_date__lte=at)
    unknown = Device.objects.filter(ended_at__date__lt=kept_since("device", day))
    counts = {"sessions": ended.delete()[0], "devices": unknown.delete()[0]}
    record(by=by, act="accounts.remove_expired_sign_ins", detail=counts)
    return sum(counts.values())


def _own_device(by: Acting, device_id: UUID) -> Device:
    device = Device.objects.select_for_update().filter(id=device_id, account=by.in_person()).first()
    if device is None:
        raise OutOfReach
    return device


def _add_factor(by: Acting, kind: FactorKind, secret: bytes, *, at: datetime, step: int) -> None:
    factor = Factor(
        account_id=by.in_person(), kind=kind, added_at=at, last_used_at=at, last_step=step
    )
    key = installation_key("factor")
    factor.sealed = seal(secret.hex(), key=key, place=factor.place)
    factor.save(force_insert=True)
    record(by=by, act="accounts.add_factor", subject=factor, detail={"kind": kind})


def _new_paper(by: Acting) -> list[str]:
    codes = list(paper_codes())
    RecoveryCode.objects.filter(account=by.in_person()).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account_id=by.in_person(), code_digest=_paper_digest(by, read_typed(code)))
        for code in codes
    )
    return codes


def _paper_digest(by: Acting, code: str) -> bytes:
    return digest("recovery_code", f"{by.in_person()}:{code}")


def _accept(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as problem:
        weak = [_WEAK.get(str(one.code), _UNFIT) for one in problem.error_list]
        raise Refused("".join(weak)) from problem
