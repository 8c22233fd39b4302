"""Importing this gives the process a database server and a key store of its own, for tests."""

import os
from pathlib import Path

from huiliu.config.embedded import ensure_running

_ROOT = Path(__file__).resolve().parent.parent.parent
_MARK = "HUILIU_TEST_VAR"

OURS = _MARK not in os.environ
if OURS:
    # Workers inherit the environment of the process that started them, and share its server, which
    # is not theirs to stop.
    _VAR = Path(os.environ.get("HUILIU_VAR") or _ROOT / "var")
    os.environ[_MARK] = str(_VAR / "tests" / str(os.getpid()))
    os.environ["HUILIU_VAR"] = os.environ[_MARK]
    for _name in ("HUILIU_DATABASE_URL", "HUILIU_OWNER_URL", "HUILIU_SEALER_URL", "HUILIU_KEYS"):
        os.environ.pop(_name, None)
    os.environ["HUILIU_KEYS"] = str(Path(os.environ[_MARK]) / "keys")
TEST_VAR = Path(os.environ[_MARK])
if _WORKER := os.environ.get("PYTEST_XDIST_WORKER"):
    # Whoever starts, or restores, on a key store finishes every erasure that its ledger names, also
    # what a test of another worker is about to roll back.
    os.environ["HUILIU_KEYS"] = str(TEST_VAR / f"keys-{_WORKER}")
ensure_running(TEST_VAR, fast=True)
