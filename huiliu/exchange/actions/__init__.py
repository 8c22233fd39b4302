"""Everything that is written about rosters that come in and lists that go out."""

from huiliu.exchange.actions.ending import (
    erase_traces,
    remove_expired_exports,
    remove_expired_rosters,
)
from huiliu.exchange.actions.exports import (
    Taken,
    Traced,
    Wanted,
    agree_export,
    ask_export,
    give_password,
    refuse_export,
    take_export,
    trace_export,
    withdraw_export,
)
from huiliu.exchange.actions.permits import end_permit, permit_export
from huiliu.exchange.actions.registering import (
    Registration,
    Told,
    Unregistrable,
    register_person,
)
from huiliu.exchange.actions.rosters import (
    APPLY,
    Brought,
    add_synonym,
    answer_missing,
    apply_batch,
    apply_roster,
    check_roster,
    drop_batch,
    follow_person,
    recheck_batch,
    remove_synonym,
    undo_batch,
)

__all__ = [
    "APPLY",
    "Brought",
    "Registration",
    "Taken",
    "Told",
    "Traced",
    "Unregistrable",
    "Wanted",
    "add_synonym",
    "agree_export",
    "answer_missing",
    "apply_batch",
    "apply_roster",
    "ask_export",
    "check_roster",
    "drop_batch",
    "end_permit",
    "erase_traces",
    "follow_person",
    "give_password",
    "permit_export",
    "recheck_batch",
    "refuse_export",
    "register_person",
    "remove_expired_exports",
    "remove_expired_rosters",
    "remove_synonym",
    "take_export",
    "trace_export",
    "undo_batch",
    "withdraw_export",
]
