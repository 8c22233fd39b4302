"""What is found while a row is read, before it is a problem with a place and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.problems import About, Code, Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a field; `said`, `other`, `place` and `reasons` fill the sentence."""

    field: Field
    code: Code
    said: str = ""
    other: str = ""
    proposal: str | None = None
    about: About | None = None
    reasons: str = ""

    def at(self, *, sheet: str, row: int, headers: Mapping[Field, str]) -> Problem:
        return Problem(
            sheet=sheet,
            row=row,
            column=_column(self.field, headers),
            code=self.code,
            verdict=self.code.verdict,
            message=self.code.sentence.format(
                said=_shortened(self.said),
                other=self.other,
                proposal=self.proposal,
                place=self.about.words if self.about else _OUT_OF_REACH,
                reasons=self.reasons,
            ),
            proposal=self.proposal,
            about=self.about,
            field=self.field,
        )


# Where a sighting stands in a roster that the importer may not see.
_OUT_OF_REACH = "别的单位登记的人"
_LONGEST_SAID = 30


def _shortened(said: str) -> str:
    return said if len(said) <= _LONGEST_SAID else said[:_LONGEST_SAID] + "…"


def _column(field: Field, headers: Mapping[Field, str]) -> str:
    """Return the header of the column; the name's where the sheet has no such column."""
    return headers.get(field) or headers.get(Field.NAME) or next(iter(headers.values()), "")
