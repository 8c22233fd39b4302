"""What may be taken out, and which numbers and passwords stand on paper."""

import secrets
from datetime import date, timedelta

from huiliu.access.rules import LETTERS, check_letter

MOST_ALONE = 50
"""People whom one account may take out of one set in a day; beyond it a second person agrees."""
MOST_ON_PAPER = 50
"""People on one call list; the next ones come when these were called."""
LONGEST_PERMIT = timedelta(days=92)
NUMBER_LENGTH = 8
NUMBER_GROUP = 4
PASSWORD_LENGTH = 16


def needs_second(*, taken: set[str], wanted: set[str]) -> bool:
    """Say whether a second person has to agree, after what the account took out within a day."""
    return len(taken | wanted) > MOST_ALONE


def may_last_until(ends_on: date, *, day: date) -> bool:
    return day < ends_on <= day + LONGEST_PERMIT


def new_number() -> str:
    """Return a number for paper; its last letter checks the others."""
    body = "".join(secrets.choice(LETTERS) for _ in range(NUMBER_LENGTH - 1))
    return body + check_letter(body)


def number_from(digest: bytes) -> str:
    """Return the number that a digest stands for, the same each time."""
    rest, letters = int.from_bytes(digest), []
    for _ in range(NUMBER_LENGTH - 1):
        rest, at = divmod(rest, len(LETTERS))
        letters.append(LETTERS[at])
    body = "".join(letters)
    return body + check_letter(body)


def is_number(text: str) -> bool:
    """Say whether this can be a number at all; if not, a letter was misread."""
    if len(text) != NUMBER_LENGTH or not set(text) <= set(LETTERS):
        return False
    return check_letter(text[:-1]) == text[-1]


def new_password() -> str:
    """Return sixteen letters: 79 bits, that nobody tries out."""
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH))


def in_groups(text: str) -> str:
    """Return letters by fours, as people read them to each other."""
    return "-".join(text[at : at + NUMBER_GROUP] for at in range(0, len(text), NUMBER_GROUP))
