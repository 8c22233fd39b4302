"""Which files a telephone number opens to whoever holds it. Plain rules over what files show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from huiliu.people.rules import Name, read_name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file in which the number stands, with what tells two people apart."""

    rows: tuple[UUID, ...]
    name: str
    sex: str
    birth_year: int | None
    citizen_number: str


def wants_name(candidates: Collection[Candidate]) -> bool:
    """Say whether several people share the number."""
    return len({candidate.name for candidate in candidates}) > 1


def named(candidates: Sequence[Candidate], *, name: str) -> list[Candidate]:
    read = read_name(name)
    return [one for one in candidates if isinstance(read, Name) and one.name == read.text]


def may_be_one(candidates: Sequence[Candidate]) -> bool:
    """Say whether files of one name and number can be one person: nothing in them contradicts.

    Home and host may each have a file of the same member; a namesake is somebody else.
    """
    sexes = {one.sex for one in candidates} - {"0"}
    numbers = {one.citizen_number for one in candidates} - {""}
    years = [one.birth_year for one in candidates if one.birth_year is not None]
    return (
        len(sexes) <= 1 and len(numbers) <= 1 and max(years, default=0) - min(years, default=0) <= 1
    )
