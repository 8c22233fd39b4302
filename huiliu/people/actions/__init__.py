"""Everything that is written about people's files, by what it is about."""

from huiliu.people.actions.entering import (
    Caller,
    Entering,
    break_glass,
    enter_by_code,
    send_sign_in_code,
)
from huiliu.people.actions.files import (
    erase_file,
    finish_erasures,
    move_file,
    open_files,
    refresh_files,
    remove_sightings,
    show,
)
from huiliu.people.actions.looking_up import look_up_number
from huiliu.people.actions.matches import (
    agree_match,
    join_files,
    refuse_match,
    sides_of,
)
from huiliu.people.actions.own import (
    FACT_LENGTH,
    change_telephone,
    correct_fact,
    hide_fact,
    unhide_fact,
)

__all__ = [
    "FACT_LENGTH",
    "Caller",
    "Entering",
    "agree_match",
    "break_glass",
    "change_telephone",
    "correct_fact",
    "enter_by_code",
    "erase_file",
    "finish_erasures",
    "hide_fact",
    "join_files",
    "look_up_number",
    "move_file",
    "open_files",
    "refresh_files",
    "refuse_match",
    "remove_sightings",
    "send_sign_in_code",
    "show",
    "sides_of",
    "unhide_fact",
]
