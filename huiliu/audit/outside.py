"""What the sealer writes outside the database: a line for each day's root, and the tip.

The tip is the root of the last round, replaced with every round. Without it whoever cuts off the
end of the chain would be found out at the next day's root alone.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from huiliu.audit.rules import Root
from huiliu.audit.signing import public_key, root_of, signed

ROOTS, TIP = "roots.jsonl", "tip.json"


def roots_file() -> Path:
    return Path(settings.HUILIU_ROOTS) / ROOTS


def lines_of(path: Path) -> list[str]:
    """Return the whole lines; one that a crash cut short was never a root."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [line for line in text.split("\n")[:-1] if line]


def write_roots(lines: Iterable[str]) -> None:
    """Add those of the lines that are not there yet, safe on the disk before it returns."""
    with _alone():
        path = roots_file()
        known = set(lines_of(path))
        added = "".join(f"{line}\n" for line in lines if line not in known)
        if added:
            _append(path, added.encode())


def tip_line() -> str | None:
    try:
        return _tip_file().read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def write_tip(root: Root) -> None:
    """Put the tip in the place of an older one; of two sealers the later round stays."""
    with _alone():
        line = tip_line()
        standing = root_of(line, key=public_key()) if line else None
        if standing is None or standing.round < root.round:
            draft = _tip_file().with_suffix(".draft")
            with draft.open("w", encoding="utf-8") as file:
                file.write(f"{signed(root)}\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(_tip_file())


def _append(path: Path, added: bytes) -> None:
    with path.open("a+b") as file:
        file.seek(0)
        whole = file.read().rfind(b"\n") + 1
        file.truncate(whole)
        file.write(added)
        file.flush()
        os.fsync(file.fileno())


def _tip_file() -> Path:
    return Path(settings.HUILIU_ROOTS) / TIP


@contextmanager
def _alone() -> Iterator[None]:
    folder = Path(settings.HUILIU_ROOTS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
