"""`backup FOLDER [--keys FOLDER]`: the database, and apart from it the keys, both encrypted."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huiliu.commands.backups.database_dump import dumped, refuse_without_owner
from huiliu.commands.backups.key_copy import archived
from huiliu.commands.backups.sealed_file import sealed
from huiliu.commands.backups.secret import secret_to_seal
from huiliu.core.errors import Refused

DATABASE, KEYS = "database.huiliu", "keys.huiliu"


class Command(BaseCommand):
    help = "备份数据库；--keys 另外备份密钥，要放在别的地方"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="数据库的备份放在哪里")
        parser.add_argument("--keys", type=Path, help="密钥的备份放在哪里，不能是同一个文件夹")

    def handle(self, *, folder: Path, keys: Path | None, **_: Any) -> None:
        _refuse(folder, keys)
        refuse_without_owner()
        secret = secret_to_seal()
        _write(folder / DATABASE, sealed(dumped(), secret=secret))
        self.stdout.write(f"数据库备份在 {folder / DATABASE}")
        if keys is None:
            self.stdout.write("密钥没有备份。没有密钥，数据库的备份打不开：请用 --keys 另外备份。")
            return
        # After the database: a key without a row is harmless, a row without a key is lost.
        _write(keys / KEYS, sealed([archived()], secret=secret))
        self.stdout.write(f"密钥备份在 {keys / KEYS}，请和数据库的备份分开放。")


def _refuse(folder: Path, keys: Path | None) -> None:
    if keys is not None and keys.resolve() == folder.resolve():
        raise Refused("密钥和数据库的备份不能放在一起：谁拿到这个文件夹，就拿到了全部。")
    for path in (folder / DATABASE, *([keys / KEYS] if keys else [])):
        if path.exists():
            raise Refused(f"{path} 已经有了。每次备份请用一个新的文件夹。")


def _write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file that is there whole or not at all, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.unfinished")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with draft.open("wb") as file:
        for part in parts:
            file.write(part)
    draft.replace(path)
