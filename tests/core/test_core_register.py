"""Reading the data register: defaults of a table, exceptions, periods, and what is refused."""

from datetime import date

import pytest

from huiliu.core.register import Registered, Retention, Unregistered, read_register

SMALL = """
[circles.care]
words = "照顾的人"
permissions = ["people.view_person"]
roles = ["street_clerk"]

[retentions.file]
words = "有档案期间"

[[shared]]
tables = ["note"]
columns = ["id"]
purpose = "编号"
basis = "duty"
sensitivity = "plain"
stored = "plain"
circle = "care"
retention = "file"

[note]
columns = ["person"]
purpose = "记下说过的话"
basis = "duty"
sensitivity = "personal"
stored = "plain"
circle = "care"
retention = "file"

[[note.also]]
columns = ["words"]
stored = "sealed"
mask = "telephone"
"""


def test_exceptions_take_the_rest_from_their_table() -> None:
    held = read_register(SMALL)

    assert held.entries[("note", "words")] == Registered(
        table="note",
        column="words",
        purpose="记下说过的话",
        basis="duty",
        sensitivity="personal",
        stored="sealed",
        circle="care",
        retention="file",
        mask="telephone",
    )
    assert [entry.column for entry in held.of_table("note")] == ["id", "person", "words"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('columns = ["words"]', 'columns = ["person"]'),
        ('mask = "telephone"', 'circle = "planted"'),
        ('mask = "telephone"', 'retention = "planted"'),
    ],
)
def test_register_that_contradicts_itself_is_refused(before: str, after: str) -> None:
    with pytest.raises(Unregistered):
        read_register(SMALL.replace(before, after))


def test_periods_count_back_by_days_and_by_the_calendar() -> None:
    assert Retention("7 天", days=7).kept_since(date(2026, 11, 23)) == date(2026, 11, 16)
    assert Retention("6 个月", months=6).kept_since(date(2026, 8, 31)) == date(2026, 2, 28)


def test_what_ends_by_an_act_has_no_period() -> None:
    with pytest.raises(Unregistered):
        Retention("有档案期间").kept_since(date(2026, 11, 23))
