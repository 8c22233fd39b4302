"""`roster check FILE`, `roster apply FILE`, `roster undo BATCH`: rosters from the command line.

Ends with 0 where all rows are well, 1 where some have errors, 2 where the file can't be read.
"""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from huiliu.commands.installation import OWNER, acting_as, ensure_set_up, importer_of
from huiliu.core.clock import day_of, now
from huiliu.exchange.actions import Brought, apply_roster, undo_batch
from huiliu.exchange.models import Batch
from huiliu.exchange.opening import Opened, open_roster
from huiliu.exchange.queries import circle_of
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.problems import Verdict
from huiliu.organisations.queries import directory_nodes

ALL_WELL, SOME_OUT = 0, 1


class Command(BaseCommand):
    help = "名册：check 检查，apply 导入，undo 撤回一批"

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        for name in ("check", "apply"):
            step = steps.add_parser(name)
            step.add_argument("file", type=Path)
            step.add_argument("--as", dest="username", default=OWNER)
            step.add_argument("--organisation", default=None)
            step.add_argument("--direction", type=Direction, choices=list(Direction), default=None)
            step.add_argument("--json", dest="as_json", action="store_true")
        undo = steps.add_parser("undo")
        undo.add_argument("batch", type=UUID)
        undo.add_argument("--as", dest="username", default=OWNER)

    def handle(self, *, step: str, **given: Any) -> None:
        ensure_set_up(day=day_of(now()))
        sys.exit({"check": self.check_file, "apply": self.apply, "undo": self.undo}[step](given))

    def check_file(self, given: dict[str, Any]) -> int:
        day = day_of(now())
        by = acting_as(username=given["username"], day=day, organisation=given["organisation"])
        circle = circle_of(by=by, nodes=directory_nodes(day=day))
        opened = open_roster(given["file"], circle=circle, today=day, direction=given["direction"])
        report = opened.report.as_json()
        self.stdout.write(
            json.dumps(report, ensure_ascii=False) if given["as_json"] else _text(opened)
        )
        return SOME_OUT if _errors(opened) else ALL_WELL

    def apply(self, given: dict[str, Any]) -> int:
        at = now()
        day = day_of(at)
        by = acting_as(username=given["username"], day=day, organisation=given["organisation"])
        batch, opened = apply_roster(
            by=by,
            brought=Brought(
                path=given["file"],
                name=given["file"].name,
                importer=importer_of(by),
                direction=given["direction"],
            ),
            at=at,
            day=day,
        )
        self.stdout.write(_applied(batch, opened, as_json=given["as_json"]))
        return SOME_OUT if batch.counts["out"] else ALL_WELL

    def undo(self, given: dict[str, Any]) -> int:
        at = now()
        by = acting_as(username=given["username"], day=day_of(at))
        undoing = undo_batch(by=by, id=given["batch"], at=at)
        self.stdout.write(f"撤回 {len(undoing.going)} 人，保留 {len(undoing.staying)} 人。")
        for person, reasons in undoing.staying.items():
            words = "、".join(str(reason.label) for reason in reasons)
            self.stdout.write(f"  {person}\t{words}")
        return ALL_WELL


def _errors(opened: Opened) -> list[dict[str, object]]:
    problems = opened.report.problems
    return [one.as_json() for one in problems if one.verdict is Verdict.ERROR]


def _text(opened: Opened) -> str:
    lines = [
        f"{name}：{found.direction.label}，{found.reason}"
        for name, found in opened.detected.items()
    ]
    for problem in opened.report.problems:
        place = f"{problem.sheet} 第 {problem.row} 行 {problem.column}".strip()
        lines.append(f"{problem.verdict}\t{place}\t{problem.message}")
    return "\n".join(lines)


def _applied(batch: Batch, opened: Opened, *, as_json: bool) -> str:
    errors = _errors(opened)
    if as_json:
        result = {"batch": str(batch.id), "counts": batch.counts, "out": errors}
        return json.dumps(result, ensure_ascii=False)
    lines = [f"批次 {batch.id}", *(f"{name}\t{count}" for name, count in batch.counts.items())]
    lines += [f"未导入\t{one['sheet']} 第 {one['row']} 行\t{one['message']}" for one in errors]
    return "\n".join(lines)
