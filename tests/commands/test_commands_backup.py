"""Backup and restore, by real processes: everything comes back but those who were erased."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections

from huiliu.commands.backups.database_dump import dumped, put_back
from huiliu.commands.backups.sealed_file import DAMAGED
from huiliu.core import erasures, keys, scope
from huiliu.core.errors import Refused
from huiliu.core.reach import Reach
from huiliu.core.sealing import unseal_facts
from huiliu.people.actions import erase_file
from huiliu.people.models import Person, Sighting
from tests.audit.city import connect, url_of
from tests.cast import whole_cast
from tests.commands.backups import Folders, Process, close_connections
from tests.databases import checksums
from tests.members import acting_as_member, make_member
from tests.world import AT, one_of_everything

ROOT = Path(__file__).resolve().parent.parent.parent
PASSPHRASE = "十五个字以上的一句话才能当作口令"
MADE_MEANWHILE = {"audit_entry", "django_migrations", "procrastinate_workers"}

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def everything() -> dict[str, str]:
    with scope.entered(Reach.everywhere()):
        return checksums(leaving_out=MADE_MEANWHILE)


def number_of(person: Person) -> object:
    with scope.entered(Reach.everywhere()):
        sighting = Sighting.objects.get(person=person)
    key = keys.of_one(person.id)
    return unseal_facts(sighting.sealed, key=key, place=sighting.place)["mobile"]


def names() -> set[str]:
    with scope.entered(Reach.everywhere()):
        return set(Person.objects.values_list("name", flat=True))


def test_restore_brings_everything_back(process: Process, folders: Folders, tmp_path: Path) -> None:
    one_of_everything(whole_cast(), tmp_path)
    staying = make_member("马春兰", telephone="13900139000")
    before = everything()
    said = process("backup", *folders.names)
    assert (said.returncode, said.stderr) == (0, "")
    make_member("邓丽", telephone="13700137000")
    with scope.entered(Reach.everywhere()):
        Person.objects.filter(id=staying.id).update(name="改过")
    assert everything() != before

    said = process("restore", *folders.names)

    assert (said.returncode, said.stderr) == (0, "")
    assert everything() == before
    assert number_of(staying) == "13900139000"


def test_restored_database_has_the_rights_and_policies_of_migrations(
    process: Process, folders: Folders
) -> None:
    before = rights()
    process("backup", *folders.names)

    assert process("restore", *folders.names).returncode == 0

    assert rights() == before


def rights() -> list[tuple[object, ...]]:
    """Return of each table who may do what, whether security is forced, and its policies."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relacl::text, c.relrowsecurity, c.relforcerowsecurity,"
            " (SELECT string_agg(concat_ws(' ', polname, polcmd, polroles::text,"
            " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)), ' '"
            "  ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid)"
            " FROM pg_class c WHERE relnamespace = 'public'::regnamespace"
            " UNION ALL SELECT concat('later ', defaclobjtype), defaclacl::text, NULL, NULL, NULL"
            " FROM pg_default_acl ORDER BY 1"
        )
        return list(cursor.fetchall())


def test_whoever_was_erased_since_the_backup_stays_erased(
    process: Process, folders: Folders
) -> None:
    going = make_member("何志斌")
    make_member("马春兰", telephone="13900139000")
    process("backup", *folders.names)
    erase_file(by=acting_as_member(going), persons=[going.id], at=AT)

    said = process("restore", *folders.names)

    assert "又删除了 1 份应当已经删除的档案。" in said.stdout
    assert names() == {"马春兰"}
    assert keys.of([going.id]) == {}


def test_ledger_outlives_an_older_copy_of_itself(process: Process, folders: Folders) -> None:
    going = make_member("何志斌")
    process("backup", *folders.names)
    erase_file(by=acting_as_member(going), persons=[going.id], at=AT)

    process("restore", *folders.names)

    assert going.id in erasures.persons()


def test_lost_key_store_comes_back_without_those_who_were_erased(
    process: Process, folders: Folders, tmp_path: Path
) -> None:
    going, staying = make_member("何志斌"), make_member("马春兰", telephone="13900139000")
    process("backup", *folders.names, HUILIU_BACKUP_PASSPHRASE=PASSPHRASE)
    erase_file(by=acting_as_member(going), persons=[going.id], at=AT)
    ledger = erasures.path().read_bytes()
    (tmp_path / "keys").rename(tmp_path / "lost")
    (tmp_path / "keys").mkdir()
    erasures.path().write_bytes(ledger)

    said = process("restore", *folders.names, HUILIU_BACKUP_PASSPHRASE=PASSPHRASE)

    assert (said.returncode, said.stderr) == (0, "")
    keys.forget_master()
    assert names() == {"马春兰"}
    assert (keys.of([going.id]), number_of(staying)) == ({}, "13900139000")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"HUILIU_BACKUP_PASSPHRASE": "另外一句也有十五个字的口令试一试"}, "钥匙不对"),
        ({"HUILIU_BACKUP_PASSPHRASE": "太短"}, "口令太短"),
        ({}, "没有打开备份的钥匙"),
    ],
)
def test_wrong_key_is_refused_in_words(
    process: Process, folders: Folders, given: dict[str, str], words: str
) -> None:
    make_member("马春兰")
    process("backup", *folders.names, HUILIU_BACKUP_PASSPHRASE=PASSPHRASE)
    before = everything()

    said = process("restore", *folders.names, **given)

    assert (said.returncode, said.stdout) == (2, "")
    assert words in said.stderr
    assert everything() == before


@pytest.mark.parametrize("which", ["database/database.huiliu", "keys/keys.huiliu"])
def test_damaged_backup_is_refused_and_nothing_is_changed(
    process: Process, folders: Folders, which: str
) -> None:
    kept = make_member("马春兰")
    process("backup", *folders.names)
    before = everything()
    kind, name = which.split("/")
    path = getattr(folders, kind) / name
    path.write_bytes(path.read_bytes()[:-1])

    said = process("restore", *folders.names)

    assert said.returncode == 2
    assert "备份文件坏了或不完整" in said.stderr
    assert everything() == before
    assert number_of(kept) == "13800138000"


def test_backup_shows_nothing_of_anybody(process: Process, folders: Folders) -> None:
    person = make_member("何志斌", telephone="13800138000")
    process("backup", *folders.names)

    written = b"".join(path.read_bytes() for path in (*files_of(folders),))

    for canary in ("何志斌".encode(), b"13800138000", person.id.bytes, str(person.id).encode()):
        assert canary not in written
    assert {oct(path.stat().st_mode & 0o777) for path in files_of(folders)} == {"0o600"}


def files_of(folders: Folders) -> list[Path]:
    return [folders.database / "database.huiliu", folders.keys / "keys.huiliu"]


def test_keys_and_database_are_not_put_together(process: Process, tmp_path: Path) -> None:
    said = process("backup", tmp_path / "both", "--keys", tmp_path / "both")

    assert said.returncode == 2
    assert "不能放在一起" in said.stderr
    assert not (tmp_path / "both").exists()


def test_backup_is_never_written_over(process: Process, folders: Folders) -> None:
    process("backup", folders.database)
    before = files_of(folders)[0].read_bytes()

    said = process("backup", folders.database)

    assert (said.returncode, files_of(folders)[0].read_bytes()) == (2, before)
    assert "每次备份请用一个新的文件夹" in said.stderr


def test_database_in_use_is_not_restored(process: Process, folders: Folders) -> None:
    make_member("马春兰")
    process("backup", *folders.names)
    before = names()
    make_member("邓丽", telephone="13700137000")
    with connect("default") as held:
        held.execute("SELECT 1")
        said = process("restore", *folders.names)

    assert said.returncode == 2
    assert "数据库还在用" in said.stderr
    assert names() == before | {"邓丽"}


def test_application_cannot_make_a_backup(process: Process, folders: Folders) -> None:
    said = process("backup", folders.database, HUILIU_OWNER_URL=url_of("default"))

    assert said.returncode == 2
    assert "HUILIU_OWNER_URL" in said.stderr


def test_restore_that_breaks_off_leaves_the_database_as_it_was(own_database: None) -> None:
    """Whatever ends before the last word of the dump is taken back, as when a process is killed."""
    make_member("马春兰")
    whole = b"".join(dumped())
    make_member("邓丽", telephone="13700137000")
    before = everything()

    def broken() -> Iterator[bytes]:
        yield whole[: len(whole) // 2]
        raise Refused(DAMAGED)

    close_connections()
    with pytest.raises(Refused, match="备份文件坏了"):
        put_back(broken())

    assert everything() == before
    close_connections()
    put_back([whole])
    assert names() == {"马春兰"}
