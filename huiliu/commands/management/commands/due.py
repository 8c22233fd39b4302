"""`due --as USERNAME [--on DATE] [--json]`: the due list as the page shows it."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huiliu.audit.entries import read
from huiliu.commands.installation import acting_as
from huiliu.contact.queries import due_list
from huiliu.contact.words import Line, line_of
from huiliu.core import scope
from huiliu.core.clock import today
from huiliu.core.permissions import Permission
from huiliu.stays.queries import acting_with_entrusted


class Command(BaseCommand):
    help = "把应联系名单打印出来，和页面上的一样"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="username", required=True)
        parser.add_argument("--on", dest="day", type=date.fromisoformat, default=None)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, username: str, day: date | None, json: bool, **_: Any) -> None:
        lines = _lines(username=username, day=day or today())
        self.stdout.write(_as_json(lines) if json else _as_text(lines))


def _lines(*, username: str, day: date) -> list[Line]:
    by = acting_with_entrusted(by=acting_as(username=username, day=today()))
    by.require(Permission.VIEW_DUE)
    with scope.entered(by.reach):
        due = due_list(by=by, day=day)
        read(by=by, page="due_command", persons=[one.window.person_id for one in due])
        return [line_of(one, day) for one in due]


def _as_json(lines: list[Line]) -> str:
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False, default=str)


def _as_text(lines: list[Line]) -> str:
    return "\n".join(
        f"{line.name}\t{line.state_word}\t{line.window_text}\t{line.place}\t{line.reason}"
        for line in lines
    )
