"""`restore FOLDER [--keys FOLDER]`: puts a backup back; whoever was erased since stays erased."""

from collections import deque
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from huiliu.commands.backups import database_dump, key_copy
from huiliu.commands.backups.sealed_file import opened
from huiliu.commands.backups.secret import secret_to_open
from huiliu.commands.management.commands.backup import DATABASE, KEYS
from huiliu.core.errors import Refused


class Command(BaseCommand):
    help = "恢复备份：数据库换成备份的样子，之后删除过档案的人仍然是删除的"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="数据库的备份在哪里")
        parser.add_argument("--keys", type=Path, help="密钥的备份在哪里；不写就用这里现在的密钥")

    def handle(self, *, folder: Path, keys: Path | None, **_: Any) -> None:
        database_dump.refuse_without_owner()
        secret = secret_to_open()
        files = [folder / DATABASE, *([keys / KEYS] if keys else [])]
        for path in files:
            _look_through(path, secret)
        database_dump.refuse_while_in_use()
        if keys is not None:
            with (keys / KEYS).open("rb") as file:
                key_copy.put_back(opened(file, secret=secret))
        else:
            key_copy.refuse_without_keys()
        with (folder / DATABASE).open("rb") as file:
            database_dump.put_back(opened(file, secret=secret))
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        connections["owner"].close()
        call_command("finish_erasures", stdout=self.stdout)
        self.stdout.write("恢复好了。封存记录要接着做，请看 docs/operations/running.md。")


def _look_through(path: Path, secret: bytes) -> None:
    """Read a file to its end before anything is changed, so that a damaged one changes nothing."""
    if not path.exists():
        raise Refused(f"没有找到 {path}。")
    with path.open("rb") as file:
        deque(opened(file, secret=secret), maxlen=0)
