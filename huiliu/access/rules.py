"""Who may give which role where, the letters of a code, and how often a code may be guessed."""

import secrets
from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network

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
    RoleName.GRID_WORKER: RESIDENCE,
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
    RoleName.GRID_WORKER: 4,
}

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
"""31 letters that paper does not confuse. A prime, so that the check letter finds any one wrong
letter and any two neighbours that were swapped."""
CODE_LENGTH = 10
CODE_GROUP = 5

TRIES = 10
TRIES_WITHIN = timedelta(hours=1)


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


def network_of(address: str) -> str:
    """Return the network of an address, which is as exactly as it is kept; "" of what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    plain = getattr(found, "ipv4_mapped", None) or found
    width = 24 if isinstance(plain, IPv4Address) else 64
    return str(ip_network(f"{plain}/{width}", strict=False))
