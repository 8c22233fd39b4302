"""The values that a roster row can say."""

from dataclasses import dataclass

from huiliu.core.dates import Written
from huiliu.people.rules import CitizenNumber


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of a national set with the text that was written; no code where it is unknown."""

    code: str | None
    text: str


# Plain texts, days that could not be read and codes nobody knows stay as they were written.
Said = str | int | bool | Written | Coded | CitizenNumber
