"""The chain of seals in plain Python: which bytes are digested, and what follows what."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, Self
from uuid import UUID

from huiliu.audit.choices import FindingKind

SHARDS = 64
NULL = r"\N"
"""What COPY writes where there is no value."""
NOTHING = "0" * 64
"""The digest before the first one."""
PATIENCE = timedelta(minutes=30)
"""How long a transaction may be open, and clocks may differ, before it looks like tampering."""
REACH_BACK = 2 * PATIENCE
"""How far behind its last round a round looks for entries that were committed late."""
FORM = 1
TRACE = (
    *("id", "at", "account", "appointment", "name", "role", "organisation"),
    *("organisation_name", "organisation_path", "channel", "purpose"),
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "entry": (*TRACE, "act", "subject", "person", "detail"),
    "reading": (*TRACE, "page", "fields", "persons"),
}
"""The columns of each log whose text is digested, in their order. With a further column this is a
further form: it comes last, and older seals go on digesting the columns of their own form."""

ID = slice(0, 36)
SECOND = slice(37, 56)
"""Where the id stands in a line of COPY, and its moment to the second."""
Span = tuple[bytes, bytes]
"""The seconds between which the entries of a round can have been made."""

_ORGANISATION = TRACE.index("organisation")
_DIGEST_BYTES, _ID_STEP = 32, 37
_DIGESTED = slice(0, -103)
"""A line of a seal without its last two columns, which are 36 and 64 characters long."""


def digest_of(line: bytes) -> bytes:
    """Return the digest of an entry: of its line as COPY writes it, the newline included."""
    return sha256(line).digest()


def shard_of(line: bytes) -> int:
    """Return the shard of an entry, by the organisation under which it was done."""
    organisation = line.split(b"\t", _ORGANISATION + 1)[_ORGANISATION]
    return sha256(organisation).digest()[0] % SHARDS


def first_id_of(moment: datetime) -> UUID:
    """Return the lowest key that can have been made at this moment."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


def to_the_second(moment: datetime) -> str:
    """Write a moment as the database does in UTC, without the zone."""
    return format(moment.astimezone(UTC), "%Y-%m-%d %H:%M:%S")


class Block(NamedTuple):
    """What one seal says, each part as the text that is digested."""

    log: str
    form: int
    shard: int
    sequence: int
    round: int
    position: int
    sealed_at: str
    previous: str
    ids: str
    """Keys of the sealed entries in their order, parted by commas."""
    digests: str
    """Their digests in hexadecimal, one after the other."""

    @property
    def digest(self) -> str:
        text = (
            f"{self.log}\t{self.form}\t{self.shard}\t{self.sequence}\t{self.round}"
            f"\t{self.position}\t{self.sealed_at}\t{self.previous}\t{self.ids}\t{self.digests}"
        )
        return sha256(text.encode()).hexdigest()

    @property
    def newest(self) -> str:
        return self.ids[-36:]

    @property
    def size(self) -> int:
        return len(self.digests) // (2 * _DIGEST_BYTES)

    @property
    def is_whole(self) -> bool:
        """Say whether there is one digest for each key, as in every block that a sealer made."""
        return NULL not in (self.ids, self.digests) and (
            len(self.digests) * _ID_STEP == (len(self.ids) + 1) * 2 * _DIGEST_BYTES
        )

    @property
    def place(self) -> tuple[int, int]:
        return self.shard, self.sequence

    def keys(self) -> list[bytes]:
        """Return the key of each sealed entry with its digest behind it."""
        digests = bytes.fromhex(self.digests)
        starts = range(0, len(digests), _DIGEST_BYTES)
        ids = self.ids.encode().split(b",")
        return [id + digests[at : at + _DIGEST_BYTES] for id, at in zip(ids, starts, strict=True)]


class Stored(NamedTuple):
    """A seal as it was read."""

    block: Block
    newest: str
    digest: str
    right_digest: str
    """What its digest has to be."""

    @classmethod
    def read(cls, line: bytes) -> Self:
        """Read a line of COPY; a number that was taken away counts as none."""
        log, *numbers, sealed_at, previous, ids, digests, newest, digest = line.decode().split("\t")
        form, shard, sequence, round, position = map(_number, numbers)
        block = Block(
            log, form, shard, sequence, round, position, sealed_at, previous, ids, digests
        )
        return cls(block, newest, digest[:-1], sha256(line[_DIGESTED]).hexdigest())

    @property
    def is_altered(self) -> bool:
        right = (self.right_digest, self.block.newest, FORM)
        return (self.digest, self.newest, self.block.form) != right


def _number(text: str) -> int:
    return 0 if text == NULL else int(text)


class Head(NamedTuple):
    """The last seal of a shard."""

    sequence: int = 0
    digest: str = NOTHING
    previous: str = ""


NONE = Head()
"""The head of a shard that has no seal yet."""


@dataclass(frozen=True, slots=True)
class Finding:
    kind: FindingKind
    shard: int | None = None
    sequence: int | None = None
    what: str = ""
    """The key of the entry, the day of the root, or the guard that is missing."""


Heads = dict[int, Head]


def fault_in(head: Head, block: Block, digest: str) -> FindingKind | None:
    """Say in which way a block does not follow the head of its shard, if it does not."""
    if block.sequence <= head.sequence and digest == head.digest:
        return FindingKind.TWICE
    if block.sequence > 1 and block.previous == head.previous:
        return FindingKind.FORKED
    if block.sequence <= head.sequence:
        return FindingKind.TWICE
    if block.sequence > head.sequence + 1:
        return FindingKind.GAP
    return FindingKind.BROKEN if block.previous != head.digest else None


@dataclass(frozen=True, slots=True)
class Root:
    """The heads of all shards after a round. The day is the last one that is wholly in it."""

    day: str
    round: int
    sealed_at: str
    previous: str
    heads: dict[str, list[Any]] = field(default_factory=dict)
    """For each shard that has seals, the sequence and the digest of its last one."""

    @classmethod
    def over(cls, heads: Heads, *, day: date, round: int, sealed_at: str, previous: str) -> Self:
        held = {f"{shard:02}": [head.sequence, head.digest] for shard, head in heads.items()}
        return cls(day.isoformat(), round, sealed_at, previous, held)

    @property
    def text(self) -> str:
        """Return what is signed: the same text for the same root."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    def held(self) -> Heads:
        return {
            int(shard): Head(sequence, digest) for shard, (sequence, digest) in self.heads.items()
        }

    def against(self, heads: Heads) -> Iterator[Finding]:
        """Yield each shard in which the heads after this root's round are not what it says."""
        held = self.held()
        for shard in sorted(held.keys() | heads.keys()):
            signed, found = held.get(shard, Head()), heads.get(shard, Head())
            if found.sequence < signed.sequence:
                yield Finding(FindingKind.SHORTENED, shard, found.sequence, self.day)
            elif (found.sequence, found.digest) != (signed.sequence, signed.digest):
                yield Finding(FindingKind.REWRITTEN, shard, signed.sequence, self.day)
