"""`bench import [--rows N]`: benchmarks that print one JSON line last."""

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huiliu.commands.benches import importing
from huiliu.core.errors import Refused

Bench = Callable[..., dict[str, Any]]

BENCHES: dict[str, Bench] = {"import": importing.run}


class Command(BaseCommand):
    help = "跑一项速度测试，最后一行是 JSON"

    def add_arguments(self, parser: CommandParser) -> None:
        benches = parser.add_subparsers(dest="bench", required=True)
        rows = benches.add_parser("import", help="检查并导入一份名册，与最省的做法相比")
        rows.add_argument("--rows", type=int, default=importing.ROWS)

    def handle(self, *, bench: str, rows: int, **_: Any) -> None:
        try:
            line = BENCHES[bench](rows=rows, say=self.stdout.write)
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal
        self.stdout.write(json.dumps(line))
