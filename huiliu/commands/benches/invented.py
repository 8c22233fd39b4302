"""A member-system export about invented people, the same for the same number of rows."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from xlsxwriter import Workbook

from huiliu.exchange.roster.agreement import NO_PROBATION_FROM, NO_PROBATION_TO
from huiliu.organisations.actions import DIVISIONS
from huiliu.people.rules import check_character

HEADERS = (
    *("序号", "姓名", "性别", "公民身份号码", "民族", "出生日期", "学历", "人员类别", "学位"),
    *("所在党支部", "手机号码", "入党日期", "转正日期", "党龄", "党龄校正值", "新社会阶层类型"),
    *("工作岗位", "从事专业技术职务", "是否农民工", "现居住地", "户籍所在地", "是否失联党员"),
    *("是否流动党员", "入党类型", "转正情况", "入党时所在支部", "延长预备期时间"),
)
NAME, SEX, NUMBER, BORN, BRANCH, MOBILE, JOINED, FULL, ADDRESS = (
    HEADERS.index(header)
    for header in (
        *("姓名", "性别", "公民身份号码", "出生日期", "所在党支部", "手机号码", "入党日期"),
        *("转正日期", "现居住地"),
    )
)
BRANCHES = 2_000
ONE_PLANTED_IN = 100

_SEED = b"huiliu"
# The more common ones stand more often, so that names come twice.
_SURNAMES = (
    "王王王李李李张张张刘刘陈陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志春海燕婷宇浩佳欣梅云峰林慧"
_HOMES = (
    *(("4211", "湖北省黄冈市"), ("4206", "湖北省襄阳市"), ("4209", "湖北省孝感市")),
    *(("4210", "湖北省荆州市"), ("4205", "湖北省宜昌市"), ("4203", "湖北省十堰市")),
    *(("4306", "湖南省岳阳市"), ("4307", "湖南省常德市"), ("4304", "湖南省衡阳市")),
    *(("4115", "河南省信阳市"), ("4113", "河南省南阳市"), ("4117", "河南省驻马店市")),
    *(("3604", "江西省九江市"), ("3609", "江西省宜春市"), ("3408", "安徽省安庆市")),
    *(("3412", "安徽省阜阳市"), ("5117", "四川省达州市"), ("5203", "贵州省遵义市")),
    *(("3303", "浙江省温州市"), ("6109", "陕西省安康市")),
)
_VILLAGES = tuple(a + b for a in "张李王陈吴蔡邵石杨周" for b in "家湾店冲桥庙坪畈铺塘")
_PEOPLES = ("汉族",) * 16 + ("土家族", "苗族", "回族", "壮族")
_SCHOOLING = ("研究生", "大学本科", "大学本科", "大专", "大专", "高中", "中专", "初中")
_TRADES = (
    "网约车司机",
    "快递员",
    "外卖配送员",
    "建筑工人",
    "家政服务员",
    "护士",
    "教师",
    "软件工程师",
)
_TITLES = ("", "", "助理工程师", "工程师", "主管护师")
_STRATA = ("", "", "", "自由职业人员", "新媒体从业人员")
_STREETS = ("中山大道", "解放路", "和平街", "建设路", "友谊路", "东湖路", "团结巷", "前进路")
_FIRST_BIRTH = date(1945, 1, 1)
_BIRTH_DAYS = 20_000
_STRIDE = 7_919
"""Has no divisor in common with the days, so that neighbours are born on different ones."""
_DAYS_TO_18 = 6_575
_ISO, _DIGITS = "%Y-%m-%d", "%Y%m%d"
_LAST_JOINED = date(2023, 12, 31)

Row = list[str]
_Plant = Callable[[Row, Row], None]


def write_roster(path: Path, *, rows: int) -> None:
    """Write the workbook; one row of a hundred has a problem, each kind in its turn."""
    write_workbook(path, roster(rows))


def write_workbook(path: Path, rows: Iterable[Row]) -> None:
    with Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        for line, cells in enumerate(chain([HEADERS], rows)):
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(line, column, text)


class Lot:
    """The lot of one row: drawn from its number, so that every run invents the same people."""

    def __init__(self, number: int) -> None:
        drawn = blake2b(number.to_bytes(8, "big"), key=_SEED).digest()
        self._left = int.from_bytes(drawn, "big")

    def below(self, count: int) -> int:
        self._left, drawn = divmod(self._left, count)
        return drawn

    def of(self, choices: Sequence[str]) -> str:
        return choices[self.below(len(choices))]


def roster(rows: int) -> Iterator[Row]:
    """Yield the rows of the people, without the header."""
    earlier: Row = []
    for number, row in enumerate(people(1, rows), start=1):
        if number % ONE_PLANTED_IN == 0:
            _PLANTS[number // ONE_PLANTED_IN % len(_PLANTS)](row, earlier)
        earlier = row
        yield row


def people(first: int, last: int) -> Iterator[Row]:
    """Yield the rows of the people with these numbers, as they are without a problem."""
    branches, places = _branches(), addresses()
    for number in range(first, last + 1):
        yield _person(number, branches=branches, addresses=places)


def _branches() -> list[tuple[str, str, str]]:
    """Return the area code, the city and the name of branches outside the city."""
    found = []
    for order in range(BRANCHES):
        village, home = divmod(order, len(_HOMES))
        code, city = _HOMES[home]
        found.append((code + "99", city, f"中共{city}{_VILLAGES[village]}村支部委员会"))
    return found


def addresses() -> list[str]:
    """Return every community of the city as an address starts with it."""
    with DIVISIONS.open(encoding="utf-8", newline="") as table:
        rows = {row["code"]: row for row in csv.DictReader(table)}
    found = []
    for row in rows.values():
        if row["level"] == "community":
            street = rows[row["parent"]]
            found.append(rows[street["parent"]]["name"] + street["name"] + row["name"])
    return found


def _person(
    number: int, *, branches: Sequence[tuple[str, str, str]], addresses: Sequence[str]
) -> Row:
    lot = Lot(number)
    area, city, branch = branches[lot.below(len(branches))]
    address = f"{lot.of(addresses)}{lot.of(_STREETS)}{1 + lot.below(300)}号{1 + lot.below(40)}栋"
    born = _FIRST_BIRTH + timedelta(days=number * _STRIDE % _BIRTH_DAYS)
    # The block keeps people born on one day apart.
    order = number // _BIRTH_DAYS % 50 * 20 + lot.below(20)
    first_17 = f"{area}{born:%Y%m%d}{order:03}"
    grown = born + timedelta(days=_DAYS_TO_18)
    joined = grown + timedelta(days=lot.below((_LAST_JOINED - grown).days))
    day_of = _ISO if lot.below(3) else _DIGITS
    return [
        *(str(number), _name(lot), "女男"[order % 2], first_17 + check_character(first_17)),
        *(lot.of(_PEOPLES), format(born, day_of), lot.of(_SCHOOLING), "正式党员", ""),
        *(branch, f"1{3 + lot.below(7)}{lot.below(10**9):09}", format(joined, day_of)),
        *(format(_full_on(joined), day_of), f"{2026 - joined.year}年", "", lot.of(_STRATA)),
        *(lot.of(_TRADES), lot.of(_TITLES), "否是"[lot.below(2)], address, city, "否", "是"),
        *("在国内入党", "按期转正", branch, ""),
    ]


def _name(lot: Lot) -> str:
    given = lot.of(_GIVEN) + (lot.of(_GIVEN) if lot.below(3) else "")
    return lot.of(_SURNAMES) + given


def _full_on(joined: date) -> date:
    without_probation = NO_PROBATION_FROM <= joined <= NO_PROBATION_TO
    return joined if without_probation else joined + timedelta(days=366)


def _says(column: int, text: str) -> _Plant:
    def plant(row: Row, _earlier: Row) -> None:
        row[column] = text

    return plant


def _other_check_character(row: Row, _earlier: Row) -> None:
    row[NUMBER] = row[NUMBER][:-1] + ("1" if row[NUMBER][-1] != "1" else "2")


def _old_number(row: Row, _earlier: Row) -> None:
    row[NUMBER] = row[NUMBER][:6] + row[NUMBER][8:17]


def _other_sex(row: Row, _earlier: Row) -> None:
    row[SEX] = "女" if row[SEX] == "男" else "男"


def _joined_after_full(row: Row, _earlier: Row) -> None:
    row[JOINED], row[FULL] = row[FULL], row[JOINED]


def _same_again(row: Row, earlier: Row) -> None:
    row[NAME:ADDRESS] = earlier[NAME:ADDRESS]


def _same_without_number(row: Row, earlier: Row) -> None:
    row[NAME], row[MOBILE] = earlier[NAME], earlier[MOBILE]


_PLANTS: tuple[_Plant, ...] = (
    *(_says(NAME, ""), _says(NAME, "<b>王芳</b>"), _says(NUMBER, ""), _says(MOBILE, "1380013")),
    *(_says(JOINED, "2031-01-01"), _says(BORN, "1988年13月"), _says(ADDRESS, "光明社区")),
    *(_other_check_character, _old_number, _other_sex, _joined_after_full),
    *(_same_again, _same_without_number),
)
