"""`demo`: the demonstration city, and its pages at 127.0.0.1:8000."""

import os
import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huiliu.commands import demonstration
from huiliu.commands.installation import OWNER, ensure_set_up, first_password
from huiliu.core.clock import day_of, now

ADDRESS = "127.0.0.1"
PORT = "8000"
PATIENCE_SECONDS = 10


class Command(BaseCommand):
    help = "演示城市：导入四份名册，联系、办事，然后在 127.0.0.1:8000 打开"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完就结束，不打开网页")
        parser.add_argument("--empty", action="store_true", help="只建城市、组织和账号")
        parser.add_argument("--port", default=PORT)

    def handle(self, *, once: bool, empty: bool, port: str, **_: Any) -> None:
        at = now()
        self.raise_demonstration(at=at, day=day_of(at), empty=empty)
        if not once:
            self.serve(port)

    def raise_demonstration(self, *, at: datetime, day: date, empty: bool) -> None:
        ensure_set_up(day=day)
        if empty:
            demonstration.refuse_if_people(day=day)
        demonstration.raise_city(day=day)
        if not empty and demonstration.is_empty(day=day):
            for step in demonstration.live(at=at, day=day):
                self.stdout.write(step)
        if not empty:
            for figure in demonstration.figures(day=day):
                self.stdout.write(f"{figure.words}：{figure.count}\t{figure.page}")
        self.tell_accounts()

    def tell_accounts(self) -> None:
        self.stdout.write(f"登录名（密码都是 {first_password()}）：")
        self.stdout.write(f"  {OWNER}\t市级登记员")
        for part in demonstration.PARTS:
            self.stdout.write(f"  {part.username}\t{part.name}，{part.place[-1]}{part.role.label}")

    def serve(self, port: str) -> None:
        """Serve pages and do what they leave for later, until Ctrl+C or the end of the terminal."""
        self.stdout.write(f"打开 http://{ADDRESS}:{port}/ ，按 Ctrl+C 结束。")
        self.stdout.flush()
        granian = str(Path(sys.executable).with_name("granian"))
        server = [
            *(granian, "--interface", "wsgi", "--host", ADDRESS, "--port", port),
            *("--workers", "1", "--blocking-threads", "4", "--no-ws"),
            "huiliu.config.wsgi:application",
        ]
        beside = [[sys.executable, "-m", "huiliu", name] for name in ("worker", "sealer")]
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        # In sessions of their own, so that the terminal's Ctrl+C comes here alone and ends both.
        programs = [subprocess.Popen(one, start_new_session=True) for one in (server, *beside)]
        try:
            programs[0].wait()
        except KeyboardInterrupt:
            self.stdout.write("正在结束。")
        finally:
            for program in programs:
                _end(program)


def _end(program: subprocess.Popen[bytes]) -> None:
    """Ask a program to end; what is left of it after a while is ended without asking."""
    program.terminate()
    try:
        program.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()
