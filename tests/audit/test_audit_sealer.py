"""The sealer: what is committed is sealed once, however late, and however many seal."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.types.json import Jsonb

from huiliu.audit.choices import Log
from huiliu.audit.models import DayRoot, Entry, Reading, Seal
from huiliu.audit.rules import COLUMNS, PATIENCE, REACH_BACK
from huiliu.audit.sealer import Sealer
from huiliu.core.errors import Refused
from tests.audit.city import PLACES, City, connect, entry_of, owner

SEALS = Seal.objects.using("sealer")


def sealed_ids() -> list[str]:
    rows = owner("SELECT unnest(ids)::text FROM audit_seal")
    return sorted(id for (id,) in rows)


def ids_in(table: str) -> list[str]:
    return sorted(
        id for (id,) in owner(sql.SQL("SELECT id::text FROM {}").format(sql.Identifier(table)))
    )


def test_sealer_seals_both_logs_once(city: City) -> None:
    city.act_everywhere()
    city.look()

    first, second = city.seal(), city.seal()

    assert second == 0
    assert first == len(sealed_ids())
    assert sealed_ids() == sorted([*ids_in("audit_entry"), *ids_in("audit_reading")])
    assert city.verify().kinds == {}


def test_entries_of_an_organisation_lie_in_one_shard_in_their_order(city: City) -> None:
    city.seal()
    for _ in range(3):
        city.wait(seconds=5)
        city.act(place=PLACES[1])
        city.seal()

    rows = SEALS.filter(round__gt=1).order_by("round")

    [shard] = {seal.shard for seal in rows}
    assert [seal.sequence for seal in rows] == [1, 2, 3]
    assert [seal.previous for seal in rows][1:] == [seal.digest for seal in rows][:2]
    assert 0 <= shard < 64


def test_entry_that_is_committed_late_is_sealed_in_the_next_round(city: City) -> None:
    city.seal()
    late = entry_of(place=PLACES[2], at=city.at)
    with connect("default") as other:
        other.execute(
            "INSERT INTO audit_entry SELECT (jsonb_populate_record(NULL::audit_entry, %s)).*",
            [as_json(late)],
        )
        city.wait(minutes=20)
        before = city.act(place=PLACES[2])
        city.seal()
        assert str(before) in sealed_ids()
        assert str(late.id) not in sealed_ids()
    city.wait(seconds=5)

    assert city.seal() == 1

    assert str(late.id) in sealed_ids()
    assert city.verify().kinds == {}


def as_json(entry: Entry) -> Jsonb:
    row = {name: getattr(entry, name) for name in COLUMNS["entry"]}
    return Jsonb({**row, "id": str(entry.id), "at": entry.at.isoformat()})


def test_entry_behind_all_that_a_round_looks_at_is_sealed_before_the_root(city: City) -> None:
    """Whatever key an entry has, the round that ends a day asks of all of them."""
    city.seal()
    city.act(at=city.at - 2 * REACH_BACK)
    city.wait(seconds=5)
    assert city.seal() == 0

    city.wait(days=1)

    assert city.seal() == 1


def test_sealer_looks_back_further_than_anybody_may_be_late() -> None:
    assert REACH_BACK > PATIENCE


@pytest.mark.parametrize(("sequence", "position"), [(1, 99), (99, 0)])
def test_round_that_began_before_another_was_committed_fails(
    city: City, sequence: int, position: int
) -> None:
    """It would take a place in a chain, or the number of a round, for the second time."""
    city.act_everywhere()
    with connect("sealer") as slow:
        slow.isolation_level = 3
        row = slow.execute("SELECT count(*) FROM audit_seal").fetchone()
        assert row == (0,)
        city.seal()
        [(shard,)] = owner("SELECT shard FROM audit_seal LIMIT 1")
        with pytest.raises(psycopg.errors.UniqueViolation):
            slow.execute(
                "INSERT INTO audit_seal SELECT gen_random_uuid(), 'entry', 1, %s, %s, 1, %s, now(),"
                " '', '{}', '', gen_random_uuid(), ''",
                [shard, sequence, position],
            )


def test_root_is_signed_once_for_a_day_that_has_ended(old_city: City, roots: Path) -> None:
    days = list(DayRoot.objects.using("sealer").order_by("day").values_list("day", flat=True))

    first = days[0]
    assert days == [first + timedelta(days=number) for number in range(4)]
    lines = (roots / "roots.jsonl").read_text().splitlines()
    assert lines == [one.line for one in DayRoot.objects.using("sealer").order_by("day")]


def test_root_that_a_crash_kept_from_the_file_is_written_by_the_next_sealer(
    old_city: City, roots: Path
) -> None:
    file = roots / "roots.jsonl"
    whole = file.read_text()
    cut = whole.rindex("\n", 0, -1) + 40
    file.write_text(whole[:cut])
    assert old_city.kinds() == set()

    Sealer().turn(at=old_city.at)

    assert file.read_text() == whole


def test_tip_that_a_crash_kept_old_is_no_finding(old_city: City, roots: Path) -> None:
    old = (roots / "tip.json").read_text()
    old_city.act()
    old_city.seal()
    (roots / "tip.json").write_text(old)

    assert old_city.kinds() == set()
    old_city.act()
    assert old_city.seal() == 1
    assert (roots / "tip.json").read_text() != old


def test_sealer_adds_nothing_to_a_chain_that_was_cut(old_city: City, roots: Path) -> None:
    tip = (roots / "tip.json").read_text()
    owner("DELETE FROM audit_seal WHERE round = (SELECT max(round) FROM audit_seal)")
    old_city.act()

    with pytest.raises(Refused, match="接不上"):
        old_city.seal()

    assert (roots / "tip.json").read_text() == tip


def test_columns_that_are_digested_are_those_of_the_logs() -> None:
    """A further column needs a further form, or old seals would no longer hold."""
    for log, model in ((Log.ENTRY, Entry), (Log.READING, Reading)):
        assert sorted(COLUMNS[log]) == sorted(field.column for field in model._meta.fields)


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("table", ["audit_seal", "audit_dayroot"])
@pytest.mark.parametrize("right", ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"])
def test_application_has_no_right_in_the_chain(table: str, right: str) -> None:
    assert owner("SELECT has_table_privilege('huiliu_app', %s, %s)", table, right) == [(False,)]


@pytest.mark.usefixtures("own_database")
def test_sealer_reads_the_logs_adds_to_the_chain_and_nothing_else() -> None:
    """Every right of the role in the schema, from the catalogue."""
    held = owner(
        "SELECT c.relname, r FROM pg_class c,"
        " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS r"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')"
        " AND has_table_privilege('huiliu_sealer', c.oid, r) ORDER BY 1, 2"
    )

    assert held == [
        ("audit_dayroot", "INSERT"),
        ("audit_dayroot", "SELECT"),
        ("audit_entry", "SELECT"),
        ("audit_reading", "SELECT"),
        ("audit_seal", "INSERT"),
        ("audit_seal", "SELECT"),
    ]


def test_sealer_sees_every_entry_without_a_scope(city: City) -> None:
    city.act_everywhere()

    with connections["sealer"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        seen = cursor.fetchone()

    assert [seen] == owner("SELECT count(*) FROM audit_entry")
