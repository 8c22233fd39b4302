"""Which database: the one that is named, or the embedded one."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict

from huiliu.config.embedded import ensure_running

ENGINE = "huiliu.core.postgres"
POOL_SIZE = 8
POOL_TIMEOUT_SECONDS = 5


def databases(environment: Mapping[str, str], var: Path) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: `default` as the application, `owner` for migrations, `sealer`.

    `HUILIU_DATABASE_URL`, `HUILIU_OWNER_URL` and `HUILIU_SEALER_URL` name a real server; with the
    first unset, the embedded server is started if it is not running yet. A real server without the
    third has no `sealer`: pages are served without it.
    """
    if "HUILIU_DATABASE_URL" in environment:
        application = environment["HUILIU_DATABASE_URL"]
        owner = environment.get("HUILIU_OWNER_URL", application)
        sealer = environment.get("HUILIU_SEALER_URL")
    else:
        cluster = ensure_running(var)
        application, owner = cluster.url(cluster.application), cluster.url(cluster.owner)
        sealer = cluster.url(cluster.sealer)
    pool = {"min_size": 1, "max_size": POOL_SIZE, "timeout": POOL_TIMEOUT_SECONDS}
    found = {"default": _connection(application, pool=pool), "owner": _connection(owner)}
    # A connection that a restart of the server has ended is found out before it is handed out.
    found["default"]["CONN_HEALTH_CHECKS"] = True
    if sealer is not None:
        # One snapshot a transaction: what is sealed and what is not are asked for in two questions.
        found["sealer"] = _connection(sealer, isolation_level=IsolationLevel.REPEATABLE_READ)
    return found


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
