"""What verification says of a sound log, of what waits, and of tampering outside the database."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from psycopg import sql

from huiliu.audit import signing
from huiliu.audit.choices import Log
from huiliu.audit.comparison import Comparison
from huiliu.audit.rules import FORM, ID, Block, digest_of
from huiliu.audit.signing import root_of
from tests.audit.city import City, owner

ALWAYS = (b"", b"~")


def test_sealed_logs_verify_clean_with_their_counts(city: City) -> None:
    city.act_everywhere()
    city.look()
    city.seal()

    report = city.verify()

    [(entries,)] = owner("SELECT count(*) FROM audit_entry")
    assert report.entries == {"entry": entries, "reading": 1}
    assert (report.findings, report.tail, report.rounds) == ([], 0, 1)


def test_unsealed_tail_is_counted_with_its_oldest(city: City) -> None:
    city.seal()
    city.wait(minutes=5)
    oldest = city.at.replace(microsecond=0)
    city.act()
    city.wait(minutes=5)
    city.look()

    report = city.verify()

    assert (report.tail, report.oldest, report.findings) == (2, oldest, [])


def test_sealer_that_stopped_is_a_finding(city: City) -> None:
    city.seal()
    city.act()
    city.wait(minutes=31)

    assert city.kinds() == {"idle"}


def test_entry_put_among_old_ones_is_found_before_it_is_sealed(old_city: City) -> None:
    id = old_city.act(at=old_city.at - timedelta(hours=20))

    report = old_city.verify()

    assert [(one.kind.value, one.what) for one in report.findings] == [("inserted", str(id))]


def test_entry_forged_for_this_moment_cannot_be_told_from_a_real_one(old_city: City) -> None:
    """The limit: the owner can write what the application could have written, at that time."""
    owner(
        "INSERT INTO audit_entry"
        " SELECT (jsonb_populate_record(e, %s)).* FROM audit_entry e LIMIT 1",
        json.dumps({"id": "01a00000-0000-7000-8000-000000000001", "at": old_city.at.isoformat()}),
    )
    old_city.seal()

    assert old_city.kinds() == set()


def test_edit_before_the_seal_is_not_found(old_city: City) -> None:
    """The other limit: until the next round, a few seconds, nothing holds an entry."""
    id = old_city.act()
    owner("UPDATE audit_entry SET name = '别人' WHERE id = %s", id)
    old_city.seal()

    assert old_city.kinds() == set()


def test_edit_is_told_with_shard_sequence_and_entry(old_city: City) -> None:
    [(id, shard, sequence)] = owner(
        "SELECT ids[1], shard, sequence FROM audit_seal WHERE round = 4 AND log = 'entry' LIMIT 1"
    )
    owner("""UPDATE audit_entry SET detail = '{"outcome": "not_reached"}' WHERE id = %s""", id)

    [finding] = old_city.verify().findings

    assert (finding.kind.value, finding.shard, finding.sequence, finding.what) == (
        *("edited", shard, sequence),
        str(id),
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("name", "'x'"), ("at", "at + interval '1 second'"), ("purpose", "'x'")),
        *(("organisation_path", "NULL"), ("person", "gen_random_uuid()"), ("act", "'x.y'")),
        *(("subject", "''"), ("role", "'member'"), ("channel", "'job'"), ("account", "'x'")),
    ],
)
def test_every_column_is_held_by_the_seal(city: City, column: str, value: str) -> None:
    id = city.act()
    city.seal()

    change = sql.SQL("UPDATE audit_entry SET {} = {} WHERE id = %s")
    owner(change.format(sql.Identifier(column), sql.SQL(value)), id)

    assert city.kinds() == {"edited"}


def test_missing_seal_is_a_gap(old_city: City) -> None:
    owner("DELETE FROM audit_seal WHERE round = 4 AND log = 'reading'")

    assert {"gap", "inserted"} <= old_city.kinds()


def test_entry_that_is_there_twice_is_found(old_city: City) -> None:
    owner("ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_pkey")
    owner("INSERT INTO audit_entry SELECT * FROM audit_entry ORDER BY id LIMIT 1")

    assert old_city.kinds() == {"inserted"}


@pytest.mark.parametrize("column", ["shard", "ids", "digests", "previous", "sealed_at", "digest"])
def test_seal_without_a_value_is_a_finding_and_no_crash(old_city: City, column: str) -> None:
    for change in (
        "ALTER TABLE audit_seal ALTER COLUMN {} DROP NOT NULL",
        "UPDATE audit_seal SET {} = NULL WHERE round = 4 AND log = 'reading'",
    ):
        owner(sql.SQL(change).format(sql.Identifier(column)))

    assert "altered" in old_city.kinds()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("GRANT DELETE ON audit_reading TO huiliu_app", "huiliu_app 在 audit_reading 上有 DELETE"),
        ("GRANT UPDATE (name) ON audit_entry TO PUBLIC", "huiliu_app 在 audit_entry 上有 UPDATE"),
        ("GRANT UPDATE ON audit_seal TO huiliu_sealer", "huiliu_sealer 在 audit_seal 上有 UPDATE"),
        ("ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY", "audit_entry 没有强制行级权限"),
        ("DROP POLICY add ON audit_entry", "audit_entry 没有策略 add"),
        (
            "CREATE RULE quiet AS ON INSERT TO audit_reading DO INSTEAD NOTHING",
            "audit_reading 多了触发器或规则 quiet",
        ),
    ],
)
def test_guard_that_is_gone_is_found(city: City, command: str, words: str) -> None:
    owner(command)

    assert words in [finding.what for finding in city.verify().findings]


def test_chain_and_files_that_were_cut_together_are_found_by_a_copy_kept_elsewhere(
    old_city: City, roots: Path, tmp_path: Path
) -> None:
    """Whoever is root on the machine changes the files as well, but not the copy."""
    kept = tmp_path / "kept.jsonl"
    kept.write_text((roots / "roots.jsonl").read_text())
    lines = kept.read_text().splitlines()
    last = json.loads(lines[-1])["root"]
    owner("DELETE FROM audit_dayroot WHERE round = %s", last["round"])
    owner("DELETE FROM audit_seal WHERE round >= %s", last["round"])
    (roots / "roots.jsonl").write_text("".join(f"{line}\n" for line in lines[:-1]))
    (roots / "tip.json").unlink()

    kinds = {kind.value for kind in old_city.verify(roots=kept).kinds}

    assert kinds == {"root_missing", "shortened"}
    assert "shortened" not in old_city.kinds()


def test_root_of_another_key_is_found(old_city: City, roots: Path) -> None:
    file = roots / "roots.jsonl"
    first, *rest = file.read_text().splitlines()
    parts = json.loads(first)
    parts["signature"] = "0" * 128
    file.write_text("\n".join([json.dumps(parts), *rest, ""]))

    assert "unsigned" in old_city.kinds()


def test_root_taken_out_of_the_file_is_found(old_city: City, roots: Path) -> None:
    file = roots / "roots.jsonl"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], *lines[2:], ""]))

    assert old_city.kinds() == {"root_missing"}


@pytest.mark.parametrize(("name", "told"), [("tip.json", ["tip"]), ("roots.jsonl", None)])
def test_file_that_is_gone_is_found(
    old_city: City, roots: Path, name: str, told: list[str] | None
) -> None:
    """The last root may be on its way to the file; three days before it may not."""
    (roots / name).unlink()

    findings = old_city.verify().findings

    assert {one.kind.value for one in findings} == {"root_missing"}
    assert told is None or [one.what for one in findings] == told
    assert told is not None or len(findings) == 3


def test_two_roots_of_one_day_are_a_fork(old_city: City, roots: Path) -> None:
    """Two copies of a database that were both sealed with the same key."""
    file = roots / "roots.jsonl"
    line = file.read_text().splitlines()[-1]
    root = root_of(line, key=signing.public_key())
    assert root is not None
    other = signing.signed(type(root)(root.day, root.round, "other", root.previous, root.heads))
    file.write_text(f"{file.read_text()}{other}\n")

    assert "forked" in old_city.kinds()


def test_entries_are_matched_with_seals_of_other_rounds() -> None:
    """Late in one stream or early in the other: each waits until the other side has come."""
    first, second, third = (line_of(number) for number in range(3))
    comparison = Comparison(Log.ENTRY, iter([first, second, third]))

    found = [
        *comparison.take([(block_of(1, second), ALWAYS)]),
        *comparison.take([(block_of(2, third), ALWAYS)]),
        *comparison.take([(block_of(3, first), ALWAYS)]),
    ]

    assert (found, comparison.compared) == ([], 3)
    assert (comparison.sealed, comparison.early) == ({}, {})


def line_of(number: int) -> bytes:
    id = str(UUID(int=number)).encode()
    return b"\t".join([id, b"2026-11-26 08:00:00+00", *[b""] * 13]) + b"\n"


def block_of(sequence: int, line: bytes) -> Block:
    id, digest = line[ID].decode(), digest_of(line).hex()
    return Block("entry", FORM, 0, sequence, sequence, 0, "2026-11-26 08:00:05+00", "", id, digest)
