"""Backups in tests: where they lie, and commands as processes."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests.databases import use_database

Process = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a test keeps its backups."""

    database: Path
    keys: Path

    @property
    def names(self) -> tuple[object, ...]:
        return (self.database, "--keys", self.keys)


def close_connections() -> None:
    use_database(settings.DATABASES["default"]["NAME"])
