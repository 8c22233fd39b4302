"""A real installation: its own folder, its own database, its own server process."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huiliu.config.embedded import stop

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Site:
    """A running installation: its address, and the password of its first accounts."""

    address: str
    password: str
    var: Path


@contextmanager
def site(*options: str, **variables: str) -> Iterator[Site]:
    """Run `demo` with these options and serve what it made, until the block ends.

    `variables` are set besides those of the environment.
    """
    var = Path(tempfile.mkdtemp(prefix="huiliu-journey-", dir="/tmp"))
    var.chmod(0o755)
    environment = environment_of(var) | variables
    demo = [sys.executable, "-m", "huiliu", "demo", *options]
    subprocess.run(demo, env=environment, cwd=ROOT, check=True, capture_output=True)
    try:
        with serving(var, **variables) as address:
            password = (var / "keys" / "first-password").read_bytes().hex()
            yield Site(address=address, password=password, var=var)
    finally:
        stop(var)
        shutil.rmtree(var)


@contextmanager
def serving(var: Path, *options: str, port: int = 0, **settings: str) -> Iterator[str]:
    """Serve what lies there, under further settings of the environment; give the address.

    What the server says stands there in `server-PORT.log`.
    """
    port = port or free_port()
    with (var / f"server-{port}.log").open("wb") as log:
        server = subprocess.Popen(
            [
                *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"),
                *options,
                "huiliu.config.wsgi:application",
            ],
            env=environment_of(var) | settings,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def chromium() -> str:
    """Return where the browser is; bin/test installs it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)))


def environment_of(var: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("HUILIU_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {"HUILIU_VAR": str(var), "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    message = "the server did not come up"
    raise TimeoutError(message)
