"""The key store as one archive, and putting it back without anybody's key who was erased."""

import io
import sqlite3
import tarfile
from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path
from uuid import UUID

from django.conf import settings

from huiliu.core import erasures, keys, passing
from huiliu.core.errors import Refused

STORE, MASTER = "keys.sqlite", "master.key"
MADE_ONCE = (MASTER, "django.key", "sealer.key")
ROOTS = "roots.jsonl"
ANOTHER = (
    "这里已经有别的安装的密钥，恢复会把它们盖掉，所以没有动。"
    "请在新的 HUILIU_VAR 里恢复，或者用这里自己的备份。"
)


def archived() -> bytes:
    """Return the files of the key store, the ledger and the roots as an archive."""
    file = io.BytesIO()
    with passing.folder() as folder, tarfile.open(fileobj=file, mode="w") as archive:
        copy = folder / STORE
        keys.copy_to(copy)
        archive.add(copy, STORE)
        for path in (*(_here(name) for name in MADE_ONCE), erasures.path(), _roots()):
            if path.exists():
                archive.add(path, path.name)
    return file.getvalue()


def put_back(parts: Iterable[bytes]) -> None:
    """Put the keys of an archive into the store; whoever is in either ledger stays erased."""
    with passing.folder() as folder:
        with tarfile.open(fileobj=io.BytesIO(b"".join(parts)), mode="r") as archive:
            archive.extractall(folder, filter="data")
        _refuse_another(folder)
        _add_lines(folder / erasures.path().name)
        _forget(folder / STORE, erasures.persons())
        _put(folder)


def refuse_without_keys() -> None:
    if not _here(MASTER).exists() or not _here(STORE).exists():
        raise Refused("这里没有密钥，恢复了也打不开。请用 --keys 指出密钥的备份在哪里。")


def _refuse_another(folder: Path) -> None:
    if _same_master(folder) or not _has_keys(_here(STORE)):
        return
    raise Refused(ANOTHER)


def _same_master(folder: Path) -> bool:
    here = _here(MASTER)
    return here.exists() and here.read_bytes() == (folder / MASTER).read_bytes()


def _put(folder: Path) -> None:
    """Add the keys to those of the same installation; an empty one becomes the archive's."""
    if not _same_master(folder):
        for name in (*MADE_ONCE, STORE):
            _replace(folder / name, _here(name))
        for journal in ("-wal", "-shm"):
            _here(f"{STORE}{journal}").unlink(missing_ok=True)
    else:
        keys.add_from(folder / STORE)
    if not _roots().exists() and (folder / ROOTS).exists():
        _replace(folder / ROOTS, _roots())
    keys.forget_master()


def _add_lines(ledger: Path) -> None:
    brought = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
    known = set(erasures.lines())
    missing = [line for line in brought if line.endswith("}") and line not in known]
    if missing:
        erasures.append(missing)


def _forget(store: Path, persons: Collection[UUID]) -> None:
    with closing(sqlite3.connect(store)) as opened, opened:
        erased = ((person.bytes,) for person in persons)
        opened.executemany("DELETE FROM data_key WHERE person = ?", erased)


def _has_keys(store: Path) -> bool:
    if not store.exists():
        return False
    with closing(sqlite3.connect(store)) as opened:
        return opened.execute("SELECT 1 FROM data_key LIMIT 1").fetchone() is not None


def _replace(source: Path, target: Path) -> None:
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f"{target.name}.restoring")
    draft.touch(mode=0o600)
    draft.write_bytes(source.read_bytes())
    draft.replace(target)


def _here(name: str) -> Path:
    return Path(settings.HUILIU_KEYS) / name


def _roots() -> Path:
    return Path(settings.HUILIU_ROOTS) / ROOTS
