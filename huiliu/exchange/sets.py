"""The fixed sets that can be taken out: their columns, their purposes, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from huiliu.exchange.choices import ExportPurpose, ExportSet


@dataclass(frozen=True, slots=True)
class Column:
    """A header, and of which columns of the data register the first that says something is shown.

    Without any it is left empty, to be written in by hand.
    """

    header: str
    registered: tuple[str, ...] = ()

    def of(self, said: Mapping[str, str]) -> str:
        return next((said[name] for name in self.registered if said.get(name)), "")


@dataclass(frozen=True, slots=True)
class FixedSet:
    """One list of people as it leaves the system: nobody chooses its columns."""

    code: ExportSet
    sentence: str
    columns: tuple[Column, ...]
    purposes: tuple[ExportPurpose, ...]
    on_paper: bool
    """Printed from a page and never a file; else a workbook shut with a password."""

    def row(self, said: Mapping[str, str]) -> list[str]:
        return [column.of(said) for column in self.columns]

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    @property
    def registered(self) -> list[str]:
        return [name for column in self.columns for name in column.registered]


NAME = Column("姓名", ("people_person.name",))

SETS = {
    one.code: one
    for one in (
        FixedSet(
            ExportSet.CALL_LIST,
            "该联系的人印在一张纸上，等得最久的在前，最多五十人。有电话，没有住址和证件号。",
            (
                NAME,
                Column("电话", ("facts.mobile", "facts.telephone", "facts.landline")),
                Column("最晚哪天联系", ("stays_window.limit_on",)),
                Column("记一笔"),
            ),
            (ExportPurpose.ON_THE_WAY, ExportPurpose.NO_SIGNAL),
            on_paper=True,
        ),
        FixedSet(
            ExportSet.ROSTER_RECEIVED,
            "流入到这里、还没结束的党员，一本加了密码的工作簿。没有电话、住址和证件号。",
            (
                NAME,
                Column("性别", ("people_person.sex",)),
                Column("组织关系所在党支部", ("facts.branch",)),
                Column("入党日期", ("facts.joined_on",)),
                Column("流入日期", ("facts.arrived_on", "stays_stay.arrived_on")),
                Column("流入党组织", ("stays_stay.host_id",)),
                Column("从事职业", ("facts.occupation",)),
            ),
            (ExportPurpose.DISTRICT_FORM, ExportPurpose.HELD_AGAINST),
            on_paper=False,
        ),
    )
}
