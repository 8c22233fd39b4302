"""What is opened many times a day finds its rows by an index, however many people a city has.

A table that is read whole for one file costs nothing in a test, and a quarter of a second with
200,000 people. So everybody is copied some hundred times, and the plans are looked at: whatever
reads a table, or an index from end to end, has no index to go by.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg import sql

from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.stays.actions import name_contact_person
from huiliu.stays.models import Link, Window
from huiliu.stays.queries import links_of
from tests.cast import PASSWORD, acting_of, whole_cast
from tests.web.stays.test_web_contact_persons import contact_person
from tests.world import World, one_of_everything

COPIES = 400
GROWN = (
    *("people_person", "people_sighting", "stays_stay", "stays_link", "stays_window"),
    *("contact_attempt", "needs_need", "needs_step"),
)
"""The tables that are copied, parents first."""
OF_EACH_COPY = {"id", "person_id", "stay_id", "link_id", "need_id"}
PAGES = {
    "person": "person",
    "record_contact": "link",
    "need": "need",
    "raise_need": "person",
    "change_telephone": "person",
    "needs": "",
    "due_list": "",
}
"""Each page with whose id stands in its address."""


@pytest.fixture
def world(own_database: None, tmp_path: Path) -> Iterator[World]:
    """Give a world in which everybody lives some hundred times, each time elsewhere."""
    cast = whole_cast()
    made = one_of_everything(cast, tmp_path)
    fang = contact_person().id
    name_contact_person(by=cast.luo, link_id=made["link"], appointment_id=fang, day=today())
    with connections["owner"].cursor() as cursor:
        for table in GROWN:
            cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(table)))
            columns = [column.name for column in cursor.description]
            cursor.execute(copying(table, columns), {"copies": COPIES})
        cursor.execute("VACUUM ANALYZE")
    yield made
    connections["owner"].close()


def copying(table: str, columns: list[str]) -> sql.Composed:
    """Return the command that copies each row: with keys, and at places, of each copy's own."""
    told = sql.SQL(", ").join(_copied(column) for column in columns)
    return sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {told}"
        " FROM {table} AS one, generate_series(1, %(copies)s) AS copy"
    ).format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        told=told,
    )


def _copied(column: str) -> sql.Composable:
    name = sql.Identifier(column)
    if column in OF_EACH_COPY:
        return sql.SQL("md5({}::text || copy)::uuid").format(name)
    if column.endswith("_path"):
        return sql.SQL("overlay({} PLACING to_char(copy, 'FM1000') FROM 1)").format(name)
    return name


def read_whole(plan: dict[str, Any], table: str = "") -> Iterator[str]:
    """Yield the tables that a plan reads without a condition of the question's own on an index.

    What is found by the reach alone, which the policies compare with settings, is everybody of an
    organisation.
    """
    kind, table = plan["Node Type"], plan.get("Relation Name", table)
    for below in plan.get("Plans", ()):
        yield from read_whole(below, table)
    own = "Index Cond" in plan and "current_setting" not in plan["Index Cond"]
    if table in GROWN and (kind == "Seq Scan" or ("Index" in kind and not own)):
        yield table


def tables_read_whole(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {query}")
        [(explained,)] = cursor.fetchall()
    return list(read_whole(explained[0]["Plan"]))


def asked_on(page: str, world: World, client: Client) -> list[str]:
    address = reverse(page, args=[world[PAGES[page]]] if PAGES[page] else [])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in asked if one["sql"].startswith("SELECT")]


def test_pages_of_a_day_find_their_rows_by_an_index(world: World) -> None:
    whole = {}
    for username in ("luo", "he"):
        client = Client()
        assert client.login(username=username, password=PASSWORD)
        for page in PAGES:
            queries = asked_on(page, world, client)
            with scope.entered(acting_of(username).reach):
                found = {query: tables_read_whole(query) for query in queries}
            whole |= {(page, query): tables for query, tables in found.items() if tables}

    assert whole == {}


def test_question_without_an_index_is_found(world: World) -> None:
    """The windows of a stay were once asked for by the stay, and all of the city's were read."""
    with scope.entered(acting_of("luo").reach):
        link = Link.objects.get(id=world["link"])
        links = [one.id for one in links_of(stay=link.stay)]
        by_stay = Window.objects.known().filter(stay=link.stay_id)
        by_link = Window.objects.known().filter(link__in=links)
        with CaptureQueriesContext(connection) as asked:
            assert set(by_stay) == set(by_link)
        first, second = (tables_read_whole(one["sql"]) for one in asked)

    assert set(first) == {"stays_window"}
    assert second == []
