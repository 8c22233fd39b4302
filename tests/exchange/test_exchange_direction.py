"""Whose view a roster has."""

from collections.abc import Sequence

import pytest

from huiliu.exchange.roster.direction import Detected, Direction, detect, names_elsewhere
from huiliu.exchange.roster.headers import standard
from huiliu.exchange.roster.layout import find_layout
from huiliu.exchange.workbook.reader import Line


def detected(
    header: Sequence[str],
    person: Sequence[str],
    *,
    title: str = "党员名册",
    sheet_name: str = "Sheet1",
    file_name: str = "a.xlsx",
) -> Detected:
    sample: list[Line] = [(3, list(person))]
    layout = find_layout([(1, [title]), (2, list(header)), *sample], standard())
    assert layout is not None
    return detect(layout, sheet_name=sheet_name, file_name=file_name, sample=sample, city="武汉")


PLAIN = (["姓名", "性别", "身份证号"], ["张三", "男", "420199199001011234"])
PLACES = ["姓名", "性别", "所在党支部", "现居住地"]


def test_detect_believes_the_title_first() -> None:
    told = detected(*PLAIN, title="某村流出党员名册", sheet_name="流入", file_name="流入.xlsx")

    assert told == Detected(Direction.OUTFLOW, "标题里写有“流出”。")


def test_detect_believes_the_sheet_and_then_the_file() -> None:
    by_sheet = detected(*PLAIN, sheet_name="流入党员", file_name="流出.xlsx")
    by_file = detected(*PLAIN, file_name="流出党员.xlsx")

    assert by_sheet == Detected(Direction.INFLOW, "工作表名里写有“流入”。")
    assert by_file == Detected(Direction.OUTFLOW, "文件名里写有“流出”。")


def test_detect_does_not_believe_a_title_that_says_both() -> None:
    assert detected(*PLAIN, title="流入流出党员名册").direction is Direction.MEMBER_LIST


@pytest.mark.parametrize(
    ("branch", "address", "direction"),
    [
        ("中共湖北省孝感市某村支部委员会", "青山区红卫路街道", Direction.INFLOW),
        ("中共湖南省岳阳市某村支部委员会", "武汉市江汉区", Direction.INFLOW),
        ("北湖街道环保社区党支部", "广东省深圳市", Direction.OUTFLOW),
        ("北湖街道环保社区党支部", "环保社区", Direction.MEMBER_LIST),
        ("中共湖南省岳阳市某村支部委员会", "湖南省岳阳市", Direction.MEMBER_LIST),
    ],
)
def test_detect_compares_where_branches_are_with_where_people_live(
    branch: str, address: str, direction: Direction
) -> None:
    assert detected(PLACES, ["张三", "男", branch, address]).direction is direction


@pytest.mark.parametrize(
    ("column", "direction"),
    [
        ("流入时间", Direction.INFLOW),
        ("报到时间", Direction.INFLOW),
        ("何时外出", Direction.OUTFLOW),
        ("外出流向", Direction.OUTFLOW),
        ("民族", Direction.MEMBER_LIST),
    ],
)
def test_detect_looks_at_what_is_filled_in(column: str, direction: Direction) -> None:
    header = ["姓名", "性别", "身份证号", column]

    filled = detected(header, ["张三", "男", "420199199001011234", "某"])
    blank = detected(header, ["张三", "男", "420199199001011234", ""])

    assert filled.direction is direction
    assert blank.direction is Direction.MEMBER_LIST


@pytest.mark.parametrize("text", ["湖北省黄冈市王家村", "黄冈市", "恩施自治州", "广东"])
def test_names_elsewhere_holds_for_another_province_or_city(text: str) -> None:
    assert names_elsewhere(text, "武汉")


@pytest.mark.parametrize(
    "text", ["湖北省武汉市江汉区", "青山区红卫路街道", "新市场社区", "党员市民之家", ""]
)
def test_names_elsewhere_does_not_hold_for_this_city_and_what_names_none(text: str) -> None:
    assert not names_elsewhere(text, "武汉")


def test_direction_has_a_chinese_label() -> None:
    assert [direction.label for direction in Direction] == [
        "流入党员名册",
        "流出党员名册",
        "党员名册",
    ]
