"""No entry, no read: what is shown of anybody is on record, or it is not shown."""

from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from tests.boundary.answers import Answer, asked, client_of
from tests.boundary.ground import VARIANTS, Ground
from tests.boundary.test_boundary_pages import ACTORS, NEAR, Cell, cells

OWN_TRAIL = {"my_readers"}
"""Where one reads who looked at oneself: of the file there is nothing but what a line is about."""


def files_in(ground: Ground, answer: Answer) -> set[int]:
    """Return the numbers of the files of which something is shown."""
    files = {one.number for one in ground.bundles if one.variant in VARIANTS}
    return files & answer.shown


def opened(ground: Ground, actor: str) -> Iterator[tuple[Cell, Answer]]:
    """Open every page that is near somebody."""
    client = client_of(ground, actor)
    for cell in cells(ground, actor):
        if "GET" in cell.door.methods and cell.relation in NEAR:
            yield cell, asked(ground, client, "GET", cell.address, watching=True)


@pytest.fixture
def failing_log(ground: Ground) -> Iterator[None]:
    """Let the database take no more entries of looks, as if its disk were full."""
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=owner["NAME"],
        autocommit=True,
    ) as server:
        server.execute("REVOKE INSERT ON audit_reading FROM huiliu_app")
        yield
        server.execute("GRANT INSERT ON audit_reading TO huiliu_app")


@pytest.mark.django_db
def test_nothing_is_shown_of_anybody_while_no_look_is_recorded(
    ground: Ground, failing_log: None
) -> None:
    statuses: Counter[int] = Counter()
    shown = []
    for actor in ACTORS:
        for cell, answer in opened(ground, actor):
            statuses[answer.status] += 1
            if files_in(ground, answer) and cell.page not in OWN_TRAIL:
                shown.append(f"{actor} {cell.page}")
    print(f"readings: {sum(statuses.values())} opened, {statuses[503]} refused")

    assert shown == []
    assert statuses[503] > 100
    assert statuses[500] == 0


@pytest.mark.django_db
def test_whoever_is_shown_is_on_record(ground: Ground) -> None:
    """Each file of which a page shows something stands in the entry that the page leaves."""
    persons = {one.number: one.ids["person"] for one in ground.bundles if one.variant in VARIANTS}
    missing, shown = [], 0
    for actor in ACTORS:
        for cell, answer in opened(ground, actor):
            files = files_in(ground, answer)
            shown += len(files)
            missing += [
                f"{actor} {cell.page}"
                for one in files
                if persons[one] not in answer.logged and cell.page not in OWN_TRAIL
            ]
    print(f"readings: {shown} times somebody was shown")

    assert sorted(set(missing)) == []
    assert shown > 300
