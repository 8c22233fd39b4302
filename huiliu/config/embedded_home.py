"""What `var/postgres` holds: the record of the embedded database, its locks, and its place."""

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from huiliu.config.embedded_server import Installation, free_port
from huiliu.config.embedded_user import (
    EmbeddedProblem,
    Identity,
    can_use,
    make_shelter,
    run_as,
)

VERSION_FILE = "PG_VERSION"
INSIDE = "cluster"


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept in `cluster.json`; `made` and `prepared` tell how far the first start came.

    `place` is relative where it lies beside the record, so that the whole can be moved. `home` is
    where the record was last written.
    """

    cluster: str
    place: str
    port: int
    superuser_password: str
    owner_password: str
    application_password: str
    sealer_password: str = ""
    made: bool = False
    prepared: bool = False
    home: str = ""


def make_home(var: Path) -> None:
    """Make the folder that the service user passes through; the record stays closed to it."""
    home = _home(var)
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not home.is_dir():
            home.mkdir(mode=0o700)
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except FileExistsError:
        # Another start made it in the same moment.
        return
    except OSError as error:
        message = (
            f"The folder {home} cannot be made.\n"
            "数据文件夹建不了，请检查它的权限，或用 HUILIU_VAR 另选一个可写的文件夹。\n"
            f"{error}"
        )
        raise EmbeddedProblem(message) from error


@contextmanager
def start_lock(var: Path) -> Iterator[None]:
    """One start or stop at a time; the others wait."""
    descriptor = os.open(_home(var) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def alive_file(var: Path) -> Path:
    return _home(var) / "alive"


def place_of(var: Path, record: Record) -> Path:
    return _home(var) / record.place


def read_record(var: Path) -> Record | None:
    path = _record_file(var)
    try:
        return _refuse_copy(var, Record(**json.loads(path.read_text())))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        message = (
            f"The database in {_home(var)} was set up by another user.\n"
            "这里的数据库由另一个用户建立。请用原来的用户运行，或用 HUILIU_VAR 另选一个文件夹。"
        )
        raise EmbeddedProblem(message) from error
    except (TypeError, ValueError) as error:
        message = (
            f"The file {path} is damaged.\n"
            "数据库的记录文件损坏，请从备份恢复它；没有备份时，用 HUILIU_VAR 另选一个文件夹。"
        )
        raise EmbeddedProblem(message) from error


def _refuse_copy(var: Path, record: Record) -> Record:
    """Keep a copied record from leading two installations to the same place."""
    original = Path(record.home or _home(var))
    if Path(record.place).is_absolute() and original != _home(var) and original.is_dir():
        message = (
            f"The folder {_home(var)} is a copy of {original} and names the same database.\n"
            "这是另一个安装的副本，两边会用到同一个数据库。请删除副本里的 postgres 文件夹，"
            "或用 HUILIU_VAR 另选一个文件夹。"
        )
        raise EmbeddedProblem(message)
    return record


def write_record(var: Path, record: Record) -> Record:
    """Replace the record in one step, keeping it with the user who owns the folder."""
    path, record = _record_file(var), replace(record, home=str(_home(var)))
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(record), indent=2) + "\n")
    if os.geteuid() == 0:
        owner = _home(var).stat()
        os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(path)
    return record


def new_record(var: Path, identity: Identity, shelter: Path) -> Record:
    record = Record(
        cluster=secrets.token_hex(8),
        place=_choose_place(var, identity, shelter),
        port=free_port(),
        superuser_password=secrets.token_urlsafe(24),
        owner_password=secrets.token_urlsafe(24),
        application_password=secrets.token_urlsafe(24),
    )
    return write_record(var, record)


def with_sealer(record: Record) -> Record:
    """Give the sealer its password; a record from before there was one is prepared again."""
    if record.sealer_password:
        return record
    return replace(record, sealer_password=secrets.token_urlsafe(24), prepared=False)


def refuse_foreign_folders(var: Path) -> None:
    """Leave a data folder that is none of ours alone."""
    home = _home(var)
    unrecorded = not _record_file(var).exists() and (home / INSIDE / "data").exists()
    if (var / VERSION_FILE).exists() or (home / VERSION_FILE).exists() or unrecorded:
        raise _foreign(home if unrecorded or (home / VERSION_FILE).exists() else var)


def refuse_foreign_data(var: Path, record: Record) -> None:
    """Leave any data folder alone but the very one that the record tells of."""
    data = place_of(var, record) / "data"
    if not data.is_dir():
        message = (
            f"The data folder {data} is gone.\n"
            "数据文件夹不见了，请从备份恢复它；如果是有意删除、想重新开始，"
            f"请把 {_home(var)} 也一起删除。"
        )
        raise EmbeddedProblem(message)
    marker = data / "huiliu-cluster"
    if not marker.is_file() or marker.read_text().strip() != record.cluster:
        raise _foreign(data)


def refuse_unusable_data(installation: Installation) -> None:
    """Say what is wrong if folders were moved, or the programs renewed, since the last start."""
    if not can_use(installation.identity, installation.data):
        message = (
            f"The service user of the database cannot enter {installation.data}.\n"
            "数据库的服务用户进不了数据文件夹：请让它的各级上级目录可以进入（chmod o+x），"
            "或把项目移到 /opt 或 /srv 下。"
        )
        raise EmbeddedProblem(message)
    wanted = (installation.data / VERSION_FILE).read_text().strip()
    offered = _major_version(installation)
    if wanted != offered:
        message = (
            f"The data folder is of PostgreSQL {wanted}, the programs are of {offered}.\n"
            "数据文件夹和自带的 PostgreSQL 版本不同：请用原来的版本导出数据，"
            "再用 HUILIU_VAR 另选一个文件夹导入。"
        )
        raise EmbeddedProblem(message)


def _major_version(installation: Installation) -> str:
    said = run_as(installation.identity, [installation.programs / "postgres", "--version"]).stdout
    found = re.search(r"\d+", said)
    return found.group() if found else said


def _choose_place(var: Path, identity: Identity, shelter: Path) -> str:
    home = _home(var)
    if can_use(identity, home):
        return INSIDE
    if not identity.dropped:
        message = (
            f"PostgreSQL cannot work in {home}.\n"
            "数据库用不了这个路径：路径里不能有双引号、$、反引号和反斜杠，"
            "请用 HUILIU_VAR 另选一个文件夹。"
        )
        raise EmbeddedProblem(message)
    make_shelter(shelter)
    place = shelter / f"cluster-{secrets.token_hex(8)}"
    if not can_use(identity, shelter):
        message = (
            f"The service user of the database can enter neither {home} nor {shelter}.\n"
            "数据库的服务用户进不了数据文件夹：请把项目放到 /opt 或 /srv 下，"
            "或用 HUILIU_VAR 指定一个各级目录都可进入的文件夹。"
        )
        raise EmbeddedProblem(message)
    return str(place)


def _foreign(folder: Path) -> EmbeddedProblem:
    return EmbeddedProblem(
        f"The folder {folder} holds a PostgreSQL database that huiliu did not make.\n"
        "这个文件夹里是别的 PostgreSQL 数据，没有动它。请用 HUILIU_VAR 另选一个文件夹，"
        "或用 HUILIU_DATABASE_URL 指定那个数据库。"
    )


def _home(var: Path) -> Path:
    return var / "postgres"


def _record_file(var: Path) -> Path:
    return _home(var) / "cluster.json"
