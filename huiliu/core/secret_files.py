"""Secrets that an installation makes for itself and keeps in files only it may read."""

import secrets
from pathlib import Path


def made_once(path: Path, *, size: int) -> bytes:
    """Return the secret in the file. The first start makes it; of two starts at once one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _write(path, secrets.token_bytes(size))
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
