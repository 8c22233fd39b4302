"""The key store under many hands: its first use by several processes at once loses nothing."""

import subprocess
import sys
from pathlib import Path

USE = """
import sys
from pathlib import Path
from uuid import UUID
from django.conf import settings
settings.configure(HUILIU_KEYS=Path(sys.argv[1]))
from huiliu.core import keys
person = UUID(int=int(sys.argv[2]))
made = keys.make([person])
assert keys.of([person]) == made
"""


def test_first_use_by_several_processes_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    started = [
        subprocess.Popen([sys.executable, "-c", USE, str(folder), str(number)])
        for number in range(8)
    ]

    assert [process.wait(60) for process in started] == [0] * 8
    assert sorted(path.name for path in folder.iterdir()) == ["keys.sqlite", "master.key"]
    assert (folder / "keys.sqlite").stat().st_mode & 0o777 == 0o600
