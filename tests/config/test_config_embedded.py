"""The embedded database: first start, restart, after a kill, two starts at once, its end."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huiliu.config.embedded import Cluster, EmbeddedProblem, Login, ensure_running, is_running, stop

pytestmark = pytest.mark.launcher

Start = Callable[[], Cluster]
Child = Callable[..., "subprocess.Popen[str]"]
Ask = Callable[..., list[tuple[object, ...]]]


def data_of(folder: Path) -> Path:
    record = json.loads((folder / "var/postgres/cluster.json").read_text())
    return folder / "var/postgres" / record["place"] / "data"


def postmaster(folder: Path) -> int:
    return int((data_of(folder) / "postmaster.pid").read_text().splitlines()[0])


@pytest.fixture
def zombie() -> Iterator[int]:
    """Give the number of a process that has ended and that its parent never asks about."""
    parent = subprocess.Popen(
        ["/bin/sh", "-c", "true & echo $!; exec sleep 60"], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    yield int(parent.stdout.readline())
    parent.kill()
    parent.communicate()


def test_url_quotes_what_a_password_may_hold() -> None:
    login = Login("huiliu_app", "a/b@c:d e")
    cluster = Cluster(
        host="127.0.0.1",
        port=20001,
        database="huiliu",
        owner=login,
        application=login,
        sealer=login,
    )

    assert cluster.url(login) == (
        "postgresql://huiliu_app:a%2Fb%40c%3Ad%20e@127.0.0.1:20001/huiliu?sslmode=disable"
    )


def test_login_does_not_show_its_password() -> None:
    assert repr(Login("huiliu_app", "secret")) == "Login(user='huiliu_app')"


def test_first_start_gives_a_database_that_knows_chinese(start: Start, ask: Ask) -> None:
    cluster = start()

    question = "SELECT current_user, upper('é'), cardinality(show_trgm('汇流')) > 0, version()"
    user, upper, trigrams, version = ask(cluster.url(cluster.application), question)[0]

    assert (user, upper, trigrams) == ("huiliu_app", "É", True)
    assert str(version).startswith("PostgreSQL 18.")


def test_first_start_keeps_passwords_closed_to_others(start: Start, folder: Path) -> None:
    start()

    record = folder / "var/postgres/cluster.json"
    assert record.stat().st_mode & 0o777 == 0o600
    assert record.stat().st_uid == os.geteuid()


def test_second_call_finds_the_running_server(start: Start, folder: Path) -> None:
    first, pid = start(), None
    pid = postmaster(folder)

    assert start() == first
    assert postmaster(folder) == pid


def test_record_from_before_there_was_a_sealer_is_prepared_again(
    start: Start, folder: Path, ask: Ask
) -> None:
    before = start()
    path = folder / "var/postgres/cluster.json"
    record = json.loads(path.read_text())
    del record["sealer_password"]
    path.write_text(json.dumps(record))

    cluster = start()

    assert ask(cluster.url(cluster.sealer), "SELECT current_user") == [("huiliu_sealer",)]
    assert (cluster.port, cluster.owner) == (before.port, before.owner)


def test_restart_keeps_rows_passwords_and_port(start: Start, folder: Path, ask: Ask) -> None:
    first = start()
    ask(first.url(first.owner), "CREATE TABLE kept AS SELECT 7 AS figure")
    stop(folder / "var")

    again = start()

    assert again == first
    assert ask(again.url(again.application), "SELECT figure FROM kept") == [(7,)]


def test_stop_ends_the_server_once(start: Start, folder: Path) -> None:
    start()

    assert is_running(folder / "var")
    assert stop(folder / "var")
    assert not is_running(folder / "var")
    assert not stop(folder / "var")


def test_stop_of_nothing_makes_nothing(folder: Path) -> None:
    assert not stop(folder / "var")
    assert not (folder / "var").exists()


def test_start_after_kill_recovers_what_was_committed(folder: Path, ask: Ask) -> None:
    first = ensure_running(folder / "var", shelter=folder / "shelter")
    ask(first.url(first.owner), "CREATE TABLE kept AS SELECT 7 AS figure")
    os.kill(postmaster(folder), signal.SIGKILL)
    while is_running(folder / "var"):
        continue

    again = ensure_running(folder / "var", shelter=folder / "shelter")

    assert ask(again.url(again.application), "SELECT figure FROM kept") == [(7,)]


def plant_pid(folder: Path, pid: int, state: str) -> None:
    """Leave the pid file that a killed server leaves, with the number of some other process."""
    data = data_of(folder)
    lines = [str(pid), str(data), "1", "20000", "", "127.0.0.1", "1 1", state]
    (data / "postmaster.pid").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("state", ["ready   ", "starting"])
def test_start_takes_the_pid_of_a_zombie_for_stale(
    start: Start, folder: Path, zombie: int, state: str
) -> None:
    start()
    stop(folder / "var")
    plant_pid(folder, zombie, state)

    assert not is_running(folder / "var")
    start()
    assert postmaster(folder) != zombie


def test_start_takes_the_pid_of_another_program_for_stale(start: Start, folder: Path) -> None:
    start()
    stop(folder / "var")
    plant_pid(folder, os.getpid(), "ready   ")

    assert not is_running(folder / "var")
    assert not stop(folder / "var")
    start()
    assert postmaster(folder) != os.getpid()


def test_two_starts_at_once_get_the_same_server(child: Child, folder: Path) -> None:
    both = [child(), child()]

    said = [process.communicate(timeout=60) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert said[0] == said[1]
    assert is_running(folder / "var")


def test_server_outlives_its_parent_and_holds_no_pipe(child: Child, folder: Path) -> None:
    process = child()

    # Were a pipe held by the server, this would wait for its end.
    output, _ = process.communicate(timeout=60)

    assert output.startswith("postgresql://huiliu_app:")
    assert is_running(folder / "var")
    assert os.getsid(postmaster(folder)) != os.getsid(0)


def test_start_takes_another_port_if_its_own_is_taken(start: Start, folder: Path, ask: Ask) -> None:
    first = start()
    stop(folder / "var")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", first.port))
        listener.listen()
        again = start()

    assert again.port != first.port
    assert json.loads((folder / "var/postgres/cluster.json").read_text())["port"] == again.port
    assert ask(again.url(again.application), "SELECT 1") == [(1,)]


def test_interrupted_first_start_is_begun_anew(start: Start, folder: Path, ask: Ask) -> None:
    start()
    stop(folder / "var")
    data, record = data_of(folder), folder / "var/postgres/cluster.json"
    data.rename(data.with_name("unfinished"))
    (data.parent / "unfinished/base").rename(data.parent / "unfinished/lost")
    record.write_text(
        json.dumps(json.loads(record.read_text()) | {"made": False, "prepared": False})
    )

    cluster = start()

    assert ask(cluster.url(cluster.application), "SELECT 1") == [(1,)]


def test_first_start_that_ended_before_the_roles_is_completed(start: Start, folder: Path) -> None:
    first = start()
    record = folder / "var/postgres/cluster.json"
    record.write_text(
        json.dumps(json.loads(record.read_text()) | {"made": False, "prepared": False})
    )

    again = start()

    assert again == first
    assert json.loads(record.read_text())["prepared"] is True


def test_server_that_cannot_start_shows_its_last_words(start: Start, folder: Path) -> None:
    start()
    stop(folder / "var")
    with (data_of(folder) / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")

    with pytest.raises(EmbeddedProblem) as problem:
        start()

    assert str(problem.value).startswith("PostgreSQL did not start.\n自带的数据库没有就绪。")
    assert "no_such_setting" in str(problem.value)


def test_log_of_the_server_does_not_hold_refused_values(
    start: Start, folder: Path, ask: Ask
) -> None:
    cluster = start()
    ask(cluster.url(cluster.owner), "CREATE TABLE numbers (number text PRIMARY KEY)")
    twice = "INSERT INTO numbers VALUES ('42019919900101123X'), ('42019919900101123X')"

    with pytest.raises(Exception, match="numbers_pkey"):
        ask(cluster.url(cluster.application), twice)

    log = (data_of(folder).parent / "server.log").read_text()
    assert "numbers_pkey" in log
    assert "42019919900101123X" not in log


def test_tests_trade_safety_for_speed_only_where_asked(start: Start, ask: Ask) -> None:
    cluster = start()

    assert ask(cluster.url(cluster.owner), "SHOW fsync") == [("off",)]
