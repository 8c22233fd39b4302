"""A real installation for journeys: its own folder, its own database, its own server process."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail("Chromium is not installed; bin/test installs it")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])
        yield opened
        opened.close()


@pytest.fixture
def installation() -> Iterator[Callable[..., Site]]:
    """Start installations: `installation("--once", "--empty")` runs `demo` and serves it."""
    started: list[tuple[Path, subprocess.Popen[bytes]]] = []

    def start(*options: str) -> Site:
        var = Path(tempfile.mkdtemp(prefix="huiliu-journey-", dir="/tmp"))
        var.chmod(0o755)
        environment = _environment(var)
        demo = [sys.executable, "-m", "huiliu", "demo", *options]
        subprocess.run(demo, env=environment, cwd=ROOT, check=True, capture_output=True)
        port = _free_port()
        server = subprocess.Popen(
            [
                *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"),
                "huiliu.config.wsgi:application",
            ],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append((var, server))
        _wait_for(port)
        password = (var / "keys" / "first-password").read_bytes().hex()
        return Site(address=f"http://127.0.0.1:{port}", password=password, var=var)

    yield start
    for var, server in started:
        server.terminate()
        server.wait(PATIENCE_SECONDS)
        stop(var)
        shutil.rmtree(var)


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give a page of 360 by 780 points, with or without JavaScript."""
    contexts: list[BrowserContext] = []

    def hold(*, script: bool) -> Page:
        context = browser.new_context(
            viewport={"width": 360, "height": 780},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield hold
    for context in contexts:
        context.close()


def _environment(var: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("HUILIU_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {"HUILIU_VAR": str(var), "PYTHONPATH": str(ROOT)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not come up")
