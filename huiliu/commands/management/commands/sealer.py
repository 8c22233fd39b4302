"""`sealer [--once]`: chains the logs every few seconds, and signs a root for each day."""

import time
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connections

from huiliu.audit.chained import SEALER, refuse_without_sealer
from huiliu.audit.sealer import Sealer
from huiliu.core.clock import now
from huiliu.core.errors import kind_of

PAUSE_SECONDS = 5


class Command(BaseCommand):
    help = "每几秒封存一次操作记录和查看记录，每天签一个日根；--once 封存一次就停"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--pause", type=float, default=PAUSE_SECONDS, help="隔几秒封存一次")

    def handle(self, *, once: bool, pause: float, **_: Any) -> None:
        refuse_without_sealer()
        sealer = Sealer()
        if once:
            self.stdout.write(f"封存了 {sealer.turn(at=now())} 条。")
            return
        while True:
            self.turn(sealer, at=now())
            time.sleep(pause)

    def turn(self, sealer: Sealer, *, at: datetime) -> None:
        """Do one turn; a database that is away for a while is asked again at the next one."""
        try:
            count = sealer.turn(at=at)
        except Error as error:
            connections[SEALER].close()
            self.stdout.write(f"这一次没有封存成，稍后再试：{kind_of(error)}")
        else:
            if count:
                self.stdout.write(f"封存了 {count} 条。")
                self.stdout.flush()
