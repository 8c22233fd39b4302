"""Which lines of a sheet are people."""

from collections.abc import Sequence

import pytest

from huiliu.exchange.roster.headers import standard
from huiliu.exchange.roster.layout import find_layout
from huiliu.exchange.roster.lines import people
from huiliu.exchange.workbook.reader import Line

HEADER: list[str | int | float | None] = [
    "序号",
    "姓名",
    "性别",
    "公民身份号码",
    "联系电话",
    "备注",
]
PERSON: list[str | int | float | None] = [
    1,
    "张三",
    "男",
    "420199199001011234",
    "13800138000",
    None,
]


def numbers(rows: Sequence[Sequence[str | int | float | None]]) -> list[int]:
    lines: list[Line] = [(number, list(cells)) for number, cells in enumerate(rows, start=1)]
    layout = find_layout(lines, standard())
    assert layout is not None
    return [number for number, _ in people(lines, layout)]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param([None] * 6, id="blank"),
        pytest.param(["第一党支部", None, None, None, None, None], id="subtitle"),
        pytest.param([None, "第一党支部", None, None, None, None], id="subtitle under the name"),
        pytest.param(HEADER, id="header again"),
        pytest.param(["小计", 2, None, None, None, None], id="subtotal"),
        pytest.param([None, "合 计", None, "2人", None, None], id="total under the name"),
        pytest.param([4, None, None, None, None, None], id="number without a person"),
        pytest.param([1, 2, 3, 4, 5, 6], id="numbers of the columns"),
        pytest.param(["示例", "王某", "男", "420199199001011234", None, None], id="example"),
        pytest.param(
            ["填表人：王某", "审核人：李某", None, None, "电话：1", None], id="signatures"
        ),
        pytest.param(["填表人：王某", None, None, None, None, None], id="signature"),
        pytest.param([None, "审核人：", None, None, None, None], id="signature under the name"),
        pytest.param(["说明：1.本表每月报一次", None, None, None, None, None], id="note"),
        pytest.param(["注1.电话要填", "电话", None, None, None, None], id="note of two cells"),
        pytest.param(["以下空白", None, None, None, None, None], id="end"),
    ],
)
def test_people_leaves_out_what_is_nobody(line: list[str | int | None]) -> None:
    assert numbers([HEADER, PERSON, line, PERSON]) == [2, 4]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param([None, "李四", None, None, None, None], id="a name alone"),
        pytest.param([2, "李四", None, None, None, None], id="a name with a number"),
        pytest.param([2, None, "男", "420199199001011234", None, None], id="no name"),
        pytest.param([2, "<b>李四</b>", None, None, "1", None], id="a name with markup"),
        pytest.param(["二", "买买提·艾力", "男", None, None, None], id="a long name"),
        pytest.param([2, "李四", "男", 4.2019919900101e17, None, None], id="a damaged number"),
        pytest.param([2, "总计划", "男", None, "13800138000", None], id="a name like a total"),
        pytest.param([2, "李四", None, None, None, "说明：已回乡"], id="a note in the remark"),
    ],
)
def test_people_keeps_everybody_however_little_is_said(
    line: list[str | int | float | None],
) -> None:
    assert numbers([HEADER, PERSON, line]) == [2, 3]
