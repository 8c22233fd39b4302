"""Where the header is, and what its columns hold."""

from collections.abc import Sequence

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.headers import standard
from huiliu.exchange.roster.layout import Column, Layout, find_layout
from huiliu.exchange.workbook.reader import Line, Merged

Rows = Sequence[Sequence[str | int | None]]


def lines(rows: Rows) -> list[Line]:
    return [(number, list(cells)) for number, cells in enumerate(rows, start=1) if any(cells)]


def layout(rows: Rows, *, merged: Sequence[Merged] = ()) -> Layout:
    found = find_layout(lines(rows), standard(), merged=merged)
    assert found is not None
    return found


def fields(rows: Rows, *, merged: Sequence[Merged] = ()) -> list[Field | None]:
    return [column.field for column in layout(rows, merged=merged).columns]


def test_find_layout_takes_a_header_in_the_first_row() -> None:
    found = layout([["姓名 ", "性别", "门派", "手机号"], ["张三", "男", "甲", "13800138000"]])

    assert found.header_rows == (1,)
    assert found.first_row == 2
    assert found.columns == (
        Column(0, "姓名 ", Field.NAME),
        Column(1, "性别", Field.SEX),
        Column(2, "门派", None),
        Column(3, "手机号", Field.MOBILE),
    )
    assert found.unmapped == (Column(2, "门派", None),)


def test_find_layout_passes_over_titles_and_keeps_what_they_say() -> None:
    found = layout(
        [
            ["流动党员登记表", None, None],
            ["填报单位（盖章）：北湖街道　　填报日期：2026年10月31日", None, None],
            [None, None, None],
            ["姓名", "性别", "手机号"],
            [None, None, None],
            ["张三", "男", "13800138000"],
        ]
    )

    assert found.header_rows == (4,)
    assert found.first_row == 6
    assert found.titles.texts == ("流动党员登记表",)
    assert found.titles.reporting_unit == "北湖街道"
    assert found.titles.reported_on == "2026年10月31日"


def test_find_layout_joins_a_header_whose_parts_stand_below_a_merged_group() -> None:
    rows: Rows = [
        ["姓名", "性别", "年龄", "外出务工情况", None, "联系方式"],
        [None, None, None, "何时外出", "地点", None],
        ["张三", "男", 30, "2024.1", "武汉", "13800138000"],
    ]
    found = layout(rows, merged=[Merged(top=1, left=3, bottom=1, right=4)])

    assert found.header_rows == (1, 2)
    assert [column.header for column in found.columns] == [
        "姓名",
        "性别",
        "年龄",
        "何时外出",
        "地点",
        "联系方式",
    ]
    assert [column.field for column in found.columns[3:]] == [
        Field.LEFT_ON,
        Field.BOUND_FOR,
        Field.TELEPHONE,
    ]


def test_find_layout_infers_groups_where_ranges_are_not_known() -> None:
    assert fields(
        [
            ["姓名", "性别", "流入地党组织", None, "流出地党组织", None],
            [None, None, "名称", "电话", "名称", "电话"],
            ["张三", "男", "甲", "1", "乙", "2"],
        ]
    ) == [
        Field.NAME,
        Field.SEX,
        Field.HOST,
        Field.CONTACT_TELEPHONE,
        Field.BRANCH,
        Field.HOME_CONTACT_TELEPHONE,
    ]


def test_find_layout_joins_groups_above_a_line_that_names_everything() -> None:
    found = layout(
        [
            ["流动党员台账", None, None, None, None, None],
            ["基本信息", None, None, None, "流入地党组织", None],
            ["序号", "姓名", "性别", "身份证号", "名称", "联系人"],
            [1, "张三", "男", "420199199001011234", "甲", "乙"],
        ]
    )

    assert found.header_rows == (2, 3)
    assert found.titles.texts == ("流动党员台账",)
    assert [column.field for column in found.columns[4:]] == [Field.HOST, Field.CONTACT_PERSON]


def test_find_layout_keeps_columns_whose_header_stands_over_both_lines() -> None:
    rows: Rows = [
        ["序号", "外出情况", None, None, "党费收缴情况", "备注"],
        [None, "姓名", "性别", "外出时间", None, None],
        [1, "张三", "男", "2024.1", "已缴", None],
    ]
    tall = [Merged(top=1, left=index, bottom=2, right=index) for index in (0, 4, 5)]
    expected = [
        *(Field.SERIAL, Field.NAME, Field.SEX, Field.LEFT_ON, Field.DUES, Field.REMARK),
    ]

    found = layout(rows, merged=[*tall, Merged(top=1, left=1, bottom=1, right=3)])

    assert [column.field for column in found.columns] == expected
    assert fields(rows) == expected


def test_find_layout_takes_unknown_words_under_merged_groups_for_headers() -> None:
    rows: Rows = [
        ["姓名", "身份证号", "联系电话", "工资收入", None, None],
        [None, None, None, "甲项", "乙项", "丙项"],
        ["张三", "420199199001011234", "13800138000", "1", "2", "3"],
    ]
    wide = [Merged(top=1, left=3, bottom=1, right=5)]

    assert layout(rows, merged=wide).header_rows == (1, 2)
    assert layout(rows).header_rows == (1,)


def test_find_layout_joins_three_lines() -> None:
    found = layout(
        [
            ["姓名", "流入前情况", None, None, None, "流入情况", None],
            [None, "流出地党组织", None, "联系人", None, "时间", "住址"],
            [None, "名称", "电话", "姓名", "电话", None, None],
            ["张三", "甲", "1", "乙", "2", "2024.1", "丙"],
        ]
    )

    assert found.header_rows == (1, 2, 3)
    assert [column.field for column in found.columns] == [
        Field.NAME,
        Field.BRANCH,
        Field.HOME_CONTACT_TELEPHONE,
        Field.CONTACT_PERSON,
        Field.CONTACT_TELEPHONE,
        Field.ARRIVED_ON,
        Field.ADDRESS,
    ]


def test_find_layout_does_not_take_the_first_person_for_a_header() -> None:
    found = layout([["姓名", "性别", "备注"], ["张三", "男", None], ["李四", "女", None]])

    assert found.header_rows == (1,)
    assert found.first_row == 2


def test_find_layout_reads_bare_words_in_the_light_of_the_title() -> None:
    assert fields(
        [
            ["流出党员名册", None, None, None, None],
            ["姓名", "性别", "年龄", "时间", "地点"],
            ["张三", "男", "1", "2"],
        ]
    ) == [Field.NAME, Field.SEX, Field.AGE, Field.LEFT_ON, Field.BOUND_FOR]


def test_find_layout_recognises_what_values_show_beyond_doubt() -> None:
    assert fields(
        [
            ["姓名", "联系电话", "住址", "代号", "甲", "乙"],
            ["张三", "1", "a", "420199199001011234", "男", "汉族"],
            ["李四", "2", "b", "42019919900101123X", "女", "土家族"],
        ]
    ) == [
        Field.NAME,
        Field.TELEPHONE,
        Field.ADDRESS,
        Field.CITIZEN_NUMBER,
        Field.SEX,
        Field.ETHNICITY,
    ]


def test_find_layout_takes_a_column_of_users_for_names_where_no_other_is() -> None:
    header = ["用户", "党支部名称", "流出时间"]

    assert fields([header, ["张三", "甲", "1"]])[0] is Field.NAME
    assert fields([header, ["20261234", "甲", "1"]])[0] is Field.STAFF_NUMBER


def test_find_layout_finds_no_roster_in_explanations_and_code_lists() -> None:
    explanation = [
        ["填写说明"],
        ["字段", "必填", "说明"],
        ["姓名", "是", "与身份证一致"],
        ["性别", "是", ""],
    ]
    codes = [["性别", "民族", "学历", "人员类别"], ["男", "汉族", "大专", "正式党员"]]

    assert find_layout(lines(explanation), standard()) is None
    assert find_layout(lines(codes), standard()) is None
    assert find_layout([], standard()) is None
