"""Whose view a roster has: people who came here, people who left, or just members."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.layout import Layout
from huiliu.exchange.workbook.cells import text_of
from huiliu.exchange.workbook.reader import Line


class Direction(StrEnum):
    INFLOW = "inflow"
    OUTFLOW = "outflow"
    MEMBER_LIST = "member_list"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Direction.INFLOW: "流入党员名册",
    Direction.OUTFLOW: "流出党员名册",
    Direction.MEMBER_LIST: "党员名册",
}


@dataclass(frozen=True, slots=True)
class Detected:
    """A direction and, in a sentence for its user, what it was told by."""

    direction: Direction
    reason: str


_IN = re.compile(r"流入|流进|来汉|inflow", re.IGNORECASE)
_OUT = re.compile(r"流出|外出|外流|outflow", re.IGNORECASE)
_PROVINCES = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|"
    "广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_CITY = re.compile(r"[\u3400-\u9fff]{2,10}?(?:市(?!场|民|政)|自治州|地区)")
_LIVES_IN = (Field.ADDRESS, Field.COMMUNITY, Field.STREET, Field.DISTRICT, Field.HOST)
_MOST = 0.6


def detect(
    layout: Layout,
    *,
    sheet_name: str,
    file_name: str,
    sample: Sequence[Line],
    city: str,
) -> Detected:
    """Tell the direction of a sheet from its first people; `city` is the name of this city.

    Words come first (title, then sheet, then file), then places, then the columns of days.
    """
    told = _by_words(layout, sheet_name, file_name)
    told = told or _by_places(layout, sample, city) or _by_days(layout, sample)
    return told or Detected(
        Direction.MEMBER_LIST, "标题和各列都看不出流入还是流出，按党员名册处理。"
    )


def _by_words(layout: Layout, sheet_name: str, file_name: str) -> Detected | None:
    for where, text in (
        ("标题", layout.titles.text),
        ("工作表名", sheet_name),
        ("文件名", file_name),
    ):
        came, left = _IN.search(text), _OUT.search(text)
        if came and not left:
            return Detected(Direction.INFLOW, f"{where}里写有“{came[0]}”。")
        if left and not came:
            return Detected(Direction.OUTFLOW, f"{where}里写有“{left[0]}”。")
    return None


def _by_places(layout: Layout, sample: Sequence[Line], city: str) -> Detected | None:
    """Compare where the branches are with where the people live."""

    def is_elsewhere(text: str) -> bool:
        return names_elsewhere(text, city)

    homes = _share(_values(layout, sample, (Field.BRANCH,)), is_elsewhere)
    lives = _share(_values(layout, sample, _LIVES_IN), is_elsewhere)
    gone = _share(_values(layout, sample, (Field.BOUND_FOR,)), is_elsewhere)
    if homes is None:
        return None
    if homes >= _MOST and lives is not None and lives < 1 - _MOST:
        return Detected(Direction.INFLOW, f"党支部大多在外地，人大多住在{city}。")
    if homes < 1 - _MOST and max(lives or 0, gone or 0) >= _MOST:
        return Detected(Direction.OUTFLOW, "党支部在本地，人大多在外地。")
    return None


def _by_days(layout: Layout, sample: Sequence[Line]) -> Detected | None:
    arrived = len(_values(layout, sample, (Field.ARRIVED_ON, Field.REPORTED_ON)))
    left = len(_values(layout, sample, (Field.LEFT_ON,)))
    if arrived > left:
        return Detected(Direction.INFLOW, "填有流入时间。")
    if left:
        return Detected(Direction.OUTFLOW, "填有外出时间。")
    bound = len(_values(layout, sample, (Field.BOUND_FOR,)))
    if bound * 2 > len(sample):
        return Detected(Direction.OUTFLOW, "填有外出流向。")
    return None


def names_elsewhere(text: str, city: str) -> bool:
    """Tell whether a text names a province or city that is not this one."""
    if city in text:
        return False
    return bool(_PROVINCES.search(text) or _CITY.search(text))


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float | None:
    return sum(map(holds, values)) / len(values) if values else None


def _values(layout: Layout, sample: Sequence[Line], fields: Sequence[Field]) -> list[str]:
    """Take the first filled one of the fields from each person."""
    indexes = [
        column.index for field in fields for column in layout.columns if column.field is field
    ]
    firsts = (next(_filled(line, indexes), None) for line in sample)
    return [text for text in firsts if text]


def _filled(line: Line, indexes: Sequence[int]) -> Iterator[str]:
    cells = line[1]
    for index in indexes:
        if index < len(cells) and (text := text_of(cells[index])):
            yield text
