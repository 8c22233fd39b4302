"""From rows to sightings: whose roster it is, and what home a row means."""

from collections.abc import Mapping
from datetime import date

import pytest

from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.rows import read_row
from huiliu.exchange.roster.sightings import home_in_title, home_of_sheet, sighting_of
from huiliu.exchange.roster.titles import Titles
from huiliu.exchange.workbook.cells import Cell
from huiliu.people.matching import Seen, Side

AS_OF = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("title", "home"),
    [
        ("湖南省岳阳市张湾村流出党员名册", "湖南省岳阳市张湾村"),
        ("附件2：2026年蔡湾村外出务工党员花名册", "蔡湾村"),
        ("王家村党支部 流动党员台账", "王家村党支部"),
        ("周家村在外党员基本情况统计表（2026）", "周家村"),
        ("2026届毕业生流动党员登记表", None),
        ("失联党员规范处置台账", None),
        ("望湖街道退役军人党员名册", "望湖街道"),
        ("流出党员名册", None),
        ("2026年流出党员名册", None),
        ("", None),
    ],
)
def test_title_says_whose_roster_it_is(title: str, home: str | None) -> None:
    assert home_in_title(title) == home


def test_sheet_name_says_it_where_the_title_does_not() -> None:
    titles = Titles(("流出党员名册",))

    assert home_of_sheet(titles, "张湾村") == "张湾村"
    assert home_of_sheet(titles, "Sheet1") is None


def seen(cells: Mapping[Field, Cell], home: str | None = None) -> Seen:
    headers = {field: field.label for field in cells}
    row = read_row(cells, sheet="", row=2, headers=headers, today=AS_OF)
    return sighting_of(row, file="a.csv", side=Side.HOME, home=home, as_of=AS_OF)


@pytest.mark.parametrize(
    ("branch", "of_sheet", "home"),
    [
        (None, None, None),
        (None, "岳阳市张湾村", "岳阳市张湾村"),
        ("湖南省岳阳市李湾村党支部", "岳阳市张湾村", "湖南省岳阳市李湾村党支部"),
        ("第一党支部", "岳阳市张湾村", "岳阳市张湾村第一党支部"),
        ("张湾村党支部", "岳阳市张湾村", "岳阳市张湾村"),
        ("张湾村党支部", None, "张湾村党支部"),
    ],
)
def test_branch_of_a_row_stands_behind_the_home_of_the_sheet(
    branch: str | None, of_sheet: str | None, home: str | None
) -> None:
    assert seen({Field.BRANCH: branch}, of_sheet).home == home


@pytest.mark.parametrize(
    ("cells", "year"),
    [
        ({Field.AGE: 53}, 1973),
        ({Field.BORN_ON: "1973"}, 1973),
        ({Field.BORN_ON: "1973.9.23", Field.AGE: 20}, 1973),
        ({Field.CITIZEN_NUMBER: 430699197309230000.0}, 1973),
        ({Field.CITIZEN_NUMBER: "430699197309230231", Field.AGE: 20}, 1973),
        ({Field.NAME: "倪华"}, None),
    ],
)
def test_birth_year_comes_from_the_best_that_is_there(
    cells: Mapping[Field, Cell], year: int | None
) -> None:
    assert seen(cells).born_year == year


@pytest.mark.parametrize(("sex", "code"), [("男", "1"), ("不详", None), ("9", None), (None, None)])
def test_sex_is_known_or_not(sex: str | None, code: str | None) -> None:
    assert seen({Field.SEX: sex}).sex == code


def test_words_in_brackets_are_no_part_of_a_name() -> None:
    assert seen({Field.NAME: "倪华（预备）"}).name == "倪华"


def test_month_is_no_day_of_birth() -> None:
    assert seen({Field.BORN_ON: "1973.9"}).born_on is None


def test_reporting_unit_goes_before_the_sheet_name() -> None:
    titles = Titles(("流出党员名册",), reporting_unit="岳阳市张湾村党支部")

    assert home_of_sheet(titles, "一组") == "岳阳市张湾村党支部"
