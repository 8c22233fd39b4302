"""Which lines of a sheet are people, and which are subtitles, totals, footers, headers again."""

import re
from collections.abc import Iterable, Iterator

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.headers import key
from huiliu.exchange.roster.layout import Layout
from huiliu.exchange.workbook.cells import Cell, text_of
from huiliu.exchange.workbook.reader import Line

_NUMBER_LENGTH = 17
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计|本页小计|总人数|汇总|共\s*\d+\s*[人名].*|以下空白")
_FOOTER = re.compile(
    r"(?:填表|制表|审核|填报|经办|统计|报送|负责|联系|录入|采集|单位|党委|党组织|党支部|支部|"
    r"说明|备注|注|附注|附|日期|时间|填写说明)[^\d:：]{0,12}[:：].*",
    re.DOTALL,
)
_NOTE = re.compile(r"(?:注|说明|备注|填写说明|填表说明)\s*\d?[:：、.].*", re.DOTALL)
_LABEL = re.compile(r"[:：]")
_EXAMPLE = re.compile(r"(?:填写|填表)?(?:示例|样例|举例|范例|例如?)[:：]?")
_ORDINAL = re.compile(r"[(（]?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸])[)）]?")
_NAME = re.compile(r"[\u3400-\u9fff]{1,4}(?: ?[·.]? ?[\u3400-\u9fff]{1,8}){0,3}")
_SUBTITLE = re.compile(r".*(?:支部|党委|小组|社区|街道|村|组|党员|名册|名单|合计|汇总|盖章|空白)$")


def people(lines: Iterable[Line], layout: Layout) -> Iterator[Line]:
    """Yield the people among the lines of a sheet; its other lines are left out."""
    name, number = layout.index_of(Field.NAME), layout.index_of(Field.CITIZEN_NUMBER)
    for line in lines:
        if line[0] >= layout.first_row and (
            _is_plain(line[1], name, number) or _is_person(line, layout)
        ):
            yield line


def _is_plain(cells: list[Cell], name: int | None, number: int | None) -> bool:
    """Tell most people at once, for speed: a name, and a number like a citizen number."""
    if name is None or number is None or max(name, number) >= len(cells):
        return False
    first, digits = cells[0], cells[number]
    if not cells[name] or (isinstance(first, str) and _EXAMPLE.fullmatch(first)):
        return False
    return isinstance(digits, str) and digits[:_NUMBER_LENGTH].isdecimal()


def _is_person(line: Line, layout: Layout) -> bool:
    texts = {index: text for index, cell in enumerate(line[1]) if (text := text_of(cell))}
    if not texts or _is_footer(texts, layout):
        return False
    told = _told(texts, layout)
    if told.keys() <= {Field.SERIAL}:
        return False
    if len(texts) == 1:
        return _is_name_alone(told)
    return not _is_header_again(texts, layout)


def _told(texts: dict[int, str], layout: Layout) -> dict[Field | None, str]:
    """Pick what stands in columns with a header."""
    return {column.field: texts[column.index] for column in layout.columns if column.index in texts}


def _is_footer(texts: dict[int, str], layout: Layout) -> bool:
    """Tell totals, notes, examples, lines that number the columns, and signatures."""
    first = min(texts)
    if any(pattern.fullmatch(texts[first]) for pattern in (_TOTAL, _NOTE, _EXAMPLE)):
        return True
    if all(_ORDINAL.fullmatch(text) for text in texts.values()):
        return True
    name = layout.index_of(Field.NAME)
    if name in texts and _TOTAL.fullmatch(texts[name]):
        return True
    is_label = _FOOTER.fullmatch(texts[first]) is not None
    return is_label and (name not in texts or name == first or bool(_LABEL.search(texts[name])))


def _is_name_alone(told: dict[Field | None, str]) -> bool:
    name = told.get(Field.NAME, "")
    return _NAME.fullmatch(name) is not None and not _SUBTITLE.fullmatch(name)


def _is_header_again(texts: dict[int, str], layout: Layout) -> bool:
    again = sum(key(text) in layout.header_texts for text in texts.values())
    return again * 2 > len(texts)
