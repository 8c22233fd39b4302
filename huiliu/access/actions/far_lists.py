"""The door of a home branch outside the city: opened, written to, entered, and shut."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from huiliu.access.actions.entering import issue_code, spend_code, try_code
from huiliu.access.codes import send
from huiliu.access.far_rules import may_last_until
from huiliu.access.models import Appointment, FarList
from huiliu.access.queries import (
    acting_as_sign_in,
    far_digest,
    far_list_kept,
    far_paper_digest,
    free_username,
    telephone_of_far_list,
)
from huiliu.access.roles import RoleName
from huiliu.access.rules import new_code
from huiliu.accounts.actions import open_account
from huiliu.accounts.counters import forget, take_turn
from huiliu.accounts.models import Account
from huiliu.accounts.rules import FAR_LISTS
from huiliu.audit.entries import record
from huiliu.core import keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused, TooMany
from huiliu.core.permissions import Permission
from huiliu.core.sealing import seal_facts
from huiliu.core.unseen import one_line
from huiliu.organisations.models import Organisation

NO_NUMBER = "这份名单没有留手机号，请用信上的编码打开。"
TRIED = "试的次数太多了，请等一会儿再试。"


@dataclass(frozen=True, slots=True)
class Secretary:
    """Who a list is for, and how to reach them: a letter has to do where there is no number."""

    name: str
    telephone: str
    """In eleven digits, or nothing."""
    until: date
    """The first day without it."""


@action(Permission.OPEN_FAR_LIST)
def open_far_list(
    *,
    by: Acting,
    id: UUID,
    organisation: Organisation,
    secretary: Secretary,
    at: datetime,
    day: date,
) -> FarList:
    """Let the secretary of a home outside the city act for it until a day."""
    if not organisation.outside:
        raise Refused("这个党组织在本市，请给它邀请一位书记。")
    if not may_last_until(secretary.until, day=day):
        raise Refused("到哪一天，请选明天以后、一年以内的日子。")
    # Nobody but a machine opens accounts without a password; who had it done is recorded below.
    account = open_account(
        by=acting_as_sign_in(),
        username=free_username(),
        name=one_line(secretary.name),
        password=None,
    )
    appointment = Appointment(
        account=account,
        role=RoleName.FAR_SECRETARY,
        organisation=organisation,
        begins_on=day,
        ends_on=secretary.until,
    )
    appointment.save(force_insert=True)
    far_list = FarList(
        id=id, appointment=appointment, opened_at_path=by.organisation_path or "", opened_at=at
    )
    if secretary.telephone:
        keys.make([far_list.key_id])
        key = keys.of_one(far_list.key_id)
        said = {"telephone": secretary.telephone}
        far_list.sealed = seal_facts(said, key=key, place=far_list.place)
    far_list.save(force_insert=True)
    record(by=by, act="access.open_far_list", subject=organisation)
    return far_list


@action(Permission.OPEN_FAR_LIST)
def write_far_letter(*, by: Acting, far_list_id: UUID, day: date) -> tuple[FarList, str]:
    """Return the code for a letter, once: the one of an earlier letter opens nothing any more."""
    far_list = _locked(by, far_list_id)
    if not far_list.appointment.holds_on(day):
        raise Refused("这份名单已经到期，请重新开一份。")
    code = new_code()
    far_list.paper_digest = far_paper_digest(far_list.id, code)
    far_list.save(update_fields=["paper_digest"])
    record(by=by, act="access.write_far_letter", subject=far_list)
    return far_list, code


@action(Permission.OPEN_FAR_LIST)
def shut_far_list(*, by: Acting, far_list_id: UUID, at: datetime, day: date) -> FarList:
    """Shut a list from today: whoever is in it is out with the next press. The number is forgotten.

    One that is over keeps the day on which it was.
    """
    far_list = _locked(by, far_list_id)
    appointment = far_list.appointment
    if not appointment.holds_on(day) and far_list.sealed is None and far_list.paper_digest is None:
        repeated()
        return far_list
    if appointment.holds_on(day):
        appointment.ends_on, appointment.end_set_at = day, at
        appointment.save(update_fields=["ends_on", "end_set_at"])
    far_list.sealed = far_list.paper_digest = None
    far_list.save(update_fields=["sealed", "paper_digest"])
    transaction.on_commit(partial(keys.destroy, [far_list.key_id]))
    record(by=by, act="access.shut_far_list", subject=far_list)
    return far_list


@action(Permission.EDIT_ACCOUNT)
def send_far_code(
    *, by: Acting, id: UUID, far_list: FarList, network: str, at: datetime, day: date
) -> None:
    """Send six digits to the number of a list; as often as to anybody, and not once it is over."""
    telephone = telephone_of_far_list(far_list) if far_list.appointment.holds_on(day) else ""
    if not telephone:
        raise Refused(NO_NUMBER)
    digest = far_digest(far_list.id)
    code = issue_code(by=by, id=id, telephone_digest=digest, network=network, at=at)
    record(by=by, act="access.send_far_code", subject=far_list)
    if code is not None:
        send(telephone=telephone, code=code)


@action(Permission.EDIT_ACCOUNT)
def enter_far_list(
    *, by: Acting, far_list: FarList, code_id: UUID, code: str, at: datetime, day: date
) -> Account | None:
    """Return the account behind a list, for the six digits that were sent for it.

    A code that opens nothing is no refusal, which would take back that its try was counted.
    """
    record(by=by, act="access.enter_far_list", subject=far_list)
    held = try_code(by=by, id=code_id, code=code, at=at)
    if held is None or bytes(held.telephone_digest) != far_digest(far_list.id):
        return None
    if not far_list.appointment.holds_on(day):
        return None
    spend_code(by=by, code=held, at=at)
    return far_list.appointment.account


@action(Permission.EDIT_ACCOUNT)
def enter_by_letter(
    *, by: Acting, far_list: FarList, code: str, at: datetime, day: date
) -> Account | None:
    """Return the account behind a list, for the code of its letter; guesses become slow."""
    record(by=by, act="access.enter_by_letter", subject=far_list)
    wait = take_turn(FAR_LISTS, subject=str(far_list.id), at=at)
    if wait is not None:
        raise TooMany(TRIED, wait)
    digest = far_list.paper_digest
    right = digest is not None and bytes(digest) == far_paper_digest(far_list.id, code)
    if not right or not far_list.appointment.holds_on(day):
        return None
    forget(FAR_LISTS, subject=str(far_list.id))
    return far_list.appointment.account


def _locked(by: Acting, id: UUID) -> FarList:
    list(FarList.objects.select_for_update().filter(id=id).values_list("id"))
    far_list = far_list_kept(by=by, id=id)
    if far_list is None:
        raise OutOfReach
    return far_list
