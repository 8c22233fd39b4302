"""Reading children that begin as copies of a warm one: a new interpreter costs 50 ms, a copy 2.

What a copy does is the child's own `main`, under the limits that it sets itself, and it dies alone.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from unittest.mock import patch

from huiliu.exchange.workbook import child

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 1 << 16


@dataclass(slots=True)
class Copy:
    """Stands where the reader has its `Popen`: the same few words, for a copied process."""

    connection: socket.socket
    pid: int
    stdout: IO[bytes]
    ended: list[int]
    """How the process ended: its code, and the largest memory it held, in KB."""

    @property
    def died(self) -> int:
        """Return the code with which it ended; to be killed when all is read is no death."""
        code = self.wait()
        return 0 if code == -signal.SIGKILL else code

    def wait(self) -> int:
        if not self.ended:
            self.ended += json.loads(self.connection.recv(LONGEST))
        return self.ended[0]

    def kill(self) -> None:
        """Kill it, if it has not ended yet and been taken away."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stdout.close()
        self.wait()


@contextmanager
def warm_children() -> Iterator[list[Copy]]:
    """Let the reader have copies until the block ends; give the list of those that were made."""
    made: list[Copy] = []
    own, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-E", "-s", "-m", "tests.exchange.warming", str(other.fileno())]
    with own, subprocess.Popen(command, cwd=ROOT, pass_fds=[other.fileno()]) as server:
        other.close()

        def started(command: list[str], *, pass_fds: Sequence[int] = (), **_: object) -> Copy:
            if command[1:5] != ["-E", "-s", "-m", "huiliu.exchange.workbook.child"]:
                message = f"no reading child: {command}"
                raise ValueError(message)
            made.append(_copied(own, command[5:], pass_fds))
            return made[-1]

        try:
            with patch("subprocess.Popen", started):
                yield made
        finally:
            # The warm process ends when nobody can ask it any more.
            own.close()
            server.wait()


def _copied(connection: socket.socket, arguments: list[str], given: Sequence[int]) -> Copy:
    read, write = os.pipe()
    socket.send_fds(connection, [json.dumps(arguments).encode()], [write, *given])
    os.close(write)
    pid = json.loads(connection.recv(LONGEST))
    return Copy(connection, pid, os.fdopen(read, "rb"), [])


def serve(connection: socket.socket) -> None:
    while True:
        asked, files, _, _ = socket.recv_fds(connection, LONGEST, 2)
        if not asked:
            return
        pid = os.fork()
        if not pid:
            _read(json.loads(asked), *files)
        for file in files:
            os.close(file)
        connection.send(json.dumps(pid).encode())
        _, status, usage = os.wait4(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        connection.send(json.dumps([code, usage.ru_maxrss]).encode())


def _read(arguments: list[str], output: int, *given: int) -> None:
    """Be the reading child, as Python's own start would have it, and end.

    A file that was handed over open has another number here than where it came from.
    """
    code = 1
    try:
        arguments[:1] = [f"/dev/fd/{file}" for file in given] or arguments[:1]
        os.dup2(output, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        child.main(arguments)
        sys.stdout.flush()
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
