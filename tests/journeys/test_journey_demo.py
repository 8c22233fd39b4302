"""`bin/demo` serves until it is told to end, and leaves nothing running."""

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from huiliu.config.embedded import stop
from tests.journeys.sites import PATIENCE_SECONDS, ROOT, environment_of, free_port, wait_for


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="huiliu-demo-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    stop(folder)
    shutil.rmtree(folder)


def running_in(folder: Path) -> list[str]:
    """Return the programs of ours whose environment names the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        ours = "granian" in command or "huiliu" in command
        if ours and f"HUILIU_VAR={folder}".encode() in environment:
            found.append(command)
    return found


@pytest.mark.browser
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_demonstration_ends_with_all_that_it_started(var: Path, told: signal.Signals) -> None:
    port = free_port()
    # A shell that runs the tests in its background has them ignore Ctrl+C, and so their children.
    listening = ["env", "--default-signal=INT"]
    demo = subprocess.Popen(
        [*listening, sys.executable, "-m", "huiliu", "demo", "--empty", "--port", str(port)],
        env=environment_of(var),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(port)
    assert len(running_in(var)) >= 4

    demo.send_signal(told)

    assert demo.wait(PATIENCE_SECONDS) == 0
    assert running_in(var) == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
