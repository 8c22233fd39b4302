"""Where in a sheet the header is, what its columns hold, and which lines are people."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from huiliu.core.unseen import without_unseen
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.headers import LONGEST_HEADER, Heading, Synonyms, key
from huiliu.exchange.roster.titles import Titles, titles_of
from huiliu.exchange.workbook.cells import Cell, is_blank, text_of
from huiliu.exchange.workbook.reader import Line, Merged

# A header stands within the first lines, or the sheet is no roster.
LOOKED_AT = 40

_FEWEST_FIELDS = 3
_MOST_LINES = 4
_LONGEST_LOWER_HEADER = 20
_WHO = {Field.NAME, Field.CITIZEN_NUMBER, Field.STAFF_NUMBER}
_CAPTION = re.compile(r"[:：]|(?:名册|名单|台账|汇总表|登记表|统计表|一览表|信息表)$")
_LOCAL_NAME = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·. ]{1,20}")
_CITIZEN_NUMBER = re.compile(r"\d{17}[\dXx]")
_SHOWN_BY_VALUES = (
    (Field.CITIZEN_NUMBER, _CITIZEN_NUMBER),
    (Field.SEX, re.compile(r"[男女]性?")),
    (Field.ETHNICITY, re.compile(r"[\u3400-\u9fff]{1,5}族")),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a header, as its cell has it; `field` is None where nobody knows it."""

    index: int
    header: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out; rows are numbered as the spreadsheet shows them.

    `header_texts` has the keys of all header cells, the upper ones too: a line that says the
    same again is a repeated header.
    """

    columns: tuple[Column, ...]
    header_rows: tuple[int, ...]
    first_row: int
    titles: Titles
    header_texts: frozenset[str]

    def index_of(self, field: Field) -> int | None:
        return next((column.index for column in self.columns if column.field is field), None)

    @property
    def unmapped(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field is None)


@dataclass(frozen=True, slots=True)
class _Header:
    """The lines of a header by column: the lowest text so far, and the texts above it."""

    rows: tuple[int, ...]
    own: dict[int, str]
    above: dict[int, str]
    texts: frozenset[str]


def find_layout(
    head: Sequence[Line], synonyms: Synonyms, *, merged: Sequence[Merged] = ()
) -> Layout | None:
    """Lay out a sheet from its first lines; None where it holds no roster."""
    for place in range(min(len(head), LOOKED_AT)):
        if header := _header_at(head, place, synonyms, merged):
            above = [before for before in head if before[0] < header.rows[0]]
            below = [after for after in head if after[0] > header.rows[-1]]
            return _laid_out(header, titles_of(above), below, synonyms)
    return None


def _header_at(
    head: Sequence[Line], place: int, synonyms: Synonyms, merged: Sequence[Merged]
) -> _Header | None:
    """Take the line that names people, with the groups above it or the parts below it."""
    header = _first_line(head[place])
    fields = _known(head[place], synonyms)
    if not fields & _WHO:
        return None
    for below in head[place + 1 : place + _MOST_LINES]:
        if not _is_lower_line(header, below, synonyms, merged):
            break
        header = _with_lower(header, below, merged)
        fields |= _known(below, synonyms)
    if len(fields) < _FEWEST_FIELDS:
        return None
    if place and _is_group_line(head[place - 1], head[place], synonyms, merged):
        groups = _first_line(head[place - 1])
        return _with_lower(groups, head[place], merged) if len(header.rows) == 1 else header
    return header


def _first_line(line: Line) -> _Header:
    texts = _texts(line)
    return _Header(rows=(line[0],), own=texts, above={}, texts=frozenset(texts.values()))


def _with_lower(header: _Header, lower: Line, merged: Sequence[Merged]) -> _Header:
    parts = _texts(lower)
    starts = _starts(header, parts, merged)
    above = {
        index: header.above.get(start, "") + header.own[start] for index, start in starts.items()
    }
    return _Header(
        rows=(*header.rows, lower[0]),
        own={**header.own, **parts},
        above={**header.above, **above},
        texts=header.texts | frozenset(parts.values()),
    )


def _starts(header: _Header, parts: dict[int, str], merged: Sequence[Merged]) -> dict[int, int]:
    """Tell for each part in which column the text above it stands.

    Where no range of the line is merged, it is the nearest text to the left.
    """
    spans = [
        span
        for span in merged
        if span.top <= header.rows[-1] <= span.bottom and span.left < span.right
    ]
    if not spans:
        nearest = {index: _nearest(header.own, index) for index in parts}
        return {index: start for index, start in nearest.items() if start is not None}
    starts = {index: index for index in header.own}
    for span in spans:
        starts |= dict.fromkeys(range(span.left, span.right + 1), span.left)
    return {index: starts[index] for index in parts if starts.get(index) in header.own}


def _nearest(texts: dict[int, str], index: int) -> int | None:
    return max((place for place in texts if place <= index), default=None)


def _known(line: Line, synonyms: Synonyms) -> set[Field]:
    texts = [text for text in _texts(line).values() if len(text) <= LONGEST_HEADER]
    return {field for text in texts if (field := synonyms.known(text))}


def _texts(line: Line) -> dict[int, str]:
    return {
        index: cell
        for index, cell in enumerate(line[1])
        if isinstance(cell, str) and not is_blank(cell)
    }


def _is_group_line(upper: Line, lower: Line, synonyms: Synonyms, merged: Sequence[Merged]) -> bool:
    """Tell a line of group headings from a title: short, and over columns that are named below.

    A column that needs no group has its whole header here, over both lines.
    """
    groups, names = _texts(upper), _texts(lower)
    if upper[0] + 1 != lower[0] or not groups or groups.keys() == {0}:
        return False
    if any(isinstance(cell, int | float) for cell in upper[1]):
        return False
    tall = {span.left for span in merged if span.top == upper[0] and span.bottom >= lower[0]}
    return all(
        len(text) <= LONGEST_HEADER
        and (index in tall or synonyms.field_of(Heading(text)) is not None)
        if index not in names
        else len(text) <= _LONGEST_LOWER_HEADER and not _is_caption(text)
        for index, text in groups.items()
    )


def _is_caption(text: str) -> bool:
    return bool(_CAPTION.search(text_of(text)))


def _is_lower_line(
    header: _Header, lower: Line, synonyms: Synonyms, merged: Sequence[Merged]
) -> bool:
    """Tell the lower line of a header from the first person: it fills only what groups leave."""
    parts = _texts(lower)
    if not parts or any(cell is not None and not isinstance(cell, str) for cell in lower[1]):
        return False
    groups = {index: _group_over(header.own, index) for index in parts}
    headings = [Heading(parts[index], group) for index, group in groups.items() if group]
    if len(headings) < len(parts) or lower[0] != header.rows[-1] + 1:
        return False
    if any(len(heading.text) > _LONGEST_LOWER_HEADER for heading in headings):
        return False
    known = [heading for heading in headings if synonyms.field_of(heading)]
    return len(known) * 2 >= len(headings) or _under_wide_groups(header, lower, merged)


def _under_wide_groups(header: _Header, lower: Line, merged: Sequence[Merged]) -> bool:
    """Tell whether every text stands under a header that was merged over several columns."""
    wide = {
        index
        for span in merged
        if span.top <= header.rows[-1] <= span.bottom < lower[0] and span.left < span.right
        for index in range(span.left, span.right + 1)
    }
    return _texts(lower).keys() <= wide


def _group_over(texts: dict[int, str], index: int) -> str | None:
    """Find the group heading over a part: a text with no other one to its right."""
    start = _nearest(texts, index)
    return None if start is None or start + 1 in texts else texts[start]


def _laid_out(header: _Header, titles: Titles, below: Sequence[Line], synonyms: Synonyms) -> Layout:
    places = sorted(header.own)
    headings = [Heading(header.own[index], header.above.get(index, "")) for index in places]
    columns = [
        Column(index=index, header=without_unseen(heading.text), field=field)
        for index, heading, field in zip(
            places, headings, synonyms.fields_of(headings), strict=True
        )
    ]
    columns = [_by_title(column, titles, synonyms) for column in columns]
    return Layout(
        columns=tuple(_by_values(columns, below)),
        header_rows=header.rows,
        first_row=below[0][0] if below else header.rows[-1] + 1,
        titles=titles,
        header_texts=frozenset(map(key, header.texts)),
    )


def _by_title(column: Column, titles: Titles, synonyms: Synonyms) -> Column:
    """Read a word like 地点 in the light of the title, where no header stands above it."""
    if column.field:
        return column
    return replace(column, field=synonyms.under_title(column.header, titles.text))


def _by_values(columns: list[Column], below: Sequence[Line]) -> Iterator[Column]:
    """Recognise what values show beyond doubt, where the header did not say it."""
    taken = {column.field for column in columns}
    for column in columns:
        values = [text_of(_cell(line, column.index)) for line in below[:LOOKED_AT]]
        field = _shown_by(column, [value for value in values if value], taken)
        taken.add(field)
        yield replace(column, field=field)


def _shown_by(column: Column, values: list[str], taken: set[Field | None]) -> Field | None:
    if column.field is Field.STAFF_NUMBER and Field.NAME not in taken:
        return Field.NAME if _mostly(_LOCAL_NAME, values) else column.field
    if column.field is not None:
        return column.field
    for field, pattern in _SHOWN_BY_VALUES:
        if field not in taken and _mostly(pattern, values):
            return field
    return None


def _mostly(pattern: re.Pattern[str], values: list[str]) -> bool:
    fitting = sum(pattern.fullmatch(value) is not None for value in values)
    return bool(values) and fitting * 5 >= len(values) * 4


def _cell(line: Line, index: int) -> Cell:
    cells = line[1]
    return cells[index] if index < len(cells) else None
