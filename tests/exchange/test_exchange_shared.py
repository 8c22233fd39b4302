"""Cells merged downwards over several people."""

from huiliu.exchange.roster.headers import standard
from huiliu.exchange.roster.layout import find_layout
from huiliu.exchange.roster.shared import with_shared
from huiliu.exchange.workbook.reader import Line, Merged


def test_with_shared_fills_what_people_have_in_common_and_nothing_else() -> None:
    lines: list[Line] = [
        (1, ["姓名", "性别", "所在社区", "手机号"]),
        (2, ["张三", "男", "环保社区", "13800138000"]),
        (3, ["李四", "女", None, None]),
        (4, [None, "男", None, None]),
        (5, ["王五", "男", None, None]),
    ]
    merged = [Merged(top=2, left=column, bottom=4, right=column) for column in (0, 2, 3)]
    layout = find_layout(lines, standard(), merged=merged)
    assert layout is not None

    assert list(with_shared(lines[1:], layout, merged)) == [
        (2, ["张三", "男", "环保社区", "13800138000"]),
        (3, ["李四", "女", "环保社区", None]),
        (4, [None, "男", "环保社区", None]),
        (5, ["王五", "男", None, None]),
    ]
