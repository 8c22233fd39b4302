"""What the fields of one row must have to do with each other and with the day of reading."""

from collections.abc import Iterator, Mapping
from datetime import date

from huiliu.core.dates import Written
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.findings import Finding
from huiliu.exchange.roster.problems import Code
from huiliu.exchange.roster.said import Coded, Said
from huiliu.people.rules import CitizenNumber

# Whoever joined in these years became a full member on the same day.
NO_PROBATION_FROM = date(1969, 4, 1)
NO_PROBATION_TO = date(1977, 8, 11)
AGE_OF_JOINING = 18

_SEXES = {"1": "男", "2": "女"}
_PROBATIONARY = "02"
_MAY_BE_AHEAD = frozenset({Field.BACK_EXPECTED_ON})


def disagreements(said: Mapping[Field, Said], today: date) -> Iterator[Finding]:
    yield from _days_ahead(said, today)
    number = said.get(Field.CITIZEN_NUMBER)
    born = said.get(Field.BORN_ON)
    if isinstance(number, CitizenNumber):
        yield from _against_number(said, number, today)
        born = Written(number.born_on)
    joined, full = said.get(Field.JOINED_ON), said.get(Field.FULL_ON)
    if isinstance(joined, Written) and isinstance(full, Written):
        yield from _joined_and_full(joined, full)
    if isinstance(born, Written):
        yield from _against_birth(said, born, today)


def _days_ahead(said: Mapping[Field, Said], today: date) -> Iterator[Finding]:
    expected = _MAY_BE_AHEAD | ({Field.FULL_ON} if _on_probation(said) else set())
    for field, value in said.items():
        if type(value) is Written and value.day > today and field not in expected:
            yield Finding(field, Code.DATE_IN_FUTURE, said=value.text)


def _on_probation(said: Mapping[Field, Said]) -> bool:
    """Whether somebody is still to become a full member, so that the day may be written ahead."""
    category = said.get(Field.CATEGORY)
    return isinstance(category, Coded) and category.code == _PROBATIONARY


def _against_number(
    said: Mapping[Field, Said], number: CitizenNumber, today: date
) -> Iterator[Finding]:
    born_on = number.born_on
    if born_on > today:
        yield Finding(Field.CITIZEN_NUMBER, Code.NUMBER_IN_FUTURE)
    sex = said.get(Field.SEX)
    if isinstance(sex, Coded) and sex.code in _SEXES and sex.code != number.sex:
        yield Finding(Field.SEX, Code.SEX_DISAGREES, said=sex.text, other=_SEXES[number.sex])
    born = said.get(Field.BORN_ON)
    if isinstance(born, Written) and not born.agrees_with(born_on):
        yield Finding(
            Field.BORN_ON, Code.BIRTH_DISAGREES, said=born.text, other=born_on.isoformat()
        )


def _joined_and_full(joined: Written, full: Written) -> Iterator[Finding]:
    """Compare as exactly as both were written; two equal years alone prove nothing."""
    if joined.precision == full.precision == "day":
        order = (joined.day > full.day) - (joined.day < full.day)
    else:
        length = min(len(joined.text), len(full.text))
        first, second = joined.text[:length], full.text[:length]
        order = (first > second) - (first < second)
    without_probation = _without_probation(joined)
    if order > 0:
        yield Finding(Field.JOINED_ON, Code.JOINED_AFTER_FULL, said=joined.text, other=full.text)
    elif order < 0 and without_probation:
        yield Finding(Field.FULL_ON, Code.NO_PROBATION_THEN)
    elif order == 0 and not without_probation and "year" not in {joined.precision, full.precision}:
        yield Finding(Field.JOINED_ON, Code.JOINED_EQUALS_FULL, said=joined.text)


def _without_probation(joined: Written) -> bool:
    if joined.precision == "day":
        return NO_PROBATION_FROM <= joined.day <= NO_PROBATION_TO
    start, end = NO_PROBATION_FROM.isoformat(), NO_PROBATION_TO.isoformat()
    return start[: len(joined.text)] <= joined.text <= end[: len(joined.text)]


def _against_birth(said: Mapping[Field, Said], born: Written, today: date) -> Iterator[Finding]:
    age = said.get(Field.AGE)
    expected = today.year - born.day.year
    # Ages are counted by birthdays, by calendar years, and from one at birth.
    if isinstance(age, int) and abs(age - expected) > 1:
        yield Finding(Field.AGE, Code.AGE_DISAGREES, said=str(age), other=str(expected))
    joined = said.get(Field.JOINED_ON)
    if isinstance(joined, Written):
        years = joined.day.year - born.day.year
        if years < AGE_OF_JOINING and joined.precision == born.precision == "day":
            yield Finding(Field.JOINED_ON, Code.JOINED_YOUNG)
