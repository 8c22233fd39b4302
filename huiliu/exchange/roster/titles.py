"""What the lines above a header say: title, reporting unit, day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from huiliu.exchange.workbook.cells import text_of
from huiliu.exchange.workbook.reader import Line

_LONGEST_TITLE = 200
_LABEL = re.compile(r"([\u3400-\u9fff]{2,10})\s*(?:[(（][^()（）]{0,8}[)）])?\s*[:：]")
_UNIT = re.compile(r"单位|党组织|党委|党工委|党支部|支部|街道|社区|村$")
_DAY = re.compile(r"日期|时间")
_DAY_IN_TITLE = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?")


@dataclass(frozen=True, slots=True)
class Titles:
    """The texts above a header; unit and day as they are written there."""

    texts: tuple[str, ...] = ()
    reporting_unit: str | None = None
    reported_on: str | None = None

    @property
    def text(self) -> str:
        return " ".join(self.texts)[:_LONGEST_TITLE]


def titles_of(lines: Sequence[Line]) -> Titles:
    texts = tuple(" ".join(filter(None, map(text_of, cells))) for _, cells in lines)
    said = [fact for text in texts for fact in _facts(text)]
    dated = _DAY_IN_TITLE.search(" ".join(texts))
    return Titles(
        texts=tuple(text for text in texts if not _LABEL.match(text)),
        reporting_unit=_first(said, _UNIT),
        reported_on=_first(said, _DAY) or (dated[0] if dated else None),
    )


def _facts(text: str) -> list[tuple[str, str]]:
    """Split `填报单位：甲　填报日期：乙` into labels and what stands after them."""
    labels = list(_LABEL.finditer(text))
    ends = [*(label.start() for label in labels), len(text)][1:]
    return [
        (label[1], text[label.end() : end].strip())
        for label, end in zip(labels, ends, strict=False)
    ]


def _first(said: list[tuple[str, str]], label: re.Pattern[str]) -> str | None:
    return next((value for name, value in said if value and label.search(name)), None)
