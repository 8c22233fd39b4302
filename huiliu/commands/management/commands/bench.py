"""`bench import`, `verify`, `door`, `access`, `open`: benchmarks that print one JSON line last."""

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huiliu.commands.benches import accessing, attacking, importing, opening, verifying
from huiliu.core.errors import Refused

Bench = Callable[..., dict[str, Any]]

BENCHES: dict[str, Bench] = {
    "import": importing.run,
    "verify": verifying.run,
    "door": attacking.run,
    "access": accessing.run,
    "open": opening.run,
}
SIZES = {
    "import": ("rows",),
    "verify": ("rows", "block"),
    "door": ("guesses", "codes"),
    "access": ("people", "looks"),
    "open": ("rows", "people", "quiet"),
}


class Command(BaseCommand):
    help = "跑一项速度测试，最后一行是 JSON"

    def add_arguments(self, parser: CommandParser) -> None:
        benches = parser.add_subparsers(dest="bench", required=True)
        rows = benches.add_parser("import", help="检查并导入一份名册，与最省的做法相比")
        rows.add_argument("--rows", type=int, default=importing.ROWS)
        rows = benches.add_parser("verify", help="核对操作记录，与只读出来相比")
        rows.add_argument("--rows", type=int, default=verifying.ROWS)
        rows.add_argument("--block", type=int, default=verifying.BLOCK, help="一块平均几条")
        door = benches.add_parser("door", help="猜密码、要六位数，各试这么多次，数一数结果")
        door.add_argument("--guesses", type=int, default=attacking.GUESSES)
        door.add_argument("--codes", type=int, default=attacking.CODES)
        access = benches.add_parser("access", help="打开名单和档案，与什么都不管的做法相比")
        access.add_argument("--people", type=int, default=accessing.PEOPLE)
        access.add_argument("--looks", type=int, default=accessing.LOOKS, help="每一页打开几次")
        opened = benches.add_parser("open", help="一边导入名册，一边打开档案")
        opened.add_argument("--rows", type=int, default=opening.ROWS)
        opened.add_argument("--people", type=int, default=opening.PEOPLE)
        opened.add_argument("--quiet", type=int, default=opening.QUIET_SECONDS, help="先看几秒")

    def handle(self, *, bench: str, **given: Any) -> None:
        sizes = {name: given[name] for name in SIZES[bench]}
        try:
            line = BENCHES[bench](**sizes, say=self.stdout.write)
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal
        self.stdout.write(json.dumps(line))
