"""National code sets as dated rows; the text that was written stands beside the code.

`codes.csv` holds the rows: set, code, name, further spellings, from when to when the row is valid
(empty: no end known), and the standard it comes from.
"""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path


class CodeSet(StrEnum):
    SEX = "sex"
    ETHNICITY = "ethnicity"
    EDUCATION = "education"
    CATEGORY = "category"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a code set."""

    code_set: CodeSet
    code: str
    name: str
    also: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    source: str


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _load(path: Path) -> tuple[Code, ...]:
    with path.open(encoding="utf-8", newline="") as rows:
        return tuple(
            Code(
                code_set=CodeSet(row["set"]),
                code=row["code"],
                name=row["name"],
                also=tuple(filter(None, row["also"].split("|"))),
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                source=row["source"],
            )
            for row in csv.DictReader(rows)
        )


CODES = _load(Path(__file__).with_name("codes.csv"))
_SPELT = {
    (code.code_set, spelt): code.code for code in CODES for spelt in (code.name, *code.also)
} | {(code.code_set, code.code): code.code for code in CODES}
_NAMES = {(code.code_set, code.code): code.name for code in CODES}


@lru_cache(maxsize=4096)
def read_code(code_set: CodeSet, text: str) -> str | None:
    """Return the code of a text or of a code; nothing where the set has neither."""
    return _SPELT.get((code_set, text.strip().replace(" ", "").upper()))


def name_of(code_set: CodeSet, code: str) -> str:
    return _NAMES[code_set, code]
