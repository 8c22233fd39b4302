"""What a row says, as it is stored in a sighting, and back."""

import json
from collections.abc import Mapping
from typing import Any

from huiliu.core.blind import digest
from huiliu.core.dates import Written, parse_day
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.rows import Row
from huiliu.exchange.roster.said import Coded, Said
from huiliu.people.choices import PLAIN
from huiliu.people.codes import CodeSet, name_of
from huiliu.people.matching import Origin, Seen, Side
from huiliu.people.models import Sighting
from huiliu.people.rules import CitizenNumber

FIRST_15 = "first_15"
TELEPHONES = ("mobile", "telephone", "landline")
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
UNSTORED = frozenset({Field.SERIAL, Field.AGE})
"""A place in a list, and a number that is untrue from next year on."""


def facts_of(row: Row, seen: Seen) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the plain facts and those to be sealed, as JSON can hold them."""
    plain: dict[str, Any] = {}
    sealed: dict[str, Any] = {}
    for field, value in row.said.items():
        if field.kept and field not in UNSTORED:
            (plain if field in PLAIN else sealed)[field.value] = _stored(value)
    if row.first_15:
        sealed[FIRST_15] = row.first_15
    if seen.home and "branch" not in plain:
        plain["branch"] = seen.home
    if seen.sex and "sex" not in plain:
        plain["sex"] = {"code": seen.sex, "text": name_of(CodeSet.SEX, seen.sex)}
    if seen.born_year:
        plain["birth_year"] = seen.born_year
    return plain, sealed


def content_digest(plain: Mapping[str, Any], sealed: Mapping[str, Any]) -> bytes:
    """Return a digest that is equal for rows that say the same."""
    return digest("sighting content", _JSON.encode([plain, sealed]))


def seen_again(sighting: Sighting, facts: Mapping[str, Any], *, file: str, side: Side) -> Seen:
    """Return a stored sighting as the rules of matching compare it."""
    sex = facts.get("sex")
    leading = sighting.person.same_as_id or sighting.person_id
    return Seen(
        origin=Origin(file, sighting.sheet, sighting.line or 0, side, person=str(leading)),
        name=facts.get("name"),
        sex=sex["code"] if isinstance(sex, dict) else None,
        number=facts.get("citizen_number"),
        first_15=facts.get(FIRST_15),
        telephones=tuple(facts[field] for field in TELEPHONES if field in facts),
        born_on=_day(facts.get("born_on")),
        born_year=facts.get("birth_year"),
        home=facts.get("branch"),
        joined_on=_day(facts.get("joined_on")),
    )


def _stored(value: Said) -> Any:
    if isinstance(value, Coded):
        return {"code": value.code, "text": value.text}
    if isinstance(value, CitizenNumber | Written):
        return value.text
    return value


def _day(text: str | None) -> Any:
    written = parse_day(text) if text else None
    return written.day if isinstance(written, Written) and written.precision == "day" else None
