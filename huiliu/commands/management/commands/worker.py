"""`worker [--once]`: does what pages leave for later, such as putting in very long rosters."""

from typing import Any, cast

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


class Command(BaseCommand):
    help = "做排队的工作，例如导入很长的名册；--once 做完就停"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *, once: bool, **_: Any) -> None:
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector) as working:
            working.run_worker(wait=not once)
