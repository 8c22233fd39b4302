"""What somebody types who looks for a person: a name, letters of its pinyin, or a number."""

from dataclasses import dataclass
from enum import Enum, auto

from huiliu.core.unseen import one_line
from huiliu.people.rules import LONGEST_NAME, read_mobile


class How(Enum):
    """By what somebody is looked for."""

    NAME = auto()
    LETTERS = auto()
    NUMBER = auto()
    PART_OF_A_NUMBER = auto()
    """Numbers are sealed, and found whole or not at all."""


@dataclass(frozen=True, slots=True)
class Sought:
    how: How
    text: str


def sought(text: str) -> Sought | None:
    """Return what was meant, or nothing where there is nothing to look for."""
    said = one_line(text)
    number = read_mobile(said)
    if number is not None:
        return Sought(How.NUMBER, number)
    bare = "".join(said.split())
    if not bare or len(bare) > LONGEST_NAME:
        return None
    if any(sign.isdigit() for sign in bare):
        return Sought(How.PART_OF_A_NUMBER, bare)
    letters = bare.lower().replace("ü", "v")
    if letters.isascii() and letters.isalpha():
        return Sought(How.LETTERS, letters)
    return Sought(How.NAME, bare)


def initials(letters: str) -> str:
    """Return the pattern of a pinyin whose syllables begin with these letters."""
    return "^" + " ".join(f"{letter}[a-z]*" for letter in letters)
