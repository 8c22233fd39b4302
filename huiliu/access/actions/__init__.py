"""Everything that is written about who acts where, by what it is about."""

from huiliu.access.actions.appointing import (
    accept_invitation,
    appoint,
    end_appointment,
    invite,
    restore_appointment,
    withdraw_invitation,
)
from huiliu.access.actions.entering import (
    bind_self,
    issue_code,
    open_own_account,
    remove_expired_codes,
    spend_code,
    try_code,
    unbind_self,
)
from huiliu.access.actions.far_lists import (
    Secretary,
    enter_by_letter,
    enter_far_list,
    open_far_list,
    send_far_code,
    shut_far_list,
    write_far_letter,
)
from huiliu.access.actions.reorganising import (
    close_organisation,
    join_outside,
)

__all__ = [
    "Secretary",
    "accept_invitation",
    "appoint",
    "bind_self",
    "close_organisation",
    "end_appointment",
    "enter_by_letter",
    "enter_far_list",
    "invite",
    "issue_code",
    "join_outside",
    "open_far_list",
    "open_own_account",
    "remove_expired_codes",
    "restore_appointment",
    "send_far_code",
    "shut_far_list",
    "spend_code",
    "try_code",
    "unbind_self",
    "withdraw_invitation",
    "write_far_letter",
]
