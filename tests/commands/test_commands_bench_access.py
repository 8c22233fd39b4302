"""What the benches of looking hold against each other: the pages as they are, and all of it off."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.urls import reverse
from psycopg import sql

from huiliu.accounts.models import Account
from huiliu.audit.entries import read
from huiliu.commands.benches.accessing import line_of
from huiliu.commands.benches.city import IN_COMMUNITY, STREET, call_everybody, rows_of_city
from huiliu.commands.benches.invented import ADDRESS
from huiliu.commands.benches.looking import Look, everything_off, refuse_other_rows
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link, Window
from tests.cast import DAY, acting_of
from tests.commands.test_commands_bench import bench_databases
from tests.factories import at, make_person, make_stay, make_window

pytestmark = pytest.mark.usefixtures("turn_of_benches")

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
HUANBAO, RONGHUA = "420103001001", "420104001001"
OF_EACH_ROW = {
    "id",
    "at",
    "recorded_at",
    "stay_id",
    "link_id",
    "person_id",
    "subject",
    "person",
    "persons",
}
"""What is another in each row."""


@pytest.fixture
def two(own_database: None) -> Iterator[list[Window]]:
    """Give the windows of 马春林 at 罗's community and of 谢家乐 at another; all is committed."""
    windows = []
    for name, code in (("马春林", HUANBAO), ("谢家乐", RONGHUA)):
        stay = make_stay(make_person(name, **at(host=code, queue=code)))
        windows.append(make_window(stay, opens_on=DAY, aim_on=DAY, limit_on=DAY))
    yield windows
    connections["owner"].close()


def looked() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_reading")
        return int(cursor.fetchone()[0])


def rows_of(table: str, windows: list[Window]) -> list[dict[str, Any]]:
    """Return what was done with the people of these windows, in the order of the windows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [row for window in windows for row in rows if person_of(row) == window.person_id]


def person_of(row: dict[str, Any]) -> UUID | None:
    [person] = row.get("persons") or [row.get("person_id") or row.get("person")]
    return person


def luos_list(*windows: Window) -> Look:
    return Look("luo", (reverse("due_list"),), tuple(window.id for window in windows))


def luo() -> Account:
    return Account.objects.get(username="luo")


def test_floor_is_the_same_page_where_it_is_given_the_same_rows(two: list[Window]) -> None:
    refuse_other_rows(luo(), luos_list(two[0]))


@pytest.mark.parametrize("given", [(), (0, 1)])
def test_floor_that_shows_other_people_is_refused(
    two: list[Window], given: tuple[int, ...]
) -> None:
    """谢家乐 is beyond 罗's reach: that the floor shows him says that no policy is left in it."""
    with pytest.raises(ValueError, match="the floor shows another page"):
        refuse_other_rows(luo(), luos_list(*(two[place] for place in given)))


def test_floor_sees_everybody_and_leaves_no_look(two: list[Window]) -> None:
    [mine, _] = two
    before = looked()
    with everything_off([mine.id]):
        seen = Counter(Person.objects.values_list("name", flat=True))
        refuse_nothing = Window.objects.answered_within(Reach()).count()

    assert seen == {"马春林": 1, "谢家乐": 1}
    assert refuse_nothing == 1
    assert looked() == before


def test_after_the_floor_everything_is_on_again(two: list[Window]) -> None:
    with everything_off(()):
        pass

    assert Person.objects.count() == 0
    assert Window.objects.answered_within(Reach()).count() == 0
    before = looked()
    refuse_other_rows(luo(), luos_list(two[0]))
    assert looked() == before + 1


def test_call_of_the_bench_has_the_shape_that_the_action_leaves(two: list[Window]) -> None:
    """Column by column: 马春林 is called by the action, 谢家乐 by the bench, both in vain."""
    by = acting_of("luo")
    told = Told(ContactChannel.TELEPHONE, Outcome.NOT_REACHED, DAY)
    record_contact(by=by, id=new_id(), link_id=two[0].link_id, told=told, at=AT, day=DAY)
    with scope.entered(by.reach):
        read(by=by, page="person", persons=[two[0].person_id], fields=["file"])

    assert call_everybody(by=by, at=AT + timedelta(minutes=1)) == 1

    for table in ("contact_attempt", "audit_entry", "audit_reading"):
        acted, called = rows_of(table, two)
        assert {acted["id"].version, called["id"].version} == {7}
        leave = OF_EACH_ROW | {name for name in acted if name.startswith(("host_", "queue_"))}
        assert {name: acted[name] for name in acted.keys() - leave} == {
            name: called[name] for name in called.keys() - leave
        }
        assert {name: type(acted[name]) for name in leave & acted.keys()} == {
            name: type(called[name]) for name in leave & called.keys()
        }


def test_call_of_the_bench_stands_where_its_link_stands(two: list[Window]) -> None:
    call_everybody(by=acting_of("luo"), at=AT)

    with scope.entered(Reach.everywhere()):
        links = {link.id: link.addresses() for link in Link.objects.filter(side=Side.HOST)}
    called = rows_of("contact_attempt", two)
    assert {
        row["link_id"]: {name: row[name] for name in links[row["link_id"]]} for row in called
    } == (links)


def test_street_of_the_bench_is_the_same_in_every_size() -> None:
    within = "".join(STREET)
    small, large = (
        Counter(row[ADDRESS] for row in rows_of_city(1, last) if row[ADDRESS].startswith(within))
        for last in (1_008, 5_000)
    )

    assert small == large
    assert set(small.values()) == {IN_COMMUNITY}
    assert small.total() == 1_008


def test_bench_access_records_each_look_and_prints_its_line_last() -> None:
    """The small size of what `bin/bench access` does with 200,000 people and 200 looks."""
    said = StringIO()

    call_command("bench", "access", people=720, looks=2, stdout=said)

    line = json.loads(said.getvalue().splitlines()[-1])
    assert (line["bench"], line["size"]) == ("access", {"people": 790, "looks": 2})
    names = {"list", "list_street", "list_branch", "file", "file_branch"}
    assert set(line["ratio"]) == set(line["growth"]) == set(line["ratio_before"]) == names
    assert set(line["ms"]) == names | {f"{name}_floor" for name in names}
    assert line["people_before"] == 142
    assert line["recorded"] == line["looks"] == 5 * (2 + 1)
    assert (line["seen_by_pages"], line["seen_by_floor"]) == (0, 790)
    assert bench_databases() == []


def test_bench_access_refuses_a_city_without_its_community() -> None:
    with pytest.raises(CommandError, match="人数至少是 720"):
        call_command("bench", "access", people=719, looks=1, stdout=StringIO())


def test_ratios_of_access_are_of_medians_and_growth_is_of_the_pages_themselves() -> None:
    small = {"list_p50": 10.0, "list_floor_p50": 8.0, "people": 20_070.0}
    whole = {"list_p50": 12.0, "list_p95": 90.0, "list_floor_p50": 8.0, "list_floor_p95": 9.0}
    counts = dict.fromkeys(("looks", "recorded", "seen_by_pages", "seen_by_floor"), 0.0)

    line = line_of(looks=200, small=small, whole=whole | counts | {"people": 200_070.0})

    assert line["ratio"] == {"list": 1.5}
    assert line["ratio_before"] == {"list": 1.25}
    assert line["growth"] == {"list": 1.2}


def test_bench_open_opens_files_while_the_worker_puts_a_roster_in() -> None:
    """The small size of what `bin/bench open` does with 100,000 rows."""
    said = StringIO()

    call_command("bench", "open", rows=150, people=100, quiet=1, stdout=said)

    line = json.loads(said.getvalue().splitlines()[-1])
    assert (line["bench"], line["size"]) == ("open", {"rows": 150, "people": 100})
    assert set(line["ratio"]) == {"file_check", "file_import"}
    assert set(line["ms"]) == {"file_quiet", "file_check", "file_import", "check", "import"}
    assert line["new"] == 150
    assert min(line["opened"].values()) > 0
    assert bench_databases() == []


def test_bench_open_refuses_a_city_without_its_community() -> None:
    with pytest.raises(CommandError, match="人数至少是 72"):
        call_command("bench", "open", rows=1, people=71, quiet=0, stdout=StringIO())
