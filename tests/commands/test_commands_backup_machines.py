"""A backup of one machine comes back on another that has nothing: the embedded database."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from huiliu.config.embedded import stop
from tests.exchange.people import HE, HEADERS, MA
from tests.exchange.workbooks import xlsx

ROOT = Path(__file__).resolve().parent.parent.parent
PASSPHRASE = "十五个字以上的一句话才能当作口令"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that the database's user may enter, and stop what was started in it."""
    path = Path(tempfile.mkdtemp(prefix="huiliu-backup-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    for home in path.rglob("postgres/cluster.json"):
        stop(home.parent.parent)
    shutil.rmtree(path)


def on(machine: Path, *arguments: object) -> str:
    """Run `bin/huiliu ARGUMENTS` on a machine of its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HUILIU_")}
    surroundings = ours | {
        "HUILIU_VAR": str(machine),
        "HUILIU_BACKUP_PASSPHRASE": PASSPHRASE,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "huiliu.config.settings",
    }
    said = subprocess.run(
        [sys.executable, "-m", "huiliu", *map(str, arguments)],
        env=surroundings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, ""), said.stdout
    return said.stdout


def counts(said: str) -> list[str]:
    """Return what came of a roster, without the number of its batch."""
    return said.splitlines()[1:]


@pytest.mark.launcher
def test_another_machine_becomes_what_the_backup_holds(folder: Path) -> None:
    """What is known again can be compared only with the keys, as its numbers are sealed."""
    old, new = folder / "old", folder / "new"
    roster = xlsx(folder / "名册.xlsx", {"流入": [HEADERS, HE, MA]})
    on(old, "set_up")
    on(old, "roster", "apply", roster)
    on(old, "sealer", "--once")
    on(old, "backup", folder / "backup", "--keys", folder / "apart")
    again = counts(on(old, "roster", "apply", roster))

    on(new, "restore", folder / "backup", "--keys", folder / "apart")

    assert counts(on(new, "roster", "apply", roster)) == again
    assert (new / "roots" / "roots.jsonl").exists() == (old / "roots" / "roots.jsonl").exists()
    assert (new / "keys" / "master.key").read_bytes() == (old / "keys" / "master.key").read_bytes()
