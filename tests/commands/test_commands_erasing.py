"""A person is erased, and then sought for everywhere: dump, files, logs, and an older backup."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from huiliu.commands.backups.database_dump import dumped, unpacked
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import Brought, apply_roster, check_roster
from huiliu.needs.actions import raise_need
from huiliu.needs.choices import NeedKind
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.people.pinyin import pinyin_of
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import DAY, Cast, whole_cast
from tests.commands.backups import Folders, Process, close_connections
from tests.exchange.people import HE, HEADERS, arrived
from tests.exchange.workbooks import xlsx
from tests.members import acting_as_member, client_of
from tests.world import AT

NAME = "尉迟金雀"
NUMBER = "13912345678"
WORDS = "孩子上学的事，金雀儿说的"
CANARIES: Mapping[str, bytes] = {
    "name": NAME.encode(),
    "number": NUMBER.encode(),
    "words": WORDS.encode(),
    "escaped name": json.dumps(NAME).encode(),
    "pinyin": pinyin_of(NAME).encode(),
}
NOBODY = ("姓名不对的人1", "男", "不是号码", "不是号码")
"""A row with an error, for which a roster keeps its workbook."""


def found_in(text: bytes, canaries: Mapping[str, bytes] = CANARIES) -> set[str]:
    return {name for name, canary in canaries.items() if canary in text}


def in_dump(canaries: Mapping[str, bytes] = CANARIES) -> set[str]:
    return found_in(b"".join(unpacked(dumped())), canaries)


def in_files(folder: Path) -> dict[str, set[str]]:
    """Return the files in which something is found, as they lie on the disk."""
    found = {}
    # Another process may drop its database meanwhile: a walk leaves out what is gone.
    for path in (Path(base) / name for base, _, names in os.walk(folder) for name in names):
        try:
            named = found_in(path.read_bytes()) if path.is_file() else set()
        except FileNotFoundError:
            continue
        if named:
            found[str(path.relative_to(folder))] = named
    return found


def let_her_come(cast: Cast, folder: Path) -> Person:
    """Bring her by rosters, one of which still waits; call her, hear of a need, let her sign in."""
    street = Organisation.objects.get(code="420103001")
    known = arrived(NAME, order=9)
    row = (*known[:3], NUMBER, *known[4:])

    def brought(*rows: Iterable[object]) -> Brought:
        name = f"{new_id()}.xlsx"
        return Brought(xlsx(folder / name, {"名册": rows}), name="名册.xlsx", importer=street)

    apply_roster(by=cast.he, brought=brought(HEADERS, row, NOBODY), at=AT, day=DAY)
    check_roster(by=cast.he, id=new_id(), brought=brought(HEADERS, row, HE), at=AT, day=DAY)
    with scope.entered(Reach.everywhere()):
        person = Person.objects.get(name=NAME)
        link = Link.objects.get(person=person, side=Side.HOST)
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, DAY, note=WORDS)
    record_contact(by=cast.luo, id=new_id(), link_id=link.id, told=told, at=AT, day=DAY)
    raise_need(
        by=acting_as_member(person),
        id=new_id(),
        person_id=person.id,
        kind=NeedKind.WORK,
        words=WORDS,
        at=AT,
        day=DAY,
    )
    return person


def superuser(database: str) -> psycopg.Connection:
    held = json.loads((settings.TEST_VAR / "postgres" / "cluster.json").read_text())
    default = settings.DATABASES["default"]
    return psycopg.connect(
        host=default["HOST"],
        port=default["PORT"],
        user="postgres",
        password=held["superuser_password"],
        dbname=database,
        autocommit=True,
    )


def as_superuser(*commands: str) -> None:
    """Do what a server does by itself within minutes."""
    with superuser(settings.DATABASES["default"]["NAME"]) as server:
        for command in commands:
            server.execute(command.encode())


def settle() -> None:
    as_superuser("SELECT pg_switch_wal()", "CHECKPOINT")


WAIT = """DO $$ BEGIN
    FOR tried IN 1..100 LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN NOT EXISTS (
            SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid());
        PERFORM pg_sleep(0.1);
    END LOOP;
END $$"""


@contextmanager
def writing_elsewhere() -> Iterator[None]:
    """Keep a transaction that has written open in another database of the server."""
    with superuser("postgres") as server, server.transaction():
        server.execute("SELECT pg_current_xact_id()")
        yield


def sweep_alone() -> None:
    """Sweep at night: while a session that read the rows is still ending, they are kept for it."""
    close_connections()
    as_superuser(WAIT)
    call_command("sweep")
    settle()
    settle()


def server_folder() -> Path:
    """Return where the server keeps its data and its log."""
    held = json.loads((settings.TEST_VAR / "postgres" / "cluster.json").read_text())
    return settings.TEST_VAR / "postgres" / str(held["place"])


@pytest.mark.launcher
def test_nothing_is_left_of_somebody_who_was_erased(
    process: Process, folders: Folders, tmp_path: Path
) -> None:
    person = let_her_come(whole_cast(), tmp_path)
    client = client_of(person)
    assert NAME in client.get(reverse("my_home")).content.decode()
    call_command("sweep")
    settle()
    assert in_dump() == {"name", "pinyin"}
    assert {"name", "pinyin"} in in_files(server_folder()).values()
    assert process("backup", *folders.names).returncode == 0

    with writing_elsewhere():
        client.post(reverse("my_erase"))

        assert in_dump() == set()
        assert in_files(server_folder()) != {}, "until the night the files hold what was deleted"
        sweep_alone()
    assert in_files(server_folder()) == {}
    assert in_files(Path(settings.HUILIU_KEYS)) == {}
    assert in_files(folders.database) == in_files(folders.keys) == {}
    close_connections()

    assert process("restore", *folders.names).returncode == 0

    assert in_dump() == set()
    with scope.entered(Reach.everywhere()):
        assert not Person.objects.filter(name=NAME).exists()
    sweep_alone()
    assert in_files(server_folder()) == {}


def test_planted_canary_is_found(own_database: None) -> None:
    """A name that only a log keeps is found by the search.

    It is another name: the test above looks through the files of the whole server, on which
    this one may run at the same time.
    """
    other = "公孙银雁"
    planted = {**CANARIES, "name": other.encode()}
    assert in_dump(planted) == set()
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE accounts_account SET name = %s WHERE username = 'luo'", [other])

    assert in_dump(planted) == {"name"}
