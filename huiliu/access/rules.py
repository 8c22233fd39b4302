"""Who may give which role where, the letters of a code, and what somebody with a letter types."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from huiliu.access.roles import INVITATION, SET_UP, RoleName
from huiliu.organisations.choices import RESIDENCE, Kind

FITTING = {
    RoleName.CITY_REGISTRAR: frozenset({Kind.CITY}),
    RoleName.DISTRICT_LIAISON: frozenset({Kind.DISTRICT}),
    RoleName.STREET_CLERK: frozenset({Kind.STREET}),
    RoleName.COMMUNITY_WORKER: frozenset({Kind.COMMUNITY}),
    RoleName.BRANCH_SECRETARY: frozenset(
        {Kind.INDUSTRY_COMMITTEE, Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.GROUP}
    ),
    RoleName.FAR_SECRETARY: frozenset({Kind.OUTSIDE}),
    RoleName.CONTACT_PERSON: frozenset(
        {Kind.COMMUNITY, Kind.INDUSTRY_COMMITTEE, Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.GROUP}
    ),
    RoleName.GRID_WORKER: RESIDENCE,
    RoleName.BUILDING_LEADER: frozenset({Kind.BUILDING}),
    RoleName.CITY_STAFF: frozenset({Kind.CITY}),
    RoleName.AUDITOR: frozenset({Kind.CITY, Kind.DISTRICT}),
    RoleName.SECURITY_ADMIN: frozenset({Kind.CITY}),
    RoleName.SYSTEM_ADMIN: frozenset({Kind.CITY}),
}
"""At which kinds of organisations a role is held."""

# The machines stand at the top: what they pass on was decided by whoever started them.
_LEVELS = {
    SET_UP: 0,
    INVITATION: 0,
    RoleName.CITY_REGISTRAR: 0,
    RoleName.DISTRICT_LIAISON: 1,
    RoleName.STREET_CLERK: 2,
    RoleName.COMMUNITY_WORKER: 3,
    RoleName.BRANCH_SECRETARY: 4,
    RoleName.FAR_SECRETARY: 0,
    RoleName.CONTACT_PERSON: 4,
    RoleName.GRID_WORKER: 4,
    RoleName.BUILDING_LEADER: 4,
    RoleName.CITY_STAFF: 0,
    RoleName.AUDITOR: 0,
    RoleName.SECURITY_ADMIN: 0,
    RoleName.SYSTEM_ADMIN: 0,
}

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
"""31 letters that paper does not confuse. A prime, so that the check letter finds any one wrong
letter and any two neighbours that were swapped."""
CODE_LENGTH = 10
CODE_GROUP = 5


APART = frozenset({RoleName.AUDITOR, RoleName.SECURITY_ADMIN, RoleName.SYSTEM_ADMIN})
"""Roles that watch over the others: whoever holds one of them holds no other."""


def may_be_held_beside(role: RoleName, *, held: Collection[str]) -> bool:
    """Say whether somebody who holds these roles may take this one as well."""
    others = set(held) - {role}
    return not others or (role not in APART and not others & APART)


def fits(role: RoleName, kind: Kind) -> bool:
    return kind in FITTING[role]


def may_give(role: RoleName, *, giver: str) -> bool:
    """Say whether the role is not above the giver's own. Where it may be given is the range's."""
    return giver in _LEVELS and _LEVELS[giver] <= _LEVELS[role]


def roles_to_give(*, giver: str, kind: Kind) -> list[RoleName]:
    return [role for role in RoleName if may_give(role, giver=giver) and fits(role, kind)]


def new_code() -> str:
    """Return a code for paper; its last letter checks the others."""
    body = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH - 1))
    return body + check_letter(body)


def check_letter(body: str) -> str:
    total = sum(place * LETTERS.index(letter) for place, letter in enumerate(body, start=1))
    return LETTERS[total % len(LETTERS)]


def read_code(text: str) -> str:
    """Return the code without what people write between its letters."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def is_code(code: str) -> bool:
    """Say whether this can be a code at all; if not, a letter was mistyped."""
    if len(code) != CODE_LENGTH or not set(code) <= set(LETTERS):
        return False
    return check_letter(code[:-1]) == code[-1]


def written_code(code: str) -> str:
    """Return the code in two groups, as a letter shows it."""
    return f"{code[:CODE_GROUP]}-{code[CODE_GROUP:]}"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody with a letter typed, and the network that it came from."""

    code: str
    username: str
    password: str
    network: str
