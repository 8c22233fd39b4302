"""What lies on disk only while something is read or written, and must not outlive it.

Whoever is killed tidies nothing up. So a file has no name at all, and a folder, which needs one,
has a name by which the next night finds it.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

LEFT_AFTER = timedelta(days=1)
"""Nothing that passes takes a day: a folder as old as that was left by somebody who was killed."""
_BEGINS = "huiliu-passing-"


def nameless() -> IO[bytes]:
    """Return an open file that the system drops with the last who has it open, however they end."""
    return tempfile.TemporaryFile()


@contextmanager
def file_without_name() -> Iterator[tuple[IO[bytes], Path]]:
    """Give a file to write to, and a path by which this process can open it once more.

    What was written has to be flushed first.
    """
    with nameless() as file:
        yield file, Path(f"/dev/fd/{file.fileno()}")


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone when the block ends, or by the next night but one."""
    with tempfile.TemporaryDirectory(prefix=_BEGINS) as name:
        yield Path(name)


def remove_left_folders(*, at: datetime) -> int:
    """Remove the folders of those who were killed before they could; return how many."""
    oldest = (at - LEFT_AFTER).timestamp()
    found = Path(tempfile.gettempdir()).glob(f"{_BEGINS}*")
    left = [path for path in found if path.stat().st_mtime < oldest]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)
