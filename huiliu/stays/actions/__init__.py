"""Everything that is written about stays, by what it is about."""

from huiliu.stays.actions.answering import (
    accept_stay,
    confirm_home,
    disown_stay,
    dispatch_stay,
    name_home,
    refuse_stay,
)
from huiliu.stays.actions.climbing import climb_stay, find_overdue
from huiliu.stays.actions.far_homes import find_over_far_lists, open_far_home, shut_far_home
from huiliu.stays.actions.first_rules import set_first_rules
from huiliu.stays.actions.following import follow_course
from huiliu.stays.actions.moving import Said, take_back_own_step, take_back_step
from huiliu.stays.actions.naming import name_contact_person
from huiliu.stays.actions.registering import (
    erase_stays,
    join_stays,
    move_tallies,
    open_again,
    open_stays,
    remove_stays,
)
from huiliu.stays.actions.telling import (
    be_found,
    doubt_stay,
    end_stay,
    find_again,
    go_home,
    move_oneself,
    move_stay,
)
from huiliu.stays.actions.windows import restore_window, turn_window

__all__ = [
    "Said",
    "accept_stay",
    "be_found",
    "climb_stay",
    "confirm_home",
    "disown_stay",
    "dispatch_stay",
    "doubt_stay",
    "end_stay",
    "erase_stays",
    "find_again",
    "find_over_far_lists",
    "find_overdue",
    "follow_course",
    "go_home",
    "join_stays",
    "move_oneself",
    "move_stay",
    "move_tallies",
    "name_contact_person",
    "name_home",
    "open_again",
    "open_far_home",
    "open_stays",
    "refuse_stay",
    "remove_stays",
    "restore_window",
    "set_first_rules",
    "shut_far_home",
    "take_back_own_step",
    "take_back_step",
    "turn_window",
]
