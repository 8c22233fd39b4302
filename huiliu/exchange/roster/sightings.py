"""From a row that was read to a sighting of a person that can be compared with others."""

import re
from collections.abc import Mapping
from datetime import date

from huiliu.core.dates import Written
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.rows import Row
from huiliu.exchange.roster.said import Coded, Said
from huiliu.exchange.roster.titles import Titles
from huiliu.organisations.outside import LONGEST_NAME, last_place, province_of
from huiliu.people.matching import Origin, Seen, Side

_SEXES = frozenset({"1", "2"})
_HOMES = (Field.BRANCH, Field.CAME_FROM)
_TITLE_START = re.compile(r"^(?:附件?(?:表|\d)*[:：]?)?(?:\d{4}年(?:度|\d{1,2}月)?)?")
_TITLE_WORDS = re.compile(
    r"外出|流出|流入|流动|在外|党员|花名册|名册|名单|台账|登记|信息|基本情况|汇总|统计|摸排|[(（]"
)
_PLACE = re.compile(r"(?:村|社区|居委会|支部|总支|党委|街道?|镇|乡|公司|学校|医院|学院|大学)$")
_KIND_OF_PEOPLE = re.compile(
    r"失联|(?:\d{4})?届|毕业生|项目|退役|军人|在职|困难|退休|老年|非公|企业和|社会组织|两新|骑手|司机|快递|下沉|"
    r"农民工|大学生|高校|发展|预备|新就业|新业态|新兴|务工|报到"
)
_SHORTEST_NAME = 2


def home_in_title(title: str) -> str | None:
    """Return whose roster it is: `湖南省岳阳市张湾村流出党员名册` is that of the village."""
    text = _TITLE_START.sub("", "".join(title.split()))
    found = _TITLE_WORDS.search(text)
    name = text[: found.start()].removesuffix("的") if found else ""
    about = _KIND_OF_PEOPLE.search(name)
    if about and not _PLACE.search(name):
        name = name[: about.start()]
    return name if len(name) >= _SHORTEST_NAME else None


def home_of_sheet(titles: Titles, sheet: str) -> str | None:
    """Return the organisation whose members an outflow roster lists."""
    from_titles = next(filter(None, map(home_in_title, titles.texts)), None)
    return from_titles or titles.reporting_unit or (sheet if _PLACE.search(sheet) else None)


def sighting_of(row: Row, *, file: str, side: Side, home: str | None, as_of: date) -> Seen:
    """Return what a row says about who the person is.

    `home` holds for the whole sheet; ages were true `as_of` a day.
    """
    said = row.said
    number = row.number
    name = said.get(Field.NAME)
    born = _day(said, Field.BORN_ON)
    if number is not None:
        born = number.born_on
    return Seen(
        origin=Origin(file, row.sheet, row.row, side),
        name=name.partition("(")[0].strip() if isinstance(name, str) else None,
        sex=number.sex if number is not None else _sex(said),
        number=number.text if number is not None else None,
        first_15=row.first_15,
        telephones=row.telephones,
        born_on=born,
        born_year=born.year if born else _born_year(said, row.first_15, as_of),
        home=_home(said, home),
        joined_on=_day(said, Field.JOINED_ON),
    )


def _day(said: Mapping[Field, Said], field: Field) -> date | None:
    value = said.get(field)
    return value.day if isinstance(value, Written) and value.precision == "day" else None


def _sex(said: Mapping[Field, Said]) -> str | None:
    sex = said.get(Field.SEX)
    return sex.code if isinstance(sex, Coded) and sex.code in _SEXES else None


def _born_year(said: Mapping[Field, Said], first_15: str | None, as_of: date) -> int | None:
    if first_15 is not None:
        return int(first_15[6:10])
    born, age = said.get(Field.BORN_ON), said.get(Field.AGE)
    if isinstance(born, Written):
        return born.day.year
    return as_of.year - age if isinstance(age, int) else None


def _home(said: Mapping[Field, Said], of_sheet: str | None) -> str | None:
    """Return the home as written; `第一党支部` says more behind the village of the whole sheet."""
    written = (said.get(field) for field in _HOMES)
    home = next((text[:LONGEST_NAME] for text in written if isinstance(text, str)), None)
    if home is None or of_sheet is None:
        return home or of_sheet
    if province_of(home) is not None:
        return home
    return of_sheet if last_place(of_sheet) in home else of_sheet + home
