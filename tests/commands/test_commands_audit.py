"""`sealer` and `audit verify` on the command line: what they say, and how they end."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from tests.audit.city import City, owner
from tests.commands.conftest import Run


@pytest.fixture(autouse=True)
def roots(settings: Settings, tmp_path: Path) -> Path:
    settings.HUILIU_ROOTS = tmp_path / "roots"
    return tmp_path / "roots"


def test_sealer_once_says_how_many_it_sealed(run: Run) -> None:
    [(entries,)] = owner("SELECT count(*) FROM audit_entry")

    assert run("sealer", "--once").out == f"封存了 {entries} 条。\n"
    assert run("sealer", "--once").out == "封存了 0 条。\n"


def test_verify_ends_with_0_where_all_is_sound(run: Run) -> None:
    run("sealer", "--once")

    ended = run("audit", "verify")

    assert (ended.code, ended.out.splitlines()[-1]) == (0, "没有发现改动。")


def test_verify_tells_the_unsealed_tail(run: Run) -> None:
    run("sealer", "--once")
    City().act()

    ended = run("audit", "verify")

    assert ended.code == 0
    assert "还没有封存：1 条，最早的是 " in ended.out


def test_verify_ends_with_1_and_tells_the_place(run: Run) -> None:
    run("sealer", "--once")
    [(id, shard, sequence)] = owner("SELECT ids[1], shard, sequence FROM audit_seal LIMIT 1")
    owner("UPDATE audit_entry SET role = 'x' WHERE id = %s", id)

    ended = run("audit", "verify")

    assert ended.code == 1
    assert f"  edited\t分片 {shard} 序号 {sequence}\t{id}" in ended.out.splitlines()


def test_verify_gives_the_same_to_programs(run: Run) -> None:
    run("sealer", "--once")
    [(id,)] = owner(
        "DELETE FROM audit_entry WHERE id = (SELECT min(id::text)::uuid"
        " FROM audit_entry) RETURNING id"
    )

    told = json.loads(run("audit", "verify", "--json").out)

    assert told["kinds"] == {"deleted": 1}
    assert [one["what"] for one in told["findings"]] == [str(id)]
    assert told["unsealed"] == 0


def test_verify_takes_a_copy_of_the_roots_and_refuses_one_that_is_not_there(
    run: Run, roots: Path, tmp_path: Path
) -> None:
    run("sealer", "--once")
    kept = tmp_path / "kept.jsonl"
    kept.write_text((roots / "roots.jsonl").read_text())

    assert run("audit", "verify", "--roots", kept).code == 0
    missing = run("audit", "verify", "--roots", tmp_path / "none")
    assert (missing.code, missing.err.startswith("没有这个日根文件")) == (2, True)


@pytest.mark.parametrize("command", [("sealer", "--once"), ("audit", "verify")])
def test_both_are_refused_without_an_address_of_the_sealer(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    with monkeypatch.context() as patch:
        patch.delitem(settings.DATABASES, "sealer")
        ended = run(*command)

    assert (ended.code, "HUILIU_SEALER_URL" in ended.err) == (2, True)
