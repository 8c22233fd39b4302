"""The embedded server itself: makes its data folder, starts it, finds it and stops it.

An open file that the server's processes inherit, locked, tells whether any of them is left. It
outlives neither a kill nor a restart of the machine, needs no process numbers, and so makes every
pid file that is found without it a stale one.
"""

import fcntl
import os
import secrets
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from huiliu.config.embedded_user import (
    EmbeddedProblem,
    Identity,
    bootstrap_identity,
    last_lines,
    run_as,
)

HOST = "127.0.0.1"
SUPERUSER = "postgres"
PAUSE = 0.1
PATIENCE = 150
STOP_PATIENCE = 600
# Below the range from which systems lend ports to outgoing connections.
PORTS = range(20000, 32000)
LARGEST_LOG = 5_000_000
READY_LINE = 7

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement or the key of a refused row may hold what nobody may read in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    # A recycled segment keeps what was written into it until somebody writes over it.
    "wal_recycle": "off",
    "min_wal_size": "32MB",
}
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # It would hold databases open that are dropped, and rows that are swept away.
    "autovacuum": "off",
}


@dataclass(frozen=True, slots=True)
class Installation:
    """One server: its place (data folder and log), its programs, and the file it keeps locked."""

    place: Path
    programs: Path
    identity: Identity
    alive: Path

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.place / "server.log"

    @property
    def marker(self) -> Path:
        return self.data / "huiliu-cluster"


def initialise(installation: Installation, *, cluster: str, password: str, fast: bool) -> None:
    """Make the data folder; what an interrupted attempt left behind is made anew."""
    try:
        _initialise(installation, cluster=cluster, password=password, fast=fast)
    except OSError as error:
        message = (
            f"The folder {installation.place} cannot be set up for PostgreSQL.\n"
            "数据文件夹建不好：磁盘可能满了，或者这个文件系统不能换文件的主人。"
            "请用 HUILIU_VAR 指定本机磁盘上的一个文件夹。\n"
            f"{error}"
        )
        raise EmbeddedProblem(message) from error


def _initialise(installation: Installation, *, cluster: str, password: str, fast: bool) -> None:
    place, identity = installation.place, installation.identity
    unfinished, password_file = place / "unfinished", place / "password"
    _make_place(installation)
    (place / "belongs-to").write_text(f"{installation.alive.parent}\n")
    shutil.rmtree(unfinished, ignore_errors=True)
    bootstrap = bootstrap_identity(identity)
    unfinished.mkdir(mode=0o700)
    password_file.write_text(password)
    password_file.chmod(0o600)
    for path in (unfinished, password_file):
        os.chown(path, bootstrap.uid, bootstrap.gid)
    options = [*_initdb_options(unfinished, password_file), *(["--no-sync"] if fast else [])]
    result = run_as(bootstrap, [installation.programs / "initdb", *options])
    password_file.unlink()
    if result.returncode != 0:
        raise _could_not("PostgreSQL could not make its data folder.", result.stderr)
    (unfinished / installation.marker.name).write_text(cluster)
    if identity.dropped:
        for path in [unfinished, *unfinished.rglob("*")]:
            os.chown(path, identity.uid, identity.gid, follow_symlinks=False)
    unfinished.rename(installation.data)


def start(installation: Installation, *, port: int, fast: bool) -> int:
    """Start the server, wait until it takes connections, and give its port."""
    for _ in range(PATIENCE):
        running = ready_port(installation.data)
        if running is not None:
            return running
        with _exclusive(installation.alive) as lock:
            if lock is not None and not _postmaster_lives(installation.data):
                said = _start_once(installation, port=port, fast=fast, lock=lock)
                if said and not _may_pass(said):
                    raise _could_not("PostgreSQL did not start.", said)
                port = free_port() if "could not bind" in said else port
        time.sleep(PAUSE)
    raise _could_not("PostgreSQL did not come up.", _tail(installation.log))


def end(installation: Installation) -> bool:
    """Stop the server and wait until its last process is gone; False if there was none."""
    pid = _recorded_pid(installation.data)
    if pid is None or not _postmaster_lives(installation.data):
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    for _ in range(STOP_PATIENCE):
        with _exclusive(installation.alive) as lock:
            if lock is not None and not _postmaster_lives(installation.data):
                return True
        time.sleep(PAUSE)
    raise _could_not("PostgreSQL did not stop.", _tail(installation.log))


def ready_port(data: Path) -> int | None:
    """Give the port of a server on this data folder that takes connections, or nothing."""
    lines = _pid_lines(data)
    ready = len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"
    return int(lines[3]) if ready and _postmaster_lives(data) else None


def free_port() -> int:
    """Guess a port that is likely to be free; the server finds out by taking it."""
    return secrets.choice(PORTS)


def _make_place(installation: Installation) -> None:
    """Make a place that only its group may enter, which nobody else is in."""
    place, identity = installation.place, installation.identity
    place.mkdir(mode=0o700, exist_ok=True)
    installation.log.touch(mode=0o600)
    if identity.dropped:
        os.chown(place, 0, identity.gid)
        os.chown(installation.log, identity.uid, identity.gid)
        place.chmod(0o710)


def _initdb_options(data: Path, password_file: Path) -> list[str]:
    return [
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C.UTF-8",
        "--auth-local=scram-sha-256",
        "--auth-host=scram-sha-256",
    ]


def _start_once(installation: Installation, *, port: int, fast: bool, lock: int) -> str:
    """Start the server on a data folder nobody uses; an empty string, or what went wrong."""
    _rotate_log(installation)
    said_before = installation.log.stat().st_size
    # The lock is ours, so the process that this file names is gone or is somebody else's.
    (installation.data / "postmaster.pid").unlink(missing_ok=True)
    settings = SETTINGS | {"port": str(port)} | (FAST_SETTINGS if fast else {})
    result = run_as(
        installation.identity,
        [
            installation.programs / "pg_ctl",
            "start",
            "--wait",
            "--timeout=300",
            f"--pgdata={installation.data}",
            f"--log={installation.log}",
            "--options=" + " ".join(f"-c {name}={value}" for name, value in settings.items()),
        ],
        keep_open=[lock],
    )
    if result.returncode == 0:
        return ""
    return _tail(installation.log, after=said_before) or last_lines(result.stderr)


def _may_pass(said: str) -> bool:
    """Whether another attempt can succeed: a port was taken, or a killed server still ends."""
    return any(
        words in said
        for words in ("could not bind", "pre-existing shared memory", "lock file", "shutting down")
    )


def _rotate_log(installation: Installation) -> None:
    log, identity = installation.log, installation.identity
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    if identity.dropped:
        os.chown(log, identity.uid, identity.gid)


def _tail(log: Path, *, after: int = 0) -> str:
    with log.open("rb") as lines:
        lines.seek(after)
        return last_lines(lines.read().decode(errors="replace"))


@contextmanager
def _exclusive(path: Path) -> Iterator[int | None]:
    """Lock the file for us alone, or give nothing while a server process has it.

    Closing our end does not unlock it for a server that inherited it meanwhile.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
    finally:
        os.close(descriptor)


def _pid_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, PermissionError):
        return []


def _recorded_pid(data: Path) -> int | None:
    lines = _pid_lines(data)
    return int(lines[0]) if lines and lines[0].isdecimal() else None


def _postmaster_lives(data: Path) -> bool:
    """Whether the recorded process lives, is no zombie and serves this very data folder."""
    pid = _recorded_pid(data)
    if pid is None:
        return False
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    facts = Path("/proc", str(pid))
    if not facts.parent.joinpath("self").exists():
        return _takes_signals(pid)
    try:
        state = facts.joinpath("stat").read_text().rpartition(")")[2].split()[0]
        words = facts.joinpath("cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"} and os.fsencode(data) in words


def _takes_signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _could_not(what: str, said: str) -> EmbeddedProblem:
    return EmbeddedProblem(
        f"{what}\n"
        "自带的数据库没有就绪。下面是它最后说的话；"
        "也可以用 HUILIU_DATABASE_URL 指定一个 PostgreSQL 15 以上的数据库。\n"
        f"{said}"
    )
