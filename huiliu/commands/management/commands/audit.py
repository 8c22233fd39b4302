"""`audit verify`: whether the logs are what was written. Ends with 0 if so, with 1 if not."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huiliu.audit.chained import refuse_without_sealer
from huiliu.audit.choices import Log
from huiliu.audit.rules import Finding
from huiliu.audit.signing import public_key
from huiliu.audit.verification import Report, verify
from huiliu.audit.witnesses import Witnesses
from huiliu.core.clock import now
from huiliu.core.errors import Refused

SOUND, FAULTY = 0, 1


class Command(BaseCommand):
    help = "留痕：verify 核对操作记录和查看记录有没有被改动"

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        step = steps.add_parser("verify", help="核对记录、封存链、日根和防改动的设置")
        step.add_argument("--roots", type=Path, default=None, help="另处保存的日根文件")
        step.add_argument("--key", default=None, help="公钥，十六进制；默认用本机的")
        step.add_argument("--json", dest="as_json", action="store_true")

    def handle(self, *, roots: Path | None, key: str | None, as_json: bool, **_: Any) -> None:
        refuse_without_sealer()
        if roots is not None and not roots.is_file():
            raise Refused(f"没有这个日根文件：{roots}。请检查路径。")
        started = perf_counter()
        witnesses = Witnesses.read(key=key or public_key(), roots=roots)
        report = verify(at=now(), witnesses=witnesses)
        taken = perf_counter() - started
        write = _as_json if as_json else _as_text
        self.stdout.write("\n".join(write(report, taken)))
        sys.exit(FAULTY if report.kinds else SOUND)


def _as_text(report: Report, taken: float) -> Iterator[str]:
    count = report.entries.total()
    logs = "，".join(f"{log.label} {report.entries[log]} 条" for log in Log)
    yield f"核对了{logs}；封存块 {report.seals} 个，共 {report.rounds} 轮；日根 {report.roots} 个"
    yield f"用了 {taken:.1f} 秒，每秒 {count / taken:.0f} 条"
    if report.last_day:
        yield f"最近的日根：{report.last_day}"
    if report.tail:
        yield f"还没有封存：{report.tail} 条，最早的是 {_told(report.oldest)}"
    else:
        yield "没有未封存的记录"
    for kind, times in sorted(report.kinds.items()):
        yield f"发现 {kind.label}：{times} 处"
    yield from (f"  {_line_of(finding)}" for finding in report.findings)
    yield "有问题，请按运行说明处理。" if report.kinds else "没有发现改动。"


def _line_of(finding: Finding) -> str:
    place = "" if finding.shard is None else f"分片 {finding.shard} 序号 {finding.sequence}\t"
    return f"{finding.kind.value}\t{place}{finding.what}".rstrip()


def _told(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone().isoformat(timespec="seconds")


def _as_json(report: Report, taken: float) -> Iterator[str]:
    told = {
        "entries": {log.value: report.entries[log] for log in Log},
        "seals": report.seals,
        "rounds": report.rounds,
        "roots": report.roots,
        "last_day": report.last_day,
        "unsealed": report.tail,
        "oldest_unsealed": report.oldest and report.oldest.isoformat(),
        "kinds": {kind.value: times for kind, times in sorted(report.kinds.items())},
        "findings": [asdict(finding) for finding in report.findings],
        "seconds": round(taken, 3),
    }
    yield json.dumps(told, ensure_ascii=False)
