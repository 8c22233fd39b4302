"""Verifies entries, chain, roots and guards, as a stream: memory does not grow with the logs.

The database gives bytes and nothing else: every digest, comparison and signature is made here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

from huiliu.audit.chained import lines, reading, seals
from huiliu.audit.choices import FindingKind, Log
from huiliu.audit.comparison import Comparison
from huiliu.audit.guards import missing_guards
from huiliu.audit.rules import (
    NONE,
    PATIENCE,
    Block,
    Finding,
    Head,
    Heads,
    Span,
    Stored,
    fault_in,
    to_the_second,
)
from huiliu.audit.witnesses import Witnesses
from huiliu.core.memory import no_search_for_cycles

AT_ONCE = 5_000
"""How many sealed entries are taken up before as many are read."""
TOLD = 1_000
"""How many findings are told one by one; all are counted."""


@dataclass(slots=True)
class Report:
    """What was verified, what is in no seal yet, and what is wrong."""

    entries: Counter[str] = field(default_factory=Counter)
    """How many entries of each log are there and sealed, whatever they say."""
    seals: int = 0
    rounds: int = 0
    roots: int = 0
    last_day: str = ""
    tail: int = 0
    oldest: datetime | None = None
    """When the oldest entry was made that is in no seal."""
    kinds: Counter[FindingKind] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.kinds[finding.kind] += 1
            if len(self.findings) < TOLD:
                self.findings.append(finding)


def verify(*, at: datetime, witnesses: Witnesses) -> Report:
    """Verify all of it. What lies outside was read before, seals are read before entries.

    So a sealer at work is never ahead of what is compared with it: what is sealed meanwhile is
    counted as not sealed yet.
    """
    report = Report()
    with no_search_for_cycles(), ExitStack() as sessions:
        cursor = sessions.enter_context(reading())
        report.add(missing_guards(cursor))
        report.add(witnesses.heard(cursor))
        compared = {
            log.value: Comparison(log, lines(sessions.enter_context(reading()), log)) for log in Log
        }
        walk = _Walk(report, witnesses)
        for batch in _batches(walk, seals(cursor)):
            for log, comparison in compared.items():
                report.add(comparison.take([one for one in batch if one[0].log == log]))
        report.add(witnesses.at_end(walk.heads))
        for log, comparison in compared.items():
            report.add(comparison.end(cursor, last=walk.sealed_at, at=at))
            report.entries[log] = comparison.compared
    _count(report, list(compared.values()), witnesses)
    return report


def _count(report: Report, compared: list[Comparison], witnesses: Witnesses) -> None:
    report.roots, report.last_day = len(witnesses.days), max(witnesses.days, default="")
    report.tail = sum(one.tail for one in compared)
    report.oldest = min((one.oldest for one in compared if one.oldest), default=None)


def _batches(walk: "_Walk", found: Iterable[Stored]) -> Iterator[list[tuple[Block, Span]]]:
    """Walk the chain, and yield blocks by so many that their entries are worth a step."""
    batch: list[tuple[Block, Span]] = []
    size = 0
    for stored in found:
        span = walk.step(stored)
        if stored.block.is_whole:
            batch.append((stored.block, span))
            size += stored.block.size
        if size >= AT_ONCE:
            yield batch
            batch, size = [], 0
    yield batch


@dataclass(slots=True)
class _Walk:
    """The chain as far as it was walked, round after round."""

    report: Report
    witnesses: Witnesses
    heads: Heads = field(default_factory=dict)
    round: int = 0
    sealed_at: datetime | None = None
    span: Span = (b"", b"~")

    def step(self, stored: Stored) -> Span:
        """Take one seal up, and return when its entries can have been made."""
        block = stored.block
        if block.round != self.round:
            self._begin_round(block)
        self.report.seals += 1
        head = self.heads.get(block.shard, NONE)
        fault = fault_in(head, block, stored.digest)
        if fault is not None:
            self.report.add([Finding(fault, *block.place)])
        if stored.is_altered:
            self.report.add([Finding(FindingKind.ALTERED, *block.place)])
        if block.sequence > head.sequence:
            self.heads[block.shard] = Head(block.sequence, stored.digest, block.previous)
        return self.span

    def _begin_round(self, block: Block) -> None:
        self.report.add(self.witnesses.before(block.round, self.heads))
        self.round = block.round
        self.report.rounds += 1
        before, moment = self.sealed_at, _moment(block.sealed_at)
        if moment is None:
            return
        if before is not None and moment < before:
            self.report.add([Finding(FindingKind.CLOCK, *block.place)])
        earliest = to_the_second(before - PATIENCE).encode() if before else b""
        self.span = (earliest, to_the_second(moment + PATIENCE).encode())
        self.sealed_at = moment


def _moment(text: str) -> datetime | None:
    """Read a moment as the database writes it; one that no sealer can have written is none."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
