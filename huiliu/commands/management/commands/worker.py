"""`worker [--once]`: does what pages leave for later, such as putting in very long rosters."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
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

        A database that goes away ends the library's worker without an error; all is begun anew, as
        it is where it went away while this began.
        """
        stand_back()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
        with suppress(KeyboardInterrupt):
            while True:
                with _while_it_is_there():
                    _begin()
                    _work(working, wait=True, install_signal_handlers=False)
                self.stdout.write("数据库暂时连不上，稍后再试。")
                self.stdout.flush()
                time.sleep(PAUSE_SECONDS)


def _begin() -> None:
    """See to what has to be in order before anything is worked on."""
    close_old_connections()
    refuse_open_boundary()
    call_command("finish_erasures")


@contextmanager
def _while_it_is_there() -> Iterator[None]:
    """End the block where the database goes away in it."""
    try:
        yield
    except ConnectorException:
        return
    except OperationalError as problem:
        if not is_away(problem):
            raise


def _work(working: App, **how: bool) -> None:
    working.run_worker(
        update_heartbeat_interval=WORKER_GIVES_SIGN_EACH_SECONDS,
        stalled_worker_timeout=WORKER_IS_GONE_AFTER_SECONDS,
        **how,
    )
