"""`worker [--once]`: does what pages leave for later, such as putting in very long rosters."""

import signal
import time
from contextlib import suppress
from typing import Any, cast

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from huiliu.core.catalogue import refuse_open_boundary
from huiliu.core.jobs import (
    WORKER_GIVES_SIGN_EACH_SECONDS,
    WORKER_IS_GONE_AFTER_SECONDS,
    stand_back,
)
from huiliu.core.postgres.away import is_away

PAUSE_SECONDS = 2
PATIENCE_SECONDS = 60


class Command(BaseCommand):
    help = "做排队的工作，例如导入很长的名册；--once 做完就停"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *, once: bool, **_: Any) -> None:
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector) as working:
            if once:
                _begin()
                _work(working, wait=False, install_signal_handlers=True)
            else:
                self.work_until_asked(working)

    def work_until_asked(self, working: App) -> None:
        """Work until Ctrl+C or SIGTERM, of which a job under way is the last.

        A database that goes away ends the library's worker without an error. Everything is begun
        anew then, also where it is away at the start; one that is not there for a minute at the
        start may never have been, and what it says is told.
        """
        stand_back()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
        patient_until: float | None = time.monotonic() + PATIENCE_SECONDS
        with suppress(KeyboardInterrupt):
            while True:
                try:
                    _begin()
                    patient_until = None
                    _work(working, wait=True, install_signal_handlers=False)
                except ConnectorException:
                    pass
                except (OperationalError, InterfaceError) as problem:
                    never = patient_until is not None and time.monotonic() > patient_until
                    if never or not is_away(problem):
                        raise
                self.stdout.write("数据库暂时连不上，稍后再试。")
                self.stdout.flush()
                time.sleep(PAUSE_SECONDS)


def _begin() -> None:
    """See to what has to be in order before anything is worked on."""
    close_old_connections()
    refuse_open_boundary()
    call_command("finish_erasures")


def _work(working: App, **how: bool) -> None:
    working.run_worker(
        update_heartbeat_interval=WORKER_GIVES_SIGN_EACH_SECONDS,
        stalled_worker_timeout=WORKER_IS_GONE_AFTER_SECONDS,
        **how,
    )
