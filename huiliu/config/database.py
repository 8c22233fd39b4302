"""Which database: the one that is named, or the embedded one."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from huiliu.config.embedded import ensure_running

ENGINE = "huiliu.core.postgres"
POOL_SIZE = 8
POOL_TIMEOUT_SECONDS = 5


def databases(environment: Mapping[str, str], var: Path) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: `default` as the application's role, `owner` for migrations.

    `HUILIU_DATABASE_URL` and `HUILIU_OWNER_URL` name a real server; with neither, the embedded
    server is started if it is not running yet.
    """
    if "HUILIU_DATABASE_URL" in environment:
        application = environment["HUILIU_DATABASE_URL"]
        owner = environment.get("HUILIU_OWNER_URL", application)
    else:
        cluster = ensure_running(var)
        application, owner = cluster.url(cluster.application), cluster.url(cluster.owner)
    pool = {"min_size": 1, "max_size": POOL_SIZE, "timeout": POOL_TIMEOUT_SECONDS}
    return {
        "default": _connection(application, pool=pool),
        "owner": _connection(owner),
    }


def named(environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether a real database is configured, where demonstration doors stay shut."""
    return "HUILIU_DATABASE_URL" in environment


def _connection(url: str, **options: Any) -> dict[str, Any]:
    """Return one entry of DATABASES; what the address says beyond the usual parts is kept."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": ENGINE,
        "NAME": parts.pop("dbname", None),
        "USER": parts.pop("user", None),
        "PASSWORD": parts.pop("password", None),
        "HOST": parts.pop("host", None),
        "PORT": parts.pop("port", None),
        "OPTIONS": {**parts, **options},
    }
