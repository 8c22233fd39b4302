"""Files that an installation makes for itself, once, and that only it may read."""

import secrets
from collections.abc import Callable
from pathlib import Path


def made_once(path: Path, *, size: int) -> bytes:
    """Return the secret in the file; the first start makes it."""
    put_once(path, lambda fresh: _write(fresh, size))
    return path.read_bytes()


def put_once(path: Path, make: Callable[[Path], None]) -> None:
    """Put a file in its place, whole. Of two that make it at once one wins, and both go on."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    fresh.touch(mode=0o600)
    try:
        make(fresh)
        path.hardlink_to(fresh)
    except FileExistsError:
        return
    finally:
        fresh.unlink()


def _write(path: Path, size: int) -> None:
    path.write_bytes(secrets.token_bytes(size))
