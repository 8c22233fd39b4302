"""The one way to turn a cell into text."""

from datetime import date, datetime

import pytest

from huiliu.exchange.workbook.cells import Cell, is_blank, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("张三", "张三"),
        (" 张三\n", "张三"),
        ("\u3000姓\u3000\u3000名\xa0", "姓 名"),
        ("一\n二\t三", "一 二 三"),
        ("\ufeff138\u200b00", "13800"),
        ("\u202e环保\u2066社区\u3164", "环保社区"),
        ("a\x07b\x0bc", "ab c"),
        ("\uff11\uff13\uff21\uff42\uff58\uff0d\uff0f\uff0e", "13Abx-/."),
        ("（备注），：", "（备注），："),
        (7, "7"),
        (7.0, "7"),
        (2.5, "2.5"),
        (4.20102199001011e17, "420102199001011008"),
        (True, "是"),
        (False, "否"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime.fromisoformat("2026-01-02"), "2026-01-02"),
        (datetime.fromisoformat("2026-01-02 09:05"), "2026-01-02 09:05:00"),
    ],
)
def test_text_of_writes_every_kind_of_cell(value: Cell, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("value", [None, "", " ", "\u3000", "\xa0\n", "\u200b", "\ufeff"])
def test_is_blank_holds_for_blanks_of_all_kinds(value: Cell) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", ["0", 0, False, "无"])
def test_is_blank_does_not_hold_for_what_says_something(value: Cell) -> None:
    assert not is_blank(value)
