"""Opening a page writes nothing but who looked: every page, every role, one of everything."""

from pathlib import Path

import pytest

from huiliu.core import scope
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from tests.cast import PARTS, Cast
from tests.databases import checksums
from tests.world import (
    VISITORS,
    World,
    address_of,
    client_of,
    one_of_everything,
    pages_to_read,
)

LEFT_BY_LOOKING = {"audit_reading", "accounts_session", "accounts_ratecounter"}


@pytest.fixture
def world(cast: Cast, tmp_path: Path) -> World:
    return one_of_everything(cast, tmp_path)


@pytest.mark.parametrize("username", VISITORS)
def test_opening_every_page_writes_nothing_but_who_looked(world: World, username: str) -> None:
    client = client_of(username, world)
    with scope.entered(Reach.everywhere()):
        before = checksums(leaving_out=LEFT_BY_LOOKING)

    answers = {page.name: client.get(address_of(page, world)) for page in pages_to_read()}

    with scope.entered(Reach.everywhere()):
        assert checksums(leaving_out=LEFT_BY_LOOKING) == before
    assert {name for name, answer in answers.items() if answer.status_code >= 500} == set()
    assert len(answers) > 30


def test_every_role_of_the_cast_opens_some_page(world: World) -> None:
    for username in PARTS:
        client = client_of(username, world)
        opened = [
            page.name
            for page in pages_to_read()
            if client.get(address_of(page, world)).status_code == 200
        ]
        assert len(opened) > 5, username


def test_planted_write_changes_a_checksum(world: World) -> None:
    with scope.entered(Reach.everywhere()):
        before = checksums(leaving_out=LEFT_BY_LOOKING)
        Person.objects.filter(id=world["person"]).update(name="别名")

        changed = {
            table
            for table, checksum in checksums(leaving_out=LEFT_BY_LOOKING).items()
            if before[table] != checksum
        }

    assert changed == {"people_person"}
