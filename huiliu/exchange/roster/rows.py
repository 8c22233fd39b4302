"""The rules of one roster row: what it says, in values, and every problem it has at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from huiliu.core.dates import Unread, Written, parse_day
from huiliu.exchange.roster.agreement import disagreements
from huiliu.exchange.roster.fields import DAYS, NOT_KEPT, Field
from huiliu.exchange.roster.findings import Finding
from huiliu.exchange.roster.problems import Code, Problem, Verdict
from huiliu.exchange.roster.said import Coded, Said
from huiliu.exchange.workbook.cells import Cell, text_of
from huiliu.people.codes import CodeSet, read_code
from huiliu.people.rules import (
    NOTHING,
    BadNumber,
    CitizenNumber,
    NameFault,
    NameOddity,
    NumberProblem,
    is_mobile,
    read_citizen_number,
    read_name,
    read_telephones,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read.

    `number` is the full citizen number: the one given, or the one a person is asked to confirm.
    `first_15` is what a spreadsheet left of a damaged one.
    """

    sheet: str
    row: int
    said: Mapping[Field, Said]
    problems: tuple[Problem, ...]
    number: CitizenNumber | None
    first_15: str | None
    telephones: tuple[str, ...]

    @property
    def goes_in(self) -> bool:
        return not any(problem.verdict == Verdict.ERROR for problem in self.problems)


Findings = list[Finding]
_Reader = Callable[[Field, Cell, dict[Field, Said], Findings], None]

_NUMBER_CODES = {
    NumberProblem.MISSING: Code.NUMBER_MISSING,
    NumberProblem.LENGTH: Code.NUMBER_LENGTH,
    NumberProblem.CHARACTERS: Code.NUMBER_CHARACTERS,
    NumberProblem.MASKED: Code.NUMBER_MASKED,
    NumberProblem.IMPOSSIBLE_DATE: Code.NUMBER_IMPOSSIBLE_DATE,
    NumberProblem.CHECK_DIGIT: Code.NUMBER_CHECK_DIGIT,
    NumberProblem.FIFTEEN_DIGITS: Code.NUMBER_FIFTEEN_DIGITS,
    NumberProblem.DAMAGED: Code.NUMBER_DAMAGED,
}
_NAME_CODES = {
    NameFault.MISSING: Code.NAME_MISSING,
    NameFault.MARKUP: Code.NAME_MARKUP,
    NameFault.CONTROL: Code.NAME_CONTROL,
    NameFault.TOO_LONG: Code.NAME_TOO_LONG,
}
_ODDITY_CODES = {
    NameOddity.DIGITS: Code.NAME_DIGITS,
    NameOddity.HIDDEN: Code.NAME_HIDDEN,
    NameOddity.BRACKETS: Code.NAME_BRACKETS,
}
_CODE_SETS = {
    Field.SEX: CodeSet.SEX,
    Field.ETHNICITY: CodeSet.ETHNICITY,
    Field.EDUCATION: CodeSet.EDUCATION,
    Field.CATEGORY: CodeSet.CATEGORY,
    Field.STANDING: CodeSet.STANDING,
}
_ANSWERS = frozenset(
    {
        *(Field.OUT_OF_TOUCH, Field.FLOATING, Field.MIGRANT_WORKER, Field.HAS_CERTIFICATE),
        *(Field.VETERAN, Field.OF_TAIWAN),
    }
)
_YES = frozenset({"是", "有", "√", "✓", "Y", "YES", "TRUE", "已持有", "持有", "1", "对"})
_NO = frozenset({"否", "无", "没有", "×", "✗", "N", "NO", "FALSE", "未持有", "不是", "0", "非"})
_TELEPHONES = (Field.MOBILE, Field.TELEPHONE, Field.LANDLINE)

# Branches, addresses and trades stand in thousands of rows; they are cleaned once. True, 1 and 1.0
# are equal and yet different texts.
_text = lru_cache(maxsize=8192, typed=True)(text_of)


def read_row(
    cells: Mapping[Field, Cell],
    *,
    sheet: str,
    row: int,
    headers: Mapping[Field, str],
    today: date,
) -> Row:
    """Read the cells of one person. `headers` are the columns that the sheet has."""
    said: dict[Field, Said] = {}
    findings: Findings = []
    for field, value in cells.items():
        if value is None or value == "":
            continue
        if reader := _READERS.get(field):
            reader(field, value, said, findings)
        elif (text := _text(value)) not in NOTHING:
            said[field] = text
    if Field.NAME not in said:
        _find_name_missing(findings)
    number, first_15 = _read_number(cells, headers, findings)
    if number is not None:
        said[Field.CITIZEN_NUMBER] = number
    telephones = _read_telephones(cells, headers, said, findings)
    findings += disagreements(said, today)
    return Row(
        sheet=sheet,
        row=row,
        said=said,
        problems=tuple(finding.at(sheet=sheet, row=row, headers=headers) for finding in findings),
        number=number,
        first_15=first_15,
        telephones=telephones,
    )


def with_findings(row: Row, findings: Iterable[Finding], headers: Mapping[Field, str]) -> Row:
    """Return the row with further problems."""
    added = [finding.at(sheet=row.sheet, row=row.row, headers=headers) for finding in findings]
    return replace(row, problems=(*row.problems, *added)) if added else row


def _find_name_missing(findings: Findings) -> None:
    if not any(finding.field is Field.NAME for finding in findings):
        findings.append(Finding(Field.NAME, Code.NAME_MISSING))


def _read_nothing(_field: Field, _value: Cell, _said: dict[Field, Said], _: Findings) -> None:
    """Leave out what is not kept, and what is read with its neighbours."""


def _read_name(field: Field, value: Cell, said: dict[Field, Said], findings: Findings) -> None:
    name = read_name(text_of(value) if not isinstance(value, str) else value)
    if isinstance(name, NameFault):
        findings.append(Finding(field, _NAME_CODES[name]))
        return
    said[field] = name.text
    for oddity in name.oddities:
        findings.append(Finding(field, _ODDITY_CODES[oddity]))


def _read_day(field: Field, value: Cell, said: dict[Field, Said], findings: Findings) -> None:
    read = parse_day(value)
    if isinstance(read, Written):
        said[field] = read
        return
    text = text_of(value)
    if text in NOTHING or read is Unread.BLANK:
        return
    said[field] = text
    impossible = read is Unread.IMPOSSIBLE
    code = Code.DATE_IMPOSSIBLE if impossible else Code.DATE_UNREADABLE
    findings.append(Finding(field, code, said=text))


def _read_word(field: Field, value: Cell, said: dict[Field, Said], findings: Findings) -> None:
    word, finding = _word(field, value)
    if word is not None:
        said[field] = word
    if finding is not None:
        findings.append(finding)


@lru_cache(maxsize=8192, typed=True)
def _word(field: Field, value: Cell) -> tuple[Said | None, Finding | None]:
    """Read a cell that holds one of a few words; what is unknown stays as it was written."""
    text = text_of(value)
    if field in _ANSWERS:
        return _answer(field, text)
    if text in NOTHING:
        return None, None
    coded = Coded(read_code(_CODE_SETS[field], text), text)
    if coded.code is not None:
        return coded, None
    code = Code.SEX_UNKNOWN if field is Field.SEX else Code.CODE_UNKNOWN
    return coded, Finding(field, code, said=text)


def _answer(field: Field, text: str) -> tuple[Said | None, Finding | None]:
    answer = text.upper()
    if answer in _YES or answer in _NO:
        return answer in _YES, None
    if text in NOTHING:
        return None, None
    return text, Finding(field, Code.ANSWER_UNKNOWN, said=text)


def _read_age(field: Field, value: Cell, said: dict[Field, Said], _: Findings) -> None:
    digits = _text(value).removesuffix("岁").removesuffix("周")
    if digits.isdecimal():
        said[field] = int(digits)


def _read_contact_telephone(
    field: Field, value: Cell, said: dict[Field, Said], findings: Findings
) -> None:
    numbers = read_telephones(value)
    text = text_of(value)
    if numbers:
        said[field] = numbers[0]
    elif text not in NOTHING:
        said[field] = text
        findings.append(Finding(field, Code.SECOND_TELEPHONE_INVALID, said=text))


_READERS: dict[Field, _Reader] = (
    dict.fromkeys(DAYS, _read_day)
    | dict.fromkeys((*_CODE_SETS, *_ANSWERS), _read_word)
    | dict.fromkeys(
        (Field.CONTACT_TELEPHONE, Field.HOME_CONTACT_TELEPHONE), _read_contact_telephone
    )
    | dict.fromkeys((*NOT_KEPT, *_TELEPHONES, Field.CITIZEN_NUMBER), _read_nothing)
    | {Field.NAME: _read_name, Field.AGE: _read_age}
)


def _read_number(
    cells: Mapping[Field, Cell], headers: Mapping[Field, str], findings: Findings
) -> tuple[CitizenNumber | None, str | None]:
    """Return the number, given or proposed, and what is left of a damaged one."""
    if Field.CITIZEN_NUMBER not in headers:
        return None, None
    read = read_citizen_number(cells.get(Field.CITIZEN_NUMBER))
    if isinstance(read, CitizenNumber):
        return read, None
    findings.append(_bad_number(read))
    return CitizenNumber(read.proposal) if read.proposal else None, read.first_15


def _bad_number(read: BadNumber) -> Finding:
    return Finding(
        Field.CITIZEN_NUMBER,
        _NUMBER_CODES[read.problem],
        said=str(len(read.text)),
        proposal=read.proposal,
    )


def _read_telephones(
    cells: Mapping[Field, Cell],
    headers: Mapping[Field, str],
    said: dict[Field, Said],
    findings: Findings,
) -> tuple[str, ...]:
    """Return every number of the person; one that can be dialled is enough for the row."""
    numbers: tuple[str, ...] = ()
    unread: list[tuple[Field, str]] = []
    columns = [field for field in _TELEPHONES if field in headers]
    for field in columns:
        value = cells.get(field)
        if value is None or value == "":
            continue
        read = read_telephones(value)
        if read:
            numbers += read
            said[field] = read[0]
            _note_telephone(field, read, findings)
        elif (text := text_of(value)) not in NOTHING:
            unread.append((field, text))
    _find_unread(numbers, unread, findings)
    if columns and not numbers and not unread and Field.FORMERLY not in said:
        findings.append(Finding(columns[0], Code.TELEPHONE_MISSING))
    return numbers


def _note_telephone(field: Field, numbers: tuple[str, ...], findings: Findings) -> None:
    if len(numbers) > 1:
        findings.append(Finding(field, Code.SEVERAL_TELEPHONES))
    if field is Field.MOBILE and not is_mobile(numbers[0]):
        findings.append(Finding(field, Code.LANDLINE_AS_MOBILE))


def _find_unread(
    numbers: tuple[str, ...],
    unread: list[tuple[Field, str]],
    findings: Findings,
) -> None:
    code = Code.SECOND_TELEPHONE_INVALID if numbers else Code.TELEPHONE_INVALID
    findings += [Finding(field, code, said=text) for field, text in unread]
