"""The erasure ledger: whose files were erased, and when; ids alone, in a file beside the key store.

A line is on disk before the act commits. Whatever brings a row or a key back afterwards, be it a
crash in between or a restored backup, is found by it and undone at the next start.
"""

import json
import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings


def path() -> Path:
    return Path(settings.HUILIU_KEYS) / "erasures.jsonl"


def add(persons: Collection[UUID], *, at: datetime) -> None:
    """Add a line, and return once the disk has it."""
    line = json.dumps({"at": at.isoformat(), "persons": sorted(map(str, persons))})
    append([line])


def append(lines: Collection[str]) -> None:
    """Add lines at the end; a line that a crash left half written does not swallow the next."""
    ledger = path()
    ledger.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, "".join(f"\n{line}\n" for line in lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _sync_folder(ledger.parent)


def lines() -> list[str]:
    """Return the whole lines of the ledger; half a one tells of an act that never committed."""
    try:
        text = path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines() if line.endswith("}")]


def persons() -> set[UUID]:
    """Return everybody whose file was ever erased here."""
    return {UUID(id) for line in lines() for id in json.loads(line)["persons"]}


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
