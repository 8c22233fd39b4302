"""The twelve ways to tamper with the logs, as an owner of the database who knows how they work."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings
from psycopg import sql

from huiliu.audit.chained import lines, reading, seals
from huiliu.audit.choices import FindingKind as Kind
from huiliu.audit.choices import Log
from huiliu.audit.rules import NOTHING, Head, Heads, Root, digest_of, shard_of
from huiliu.audit.signing import public_key, root_of, signed
from tests.audit.city import PLACES, City, owner
from tests.databases import copy_of, use_database

Tamper = Callable[[City], None]

A_SHARD = "SELECT shard FROM audit_seal GROUP BY 1 HAVING count(*) >= 6 ORDER BY 1 LIMIT 1"


def edit(city: City) -> None:
    owner(
        "UPDATE audit_entry SET name = '别人' WHERE id ="
        " (SELECT ids[1] FROM audit_seal WHERE log = 'entry' AND round = 3 LIMIT 1)"
    )


def delete(city: City) -> None:
    owner(
        "DELETE FROM audit_reading WHERE id ="
        " (SELECT ids[1] FROM audit_seal WHERE log = 'reading' AND round = 3 LIMIT 1)"
    )


def insert(city: City) -> None:
    """Put an entry among those of the day before, before the sealer's next round."""
    city.act(at=city.at - timedelta(days=1))
    city.wait(seconds=5)
    city.seal()


def reorder(city: City) -> None:
    """Let the second and the third seal of a shard change their places."""
    owner("ALTER TABLE audit_seal DROP CONSTRAINT seal_sequence")
    owner(
        "UPDATE audit_seal SET sequence = 5 - sequence WHERE shard = %s AND sequence IN (2, 3)",
        *owner(A_SHARD)[0],
    )


def truncate_tail(city: City) -> None:
    """Take the last round away, with everything that it sealed."""
    [(last,)] = owner("SELECT max(round) FROM audit_seal")
    for table in ("audit_entry", "audit_reading"):
        taken = "DELETE FROM {} WHERE id IN (SELECT unnest(ids) FROM audit_seal WHERE round = %s)"
        owner(sql.SQL(taken).format(sql.Identifier(table)), last)
    owner("DELETE FROM audit_seal WHERE round = %s", last)


def swap_shards(city: City) -> None:
    """Let two shards change the seals of one round."""
    owner("ALTER TABLE audit_seal DROP CONSTRAINT seal_sequence")
    [(one,), (other,)] = owner(
        "SELECT shard FROM audit_seal WHERE round = 4 AND log = 'entry' ORDER BY 1 LIMIT 2"
    )
    owner(
        "UPDATE audit_seal SET shard = %s - shard"
        " WHERE round = 4 AND log = 'entry' AND shard IN (%s, %s)",
        one + other,
        one,
        other,
    )


def drop_the_guard(city: City) -> None:
    """There is no trigger to disable: what guards the logs are rights and policies."""
    owner("GRANT UPDATE ON audit_entry TO huiliu_app")
    owner("CREATE POLICY tidy ON audit_entry FOR UPDATE USING (true)")


def rewrite_the_chain(city: City) -> None:
    """Change an entry and make every seal and every root anew, with the sealer's own key."""
    edit(city)
    heads, roots = _resealed()
    for day, root in roots.items():
        owner("UPDATE audit_dayroot SET line = %s WHERE day = %s", signed(root), day)
    assert heads


def restore_a_backup(city: City) -> None:
    """Let a day pass and be signed, and go back to the database of the day before."""
    name = settings.DATABASES["default"]["NAME"]
    use_database(name)
    copy_of(name, f"{name}_backup")
    city.wait(days=1)
    city.act_everywhere()
    city.seal()
    use_database(f"{name}_backup")


def fork(city: City) -> None:
    """Let a second block follow the one before the last, right in all else."""
    made = str(city.act())
    with reading() as cursor:
        [line] = [line for line in lines(cursor, Log.ENTRY) if line.startswith(made.encode())]
    with reading() as cursor:
        last = [one.block for one in seals(cursor) if one.block.shard == shard_of(line)][-1]
    other = last._replace(
        log=Log.ENTRY.value,
        sequence=last.sequence + 1,
        round=last.round + 1,
        ids=made,
        digests=digest_of(line).hex(),
    )
    owner(
        "INSERT INTO audit_seal (id, log, form, shard, sequence, round, position, sealed_at,"
        " previous, ids, digests, newest, digest)"
        " SELECT gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s,"
        " ARRAY[%s::uuid], decode(%s, 'hex'), %s, %s",
        *other,
        made,
        other.digest,
    )


def set_the_clock_back(city: City) -> None:
    """Let people act and the sealer seal while the clock of the machine says last month."""
    city.wait(days=-30)
    city.act(place=PLACES[3])
    city.seal()
    city.wait(days=30)


def repeat_a_sequence(city: City) -> None:
    owner("ALTER TABLE audit_seal DROP CONSTRAINT seal_sequence, DROP CONSTRAINT seal_round")
    owner(
        "INSERT INTO audit_seal (id, log, form, shard, sequence, round, position, sealed_at,"
        " previous, ids, digests, newest, digest)"
        " SELECT gen_random_uuid(), log, form, shard, sequence, round, position, sealed_at,"
        " previous, ids, digests, newest, digest FROM audit_seal WHERE shard = %s AND sequence = 3",
        *owner(A_SHARD)[0],
    )


TWELVE: Mapping[str, tuple[Tamper, set[Kind]]] = {
    "edit": (edit, {Kind.EDITED}),
    "delete": (delete, {Kind.DELETED}),
    "insert": (insert, {Kind.INSERTED}),
    "reorder": (reorder, {Kind.ALTERED, Kind.GAP, Kind.TWICE, Kind.BROKEN, Kind.REWRITTEN}),
    "truncate the tail": (truncate_tail, {Kind.SHORTENED}),
    "swap shards": (swap_shards, {Kind.ALTERED, Kind.BROKEN, Kind.REWRITTEN}),
    "disable the guard": (drop_the_guard, {Kind.UNGUARDED}),
    "rewrite the whole chain": (rewrite_the_chain, {Kind.REWRITTEN}),
    "restore an old backup": (restore_a_backup, {Kind.ROOT_MISSING, Kind.SHORTENED}),
    "two-way fork": (fork, {Kind.FORKED}),
    "clock set back": (set_the_clock_back, {Kind.CLOCK, Kind.INSERTED}),
    "duplicate sequence": (repeat_a_sequence, {Kind.TWICE, Kind.REPEATED}),
}
"""What V13 of the design's threat model names, and exactly the kinds of what is found."""


def _resealed() -> tuple[Heads, dict[str, Root]]:
    """Chain the entries as they are now, and return the roots as they would have been signed."""
    stored = {day.isoformat(): line for day, line in owner("SELECT day, line FROM audit_dayroot")}
    signed_roots = {day: root_of(line, key=public_key()) for day, line in stored.items()}
    digests = _digests()
    heads: Heads = {}
    snapshots: dict[int, Heads] = {}
    with reading() as cursor:
        chain = [stored.block for stored in seals(cursor)]
    for block in chain:
        head = heads.get(block.shard, Head())
        fresh = b"".join(digests[id] for id in block.ids.split(","))
        made = block._replace(previous=head.digest, digests=fresh.hex())
        owner(
            "UPDATE audit_seal SET previous = %s, digests = %s, digest = %s"
            " WHERE shard = %s AND sequence = %s",
            *(made.previous, fresh, made.digest, block.shard, block.sequence),
        )
        heads[block.shard] = Head(block.sequence, made.digest)
        snapshots[block.round] = dict(heads)
    return heads, _roots_anew(signed_roots, snapshots)


def _roots_anew(known: Mapping[str, Root | None], snapshots: dict[int, Heads]) -> dict[str, Root]:
    made: dict[str, Root] = {}
    previous = NOTHING
    for day, root in sorted(known.items()):
        assert root is not None
        made[day] = Root.over(
            snapshots[root.round],
            day=datetime.fromisoformat(day).replace(tzinfo=UTC).date(),
            round=root.round,
            sealed_at=root.sealed_at,
            previous=previous,
        )
        previous = made[day].digest
    return made


def _digests() -> dict[str, bytes]:
    found = {}
    for log in Log:
        with reading() as cursor:
            found |= {line[:36].decode(): digest_of(line) for line in lines(cursor, log)}
    return found
