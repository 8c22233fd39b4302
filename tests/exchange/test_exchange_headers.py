"""What the header of a column means."""

import csv
from pathlib import Path

import pytest

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.headers import SYNONYMS, Heading, key, load, standard

NATIONAL_FORM = (
    "序号 姓名 所在党支部 公民身份证号 性别 民族 出生日期 学历 人员类别 加入党组织日期 "
    "转为正式党员日期 工作岗位 手机号 固定电话 家庭住址 党籍状态 是否为失联党员 "
    "失去联系日期 是否为流动党员 外出流向 备注"
)
MEMBER_SYSTEM = (
    "序号 姓名 性别 公民身份号码 民族 出生日期 学历 人员类别 学位 所在党支部 手机号码 "
    "入党日期 转正日期 党龄 党龄校正值 新社会阶层类型 工作岗位 从事专业技术职务 "
    "是否农民工 现居住地 户籍所在地 是否失联党员 是否流动党员 入党类型 转正情况 "
    "入党时所在支部 延长预备期时间 党组织唯一标识 组织关系所在党支部 联合支部所在单位 "
    "党龄校正值（月）"
)
STATISTICS_SYSTEM = (
    "身份证号码 籍贯 是否台湾省籍 所在党组织 入党时间 转正时间 参加工作日期 联系电话 "
    "婚姻状况 党员档案所在单位 技术职称 新社会阶层类型 一线情况 培训情况 是否农民工 "
    "是否失联党员 信息完整度(%)"
)
UNIVERSITY = (
    "用户 学工号 分党委名称 所在分党委 党支部名称 原职业 外出流向 流出时间 流出省份 "
    "流出原因 是否持有《中国共产党流动党员活动证》 组织关系状态 流入前所在省份 "
    "是否持有活动证 流入时间 流入原因"
)
REGISTER = (
    "流出地单位 流入地 流出日期 流动类型 流动范围 外出流动行业 流出理由 流入党支部联系人 "
    "联系方式 流入单位名称 流动证号 联系电话 联系地址 原职业 联系情况 失联时间 回归时间 "
    "状态"
)

ROSTERS = Path(__file__).with_name("headers_of_rosters.csv")
"""The headers of 25 sheets as clerks of different kinds would write them, with what they mean.

They were put down by somebody who had seen none of the rules; where the field is empty, nobody
can say what of a file it is.
"""


def field_of(text: str, above: str = "") -> Field | None:
    return standard().field_of(Heading(text, above))


@pytest.mark.parametrize(
    "form", [NATIONAL_FORM, MEMBER_SYSTEM, STATISTICS_SYSTEM, UNIVERSITY, REGISTER]
)
def test_standard_knows_every_column_of_the_common_forms(form: str) -> None:
    assert [text for text in form.split() if field_of(text) is None] == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("姓　名", Field.NAME),
        ("姓\n名：", Field.NAME),
        ("*姓名", Field.NAME),
        ("1.姓名", Field.NAME),
        ("二、性别", Field.SEX),
        ("是否农民工 ", Field.MIGRANT_WORKER),
        ("手机号（必填）", Field.MOBILE),
        ("入党时间(年月日)", Field.JOINED_ON),
        ("身份证号码【18位】", Field.CITIZEN_NUMBER),
        ("\uff31\uff31", Field.OTHER_CONTACT),
        ("党员联系电话", Field.TELEPHONE),
        ("电话/手机", Field.TELEPHONE),
        ("家庭住址或现居住地", Field.ADDRESS),
        ("在汉住址", Field.ADDRESS),
        ("原籍党支部", Field.BRANCH),
        ("流出地党组织全称", Field.BRANCH),
        ("现参加组织生活支部", Field.HOST),
        ("接收党组织", Field.HOST),
        ("加入中共组织的时间", Field.JOINED_ON),
        ("预备期满时间", Field.FULL_ON),
        ("联系人", Field.CONTACT_PERSON),
        ("联系人电话", Field.CONTACT_TELEPHONE),
        ("流出地党组织联系人", Field.HOME_CONTACT_PERSON),
        ("流出地党组织联系方式", Field.HOME_CONTACT_TELEPHONE),
        ("身份证地址", Field.REGISTERED_AT),
        ("从事职业及年收入", Field.OCCUPATION_AND_INCOME),
        ("年收入（万元）", Field.ANNUAL_INCOME),
        ("思想状况", Field.THINKING),
        ("楼栋/门牌", Field.ROOM),
    ],
)
def test_field_of_reads_headers_as_organisations_write_them(text: str, field: Field) -> None:
    assert field_of(text) is field


@pytest.mark.parametrize(
    ("above", "text", "field"),
    [
        ("外出务工情况", "地点", Field.BOUND_FOR),
        ("外出务工情况", "时间", Field.LEFT_ON),
        ("流入务工情况", "何时流入", Field.ARRIVED_ON),
        ("流入情况", "时间", Field.ARRIVED_ON),
        ("流出地", "联系电话", Field.HOME_CONTACT_TELEPHONE),
        ("流出地", "党组织", Field.BRANCH),
        ("流入地", "联系人", Field.CONTACT_PERSON),
        ("流入地党组织", "名称", Field.HOST),
        ("流入地党组织联系人", "电话", Field.CONTACT_TELEPHONE),
        ("原党组织联系人", "姓名", Field.HOME_CONTACT_PERSON),
        ("入党", "时间", Field.JOINED_ON),
        ("现居住地", "社区", Field.COMMUNITY),
        ("基本情况", "联系电话", Field.TELEPHONE),
        ("流动党员基本情况", "姓名", Field.NAME),
    ],
)
def test_field_of_reads_a_header_in_the_light_of_the_one_above(
    above: str, text: str, field: Field
) -> None:
    assert field_of(text, above) is field


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("", ""),
        ("地点", ""),
        ("甲", ""),
        ("甲", "流动党员情况"),
        (
            "请各支部于每月五日前填好本表，身份证号码、联系电话、现居住地必须填写，不得空缺，不得改动格式。",
            "",
        ),
    ],
)
def test_field_of_does_not_guess(text: str, above: str) -> None:
    assert field_of(text, above) is None


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("外卖平台名称", Field.EMPLOYER),
        ("最近一次走访日期", Field.LAST_CONTACT_ON),
        ("所属流动党员支部及单位", Field.HOST),
        ("配偶身份证号码", Field.FAMILY),
        ("紧急联系人手机", Field.OTHER_CONTACT),
        ("楼栋长联系电话", Field.CONTACT_TELEPHONE),
        ("预备党员转为正式党员的日期", Field.FULL_ON),
        ("组织关系所在地党委联系人手机", Field.HOME_CONTACT_TELEPHONE),
        ("现从事的工作", Field.OCCUPATION),
        ("来汉务工年月", Field.ARRIVED_ON),
        ("外出到达的城市", Field.BOUND_FOR),
    ],
)
def test_field_of_falls_back_to_rules_for_what_no_table_lists(text: str, field: Field) -> None:
    assert standard().known(text) is None
    assert field_of(text) is field


def test_fields_of_gives_the_telephone_after_a_contact_person_to_that_person() -> None:
    texts = ["联系电话", "联系人", "联系电话", "流出地联系人", "联系方式", "固定电话"]

    assert standard().fields_of([Heading(text) for text in texts]) == [
        Field.TELEPHONE,
        Field.CONTACT_PERSON,
        Field.CONTACT_TELEPHONE,
        Field.HOME_CONTACT_PERSON,
        Field.HOME_CONTACT_TELEPHONE,
        Field.LANDLINE,
    ]


def test_with_local_adds_words_of_an_installation_that_win() -> None:
    own = standard().with_local({"门派": Field.DIVISION, "备注": Field.NEEDS, "甲/乙": Field.HOST})

    assert own.field_of(Heading("门 派：")) is Field.DIVISION
    assert own.field_of(Heading("备注")) is Field.NEEDS
    assert own.field_of(Heading("乙", "甲")) is Field.HOST
    assert standard().field_of(Heading("备注")) is Field.REMARK


def test_load_reads_a_table_of_headers(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("header,under,field\n大名,,name\n地方,outflow,bound_for\n", encoding="utf-8")

    loaded = load(table)

    assert loaded.known("大 名") is Field.NAME
    assert loaded.field_of(Heading("地方")) is None
    assert loaded.field_of(Heading("地方", "外出情况")) is Field.BOUND_FOR


def test_synonyms_are_listed_once() -> None:
    with SYNONYMS.open(encoding="utf-8", newline="") as file:
        rows = [(key(row["header"]), row["under"], row["field"]) for row in csv.DictReader(file)]

    fields: dict[tuple[str, str], set[str]] = {}
    for header, under, field in rows:
        fields.setdefault((header, under), set()).add(field)
    assert {where: said for where, said in fields.items() if len(said) > 1} == {}


def rosters() -> dict[str, list[tuple[Heading, str]]]:
    found: dict[str, list[tuple[Heading, str]]] = {}
    with ROSTERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            heading = Heading(row["header"], row["above"])
            found.setdefault(row["roster"], []).append((heading, row["field"]))
    return found


@pytest.mark.parametrize("roster", rosters())
def test_headers_of_a_whole_roster_are_read_by_their_meaning(roster: str) -> None:
    headings, meant = zip(*rosters()[roster], strict=True)

    read = [field or "" for field in standard().fields_of(headings)]

    assert list(zip(headings, read, strict=True)) == list(zip(headings, meant, strict=True))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("停止党籍时间", None),
        ("是否兼任网格员", Field.SERVICE),
        ("接收预备党员支部大会时间", Field.JOINED_ON),
        ("部队转出介绍信编号", Field.MILITARY),
    ],
)
def test_header_that_asks_for_a_day_or_an_answer_means_no_field_of_text(
    text: str, field: Field | None
) -> None:
    assert field_of(text) is field


def test_telephone_after_a_contact_belongs_to_the_same_side() -> None:
    headings = [Heading("流入地党组织书记"), Heading("书记联系电话")]

    assert standard().fields_of(headings) == [Field.CONTACT_PERSON, Field.CONTACT_TELEPHONE]
