"""The sealer: chains what is committed, shard by shard, and signs a root for each day.

It is no action: an action leaves an entry, and each entry would have to be sealed in its turn.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from psycopg import Cursor

from huiliu.audit import outside
from huiliu.audit.chained import BEFORE_ALL, SEALER, begin, heads_of, unsealed_lines
from huiliu.audit.choices import Log
from huiliu.audit.models import DayRoot, Seal
from huiliu.audit.rules import (
    FORM,
    ID,
    NOTHING,
    REACH_BACK,
    Block,
    Head,
    Heads,
    Root,
    digest_of,
    first_id_of,
    shard_of,
    to_the_second,
)
from huiliu.audit.signing import public_key, root_of, signed
from huiliu.core.clock import day_of
from huiliu.core.errors import Refused

MOST_AT_ONCE = 20_000
"""How many entries are in memory, however many wait."""


@dataclass(slots=True)
class Sealer:
    """One process that seals, round after round. It may be killed in any line."""

    looked_at: datetime | None = None
    """When it last looked and sealed all that it saw; None makes the next round look at all."""

    def turn(self, *, at: datetime) -> int:
        """Seal what waits and, with the first turn of a day, sign the day before it."""
        if self.looked_at is None:
            write_out_roots()
        day = day_of(at) - timedelta(days=1)
        ending = not DayRoot.objects.using(SEALER).filter(day=day).exists()
        count = seal(at=at, after=BEFORE_ALL if ending else self._after(at))
        if count is not None:
            self.looked_at = at
            if ending:
                sign_day(day=day, at=at)
        return count or 0

    def _after(self, at: datetime) -> UUID:
        """Return the key behind which to look: far enough back for those who commit late."""
        if self.looked_at is None or at < self.looked_at:
            return BEFORE_ALL
        return first_id_of(self.looked_at - REACH_BACK)


def seal(*, at: datetime, after: UUID = BEFORE_ALL) -> int | None:
    """Seal in one transaction all entries with later keys that are in no seal; return how many.

    None says that another sealer was quicker: no round has the number of another.
    """
    tip = _tip()
    try:
        with transaction.atomic(using=SEALER):
            cursor = begin()
            heads, last = heads_of(cursor)
            _refuse_other_chain(cursor, tip)
            round = _Round(number=last + 1, sealed_at=at.replace(microsecond=0), heads=heads)
            count = sum(round.seal(cursor, log, after) for log in Log)
    except IntegrityError:
        return None
    if count or (heads and tip is None):
        number = last + 1 if count else last
        outside.write_tip(_root_over(heads, day=day_of(at), round=number, at=at))
    return count


def sign_day(*, day: date, at: datetime) -> None:
    """Sign the heads as they stand now for a day that has ended, and write the root outside.

    A root that was committed and not written yet, because of a crash, is written the next time.
    """
    try:
        with transaction.atomic(using=SEALER):
            heads, last = heads_of(begin())
            if heads:
                root = _root_over(heads, day=day, round=last, at=at)
                roots = DayRoot.objects.using(SEALER)
                roots.bulk_create([DayRoot(day=day, round=last, line=signed(root))])
    except IntegrityError:
        """Another sealer has signed this day."""
    write_out_roots()


def write_out_roots() -> None:
    lines = DayRoot.objects.using(SEALER).order_by("round", "day").values_list("line", flat=True)
    outside.write_roots(line for line in lines if root_of(line, key=public_key()))


@dataclass(slots=True)
class _Round:
    number: int
    sealed_at: datetime
    heads: Heads
    position: int = 0

    def seal(self, cursor: Cursor[Any], log: Log, after: UUID) -> int:
        count, full = 0, True
        while full:
            lines = list(unsealed_lines(cursor, log, after=after, most=MOST_AT_ONCE))
            if lines:
                self._add(log, lines)
                after = UUID(lines[-1][ID].decode())
            count += len(lines)
            full = len(lines) == MOST_AT_ONCE
        return count

    def _add(self, log: Log, lines: Iterable[bytes]) -> None:
        shards: dict[int, list[bytes]] = {}
        for line in lines:
            shards.setdefault(shard_of(line), []).append(line)
        seals = [self._seal_of(log, shard, shards[shard]) for shard in sorted(shards)]
        Seal.objects.using(SEALER).bulk_create(seals, batch_size=500)

    def _seal_of(self, log: Log, shard: int, lines: list[bytes]) -> Seal:
        head = self.heads.get(shard, Head())
        ids = [line[ID].decode() for line in lines]
        digests = b"".join(map(digest_of, lines))
        block = Block(
            log=log,
            form=FORM,
            shard=shard,
            sequence=head.sequence + 1,
            round=self.number,
            position=self.position,
            sealed_at=f"{to_the_second(self.sealed_at)}+00",
            previous=head.digest,
            ids=",".join(ids),
            digests=digests.hex(),
        )
        self.position += 1
        self.heads[shard] = Head(block.sequence, block.digest, head.digest)
        stored = block._asdict() | {"sealed_at": self.sealed_at, "ids": ids, "digests": digests}
        return Seal(**stored, newest=block.newest, digest=self.heads[shard].digest)


def _root_over(heads: Heads, *, day: date, round: int, at: datetime) -> Root:
    last = DayRoot.objects.using(SEALER).order_by("-round", "-day").first()
    before = root_of(last.line, key=public_key()) if last else None
    previous = before.digest if before else NOTHING
    return Root.over(heads, day=day, round=round, sealed_at=to_the_second(at), previous=previous)


def _tip() -> Root | None:
    line = outside.tip_line()
    if line is None:
        return None
    root = root_of(line, key=public_key())
    if root is None:
        raise Refused("数据库外的封存末端签名不对，封存没有继续。请运行 bin/huiliu audit verify。")
    return root


def _refuse_other_chain(cursor: Cursor[Any], tip: Root | None) -> None:
    """Add nothing to a chain that does not hold what the tip says: it was cut, or restored."""
    held = tip.held() if tip else {}
    cursor.execute(
        "SELECT shard, digest FROM audit_seal JOIN unnest(%s::int[], %s::bigint[])"
        " AS tip(shard, sequence) USING (shard, sequence)",
        [list(held), [head.sequence for head in held.values()]],
    )
    found = dict(cursor.fetchall())
    if any(found.get(shard) != head.digest for shard, head in held.items()):
        raise Refused(
            "数据库里的封存链和数据库外的末端接不上，封存没有继续。"
            "请运行 bin/huiliu audit verify，查清以后再按运行说明处理。"
        )
