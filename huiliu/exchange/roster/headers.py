"""What the header of a column means: synonyms, the header above it, and then careful rules."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.likeness import field_like
from huiliu.exchange.workbook.cells import text_of

SYNONYMS = Path(__file__).with_name("synonyms.csv")

# Whoever writes more than this writes an explanation, not a header.
LONGEST_HEADER = 40

_BRACKETS = str.maketrans("（）【】\u3014\u3015\uff3b\uff3d\uff5b\uff5d", "()()()()()")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[\s()\[\]*:：/、,，。.;；?？!！《》<>“”\"'‘’·_#★☆▲※-]+")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[(]\d{1,2}[)])\s*[.、:：)]\s*")
_ALTERNATIVES = re.compile(r"[/|、,，;；]|(?<=.)(?:或者|以及|或|及|和|与)(?=.)")
_WHOSE = re.compile(r"^(?:流动党员|党员|本人|个人|其|该同志|目前|现在|现|填写|请填写)(?=..)")
_EXTRAS = re.compile(r"(?<=..)(?:必填项?|选填|情况|信息|全称|填写|详细|名称)$")

# Which side of a stay, or whose matter, the upper one of two header cells speaks of.
_SIDES = (
    (r"(?:流出|原|户籍|隶属|组织关系).*(?:联系人|联络员|书记|负责人)", "home_contact"),
    (r"联系人|联络员|包保|包联|结对|网格员|楼栋长|责任人|书记|负责人", "contact"),
    (r"流出(?:地|党(?!员)|单位|支部)|原籍|原党|原所在|组织关系|隶属|党组织关系|所属党", "home"),
    (r"流入(?:地|党(?!员)|单位|支部)|接收|报到", "host"),
    (r"活动证|流动证", "certificate"),
    (r"失联|失去联系", "touch"),
    (r"流入|来汉", "inflow"),
    (r"外出|流出|务工|流动|流向|去向", "outflow"),
    (r"转正|转为正式", "full"),
    (r"入党|加入", "joining"),
    (r"居住|住址|住所|住处", "residence"),
    (r"党支部|党组织", "branch"),
)
_TELEPHONES = {Field.TELEPHONE, Field.MOBILE, Field.LANDLINE}
_OF_CONTACT = {
    Field.CONTACT_PERSON: Field.CONTACT_TELEPHONE,
    Field.HOME_CONTACT_PERSON: Field.HOME_CONTACT_TELEPHONE,
}
_WHOSE_SIDE = re.compile(r"流出|流入|户籍|原|隶属|组织关系|接收")
_ANSWERED = (
    (r"走访.*(?:电话|微信)|(?:电话|微信).*走访", Field.CONTACT_STATE),
    (r"劳务|派遣|职工|专送|众包|民营", Field.EMPLOYMENT),
    (r"楼栋长|单元长|网格员", Field.POST),
    (r"老党员|困难党员", Field.BENEFIT),
)
"""What a header asks for, by the answers between which it lets choose."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The header of a column as it stands; `above` is the upper one of two header cells."""

    text: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Headers by their key; some mean something only under a side."""

    plain: Mapping[str, Field]
    under: Mapping[tuple[str, str], Field]
    local: Mapping[str, Field]

    def with_local(self, headers: Mapping[str, Field]) -> "Synonyms":
        """Add an installation's own; they win, and may name both rows as `upper/lower`."""
        own = {key(header): field for header, field in headers.items()}
        return replace(self, local={**self.local, **own})

    def known(self, text: str) -> Field | None:
        """Tell the field of a header that stands in the table as it is written."""
        for spelling in spellings(text):
            if found := self.local.get(spelling) or self.plain.get(spelling):
                return found
        return None

    def field_of(self, heading: Heading) -> Field | None:
        """Tell what a column holds, by the first that knows: table, context, parts, rules."""
        if len(heading.text) > LONGEST_HEADER:
            return None
        own = self.local.get(key(heading.above + heading.text)) or _by_examples(heading.text)
        return own or self._by_table(heading) or self._by_parts(heading) or _by_rules(heading)

    def fields_of(self, headings: Sequence[Heading]) -> list[Field | None]:
        """Tell the fields of a whole header row, where neighbours decide what one alone cannot."""
        return _with_neighbours(headings, [self.field_of(heading) for heading in headings])

    def under_title(self, text: str, title: str) -> Field | None:
        """Tell what a bare word like 地点 means in a list with this title."""
        side = side_of(title)
        found = (self.under.get((side, spelling)) for spelling in spellings(text))
        return next((field for field in found if field), None)

    def _by_table(self, heading: Heading) -> Field | None:
        below = self.under_title(heading.text, heading.above)
        return below or self._joined(heading) or self.known(heading.text)

    def _joined(self, heading: Heading) -> Field | None:
        return self.known(heading.above + heading.text) if heading.above else None

    def _by_parts(self, heading: Heading) -> Field | None:
        """Take what `手机/电话` or `住址及小区` begins with, if that is known."""
        first, *others = _ALTERNATIVES.split(heading.text)
        return self._by_table(replace(heading, text=first)) if others else None


@cache
def standard() -> Synonyms:
    return load(SYNONYMS)


def load(path: Path) -> Synonyms:
    """Read a table of header, side under which it holds (or none), and field."""
    plain: dict[str, Field] = {}
    under: dict[tuple[str, str], Field] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            field = Field(row["field"])
            if row["under"]:
                under[row["under"], key(row["header"])] = field
            else:
                plain[key(row["header"])] = field
    return Synonyms(plain=plain, under=under, local={})


def key(text: str) -> str:
    """Bring a header to the form that is looked up: no blanks, marks or numbering."""
    narrow = text_of(text).translate(_BRACKETS)
    return _MARKS.sub("", _NUMBERING.sub("", narrow)).casefold()


def spellings(text: str) -> list[str]:
    """List the forms to look up, the fullest first: as it is, without brackets, bare."""
    outside = _IN_BRACKETS.sub("", text_of(text).translate(_BRACKETS))
    whole, short = key(text), key(outside)
    bare = _WHOSE.sub("", short.replace("是否为", "是否").replace("是不是", "是否"))
    forms = [whole, short, _EXTRAS.sub("", short), bare, _EXTRAS.sub("", bare)]
    return [form for form in dict.fromkeys(forms) if form]


@lru_cache(maxsize=1000)
def side_of(above: str) -> str:
    """Tell whose matter the upper header cell speaks of; empty where it says nothing."""
    text = key(above)
    return next((side for pattern, side in _SIDES if re.search(pattern, text)), "")


def _by_rules(heading: Heading) -> Field | None:
    alone = (field_like(text) for text in spellings(heading.text))
    if found := next((field for field in alone if field), None):
        return found
    # What the upper text means by itself says nothing about the lower one.
    together = field_like(key(heading.above + heading.text))
    return None if together is field_like(key(heading.above)) else together


def _by_examples(text: str) -> Field | None:
    """Tell what a header means by the answers in its brackets: `联系方式（电话、走访）`."""
    listed = "".join(_IN_BRACKETS.findall(text_of(text).translate(_BRACKETS)))
    return next((field for pattern, field in _ANSWERED if re.search(pattern, listed)), None)


def _with_neighbours(headings: Sequence[Heading], fields: list[Field | None]) -> list[Field | None]:
    """Give the telephone that follows a contact person to that person, not to the member.

    A header that says itself whose telephone it is, is left as it was read.
    """
    decided = fields.copy()
    for place, (before, field) in enumerate(pairwise(fields), start=1):
        if before not in _OF_CONTACT:
            continue
        unsided = not _WHOSE_SIDE.search(key(headings[place].text))
        if field in _TELEPHONES or (field in _OF_CONTACT.values() and unsided):
            decided[place] = _OF_CONTACT[before]
    return decided
