"""Sheets of rosters that are checked without a file; the people are invented."""

from collections.abc import Mapping
from datetime import date

from huiliu.exchange.roster.check import Places, Report, RosterSheet, check_file
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.layout import Column
from huiliu.exchange.roster.titles import Titles
from huiliu.exchange.workbook.cells import Cell
from huiliu.people.matching import Index, Side

TODAY = date(2026, 11, 23)
NUMBER = "430699197309230231"
PERSON: dict[Field, Cell] = {
    Field.NAME: "倪华",
    Field.SEX: "男",
    Field.CITIZEN_NUMBER: NUMBER,
    Field.MOBILE: "17128661351",
    Field.BRANCH: "中共湖南省岳阳市张湾村支部委员会",
    Field.ADDRESS: "江汉区北湖街道",
}
# What a village writes down of somebody who left.
GONE: dict[Field, Cell] = {
    Field.NAME: "倪华",
    Field.SEX: "男",
    Field.AGE: 53,
    Field.TELEPHONE: "17128661351",
    Field.BOUND_FOR: "武汉江汉区",
}
VILLAGE = Titles(("湖南省岳阳市张湾村流出党员名册",))


def sheet(
    *people: Mapping[Field, Cell],
    side: Side = Side.HOST,
    name: str = "Sheet1",
    titles: Titles | None = None,
) -> RosterSheet:
    fields = list(dict.fromkeys(field for person in people for field in person))
    return RosterSheet(
        name=name,
        side=side,
        columns=tuple(Column(at, field.label, field) for at, field in enumerate(fields)),
        rows=[
            (number, [person.get(field) for field in fields])
            for number, person in enumerate(people, start=2)
        ],
        titles=titles or Titles(),
    )


def check(*sheets: RosterSheet, known: Index | None = None, places: Places | None = None) -> Report:
    return check_file(
        sheets, file_name="new.xlsx", today=TODAY, known=known or Index(), places=places
    )
