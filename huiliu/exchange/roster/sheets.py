"""The rosters of a workbook: which sheets hold people, and how each is laid out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from huiliu.exchange.roster.direction import Detected, detect
from huiliu.exchange.roster.headers import Synonyms
from huiliu.exchange.roster.layout import LOOKED_AT, Layout, find_layout
from huiliu.exchange.roster.lines import people
from huiliu.exchange.roster.shared import with_shared
from huiliu.exchange.workbook.reader import Line, Sheet

# So many lines are looked at before the first is given on.
_HEAD = LOOKED_AT * 3


@dataclass(frozen=True, slots=True)
class Roster:
    """A sheet with people; `people` can be taken once, before the next roster is."""

    name: str
    layout: Layout
    detected: Detected
    people: Iterator[Line]


def rosters(
    sheets: Iterable[Sheet], *, synonyms: Synonyms, file_name: str, city: str
) -> Iterator[Roster]:
    """Yield the sheets that hold a roster; hidden sheets, explanations and code lists do not."""
    for sheet in sheets:
        head = list(islice(sheet.rows, _HEAD))
        layout = find_layout(head, synonyms, merged=sheet.merged)
        if sheet.hidden or layout is None:
            continue
        detected = detect(
            layout,
            sheet_name=sheet.name,
            file_name=file_name,
            sample=list(people(head, layout)),
            city=city,
        )
        everybody = people(chain(head, sheet.rows), layout)
        yield Roster(
            name=sheet.name,
            layout=layout,
            detected=detected,
            people=with_shared(everybody, layout, sheet.merged),
        )
