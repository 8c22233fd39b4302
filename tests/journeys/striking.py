"""An installation whose parts are killed and started again, and a visitor who keeps on asking."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from huiliu.config.embedded import ensure_running
from huiliu.config.embedded_home import place_of, read_record
from tests.journeys.sites import ROOT, environment_of, free_port

ANSWERS_WITHIN_SECONDS = 60
"""A part that was killed has to be back by then, and what was asked again has to be answered."""
PAUSE_SECONDS = 0.1


class Unanswered(Exception):
    """Nobody answered, or the answer was that it cannot be done now: ask again."""


@dataclass(slots=True)
class Strikable:
    """One installation: its pages and its worker as processes, its database as the launcher has it.

    `settings` are environment variables of the installation.
    """

    var: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        for part in ("web", "worker"):
            self._start(part)
        return self

    def __exit__(self, *_: object) -> None:
        for part in self.programs:
            self._kill_program(part)

    def kill(self, part: str) -> None:
        """End a part with all its processes, by the signal that nothing can catch."""
        if part != "database":
            self._kill_program(part)
            return
        processes = self._database_processes()
        for pid in processes:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(_lives(pid) for pid in processes):
            time.sleep(0.01)

    def restore(self, part: str) -> None:
        """Start what was killed, and nothing else: the others have to live through it."""
        if part == "database":
            ensure_running(self.var)
        else:
            self._start(part)

    def ended(self) -> list[str]:
        """List the programs that ended although nobody killed them, with the last they said."""
        return [
            f"{name} ended with {program.returncode}: {self._said(name)}"
            for name, program in self.programs.items()
            if program.poll() is not None
        ]

    def _said(self, part: str) -> str:
        return (self.var / f"{part}.log").read_text()[-2000:]

    def _start(self, part: str) -> None:
        granian = str(Path(sys.executable).with_name("granian"))
        commands = {
            "web": [
                *(granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)),
                *("--workers", "1", "--blocking-threads", "4", "--no-ws"),
                "huiliu.config.wsgi:application",
            ],
            "worker": [sys.executable, "-m", "huiliu", "worker"],
        }
        with (self.var / f"{part}.log").open("ab") as log:
            self.programs[part] = subprocess.Popen(
                commands[part],
                env=environment_of(self.var) | self.settings,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _kill_program(self, part: str) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.programs[part].pid, signal.SIGKILL)
        self.programs[part].wait()

    def _database_processes(self) -> list[int]:
        """List the server and its children, the server first, so that it starts nothing anew."""
        record = read_record(self.var)
        if record is None:
            return []
        lines = (place_of(self.var, record) / "data" / "postmaster.pid").read_text().splitlines()
        server = int(lines[0])
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return [server, *map(int, children)]


def _lives(pid: int) -> bool:
    """Say whether a process is there: the signal is sent at once, and death comes a little later.

    A dead one whose parent has not heard of it yet is taken away here, if the parent is this one.
    """
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        facts = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return facts.rpartition(")")[2].split()[0] not in {"Z", "X"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `goes_to` is the address of a redirect."""

    status: int
    goes_to: str
    text: str


class Fields(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "input" and said.get("type") == "hidden":
            self.hidden[str(said["name"])] = said.get("value") or ""
        if tag == "a" and said.get("href"):
            self.links.append(str(said["href"]))


@dataclass(slots=True)
class Visitor:
    """Somebody at a browser: keeps the cookies, and asks again what was not answered."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, username: str, password: str) -> None:
        fields = self.fields_of("/sign-in/")
        fields |= {"username": username, "password": password}
        answer = self.insist("/sign-in/", fields)
        if answer.status != http.client.FOUND or "sign-in" in answer.goes_to:
            message = f"{username} is not let in: {answer.status}"
            raise PermissionError(message)

    def fields_of(self, path: str) -> dict[str, str]:
        return Fields(self.insist(path).text).hidden

    def links_of(self, path: str) -> list[str]:
        return Fields(self.insist(path).text).links

    def insist(
        self, path: str, fields: Mapping[str, str] | None = None, file: bytes | None = None
    ) -> Answer:
        """Ask until there is an answer; the same post, with the same id, every time."""
        until = time.monotonic() + ANSWERS_WITHIN_SECONDS
        while True:
            try:
                return self.ask(path, fields, file)
            except Unanswered:
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE_SECONDS)

    def ask(
        self, path: str, fields: Mapping[str, str] | None = None, file: bytes | None = None
    ) -> Answer:
        """Ask once. Raises Unanswered where the answer is lost, or none can be given now."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            answer = self._asked(connection, path, fields, file)
        except (OSError, http.client.HTTPException) as problem:
            raise Unanswered from problem
        finally:
            connection.close()
        if answer.status >= http.client.INTERNAL_SERVER_ERROR:
            message = f"{answer.status} from {path}"
            raise Unanswered(message)
        return answer

    def _asked(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        fields: Mapping[str, str] | None,
        file: bytes | None,
    ) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        body = None
        if fields is not None:
            body, headers["Content-Type"] = _body(fields, file)
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return Answer(response.status, urlsplit(response.headers["Location"] or "").path, text)


def _body(fields: Mapping[str, str], file: bytes | None) -> tuple[bytes, str]:
    if file is None:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    mark = uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="roster.csv"'
    parts.append(f"--{mark}\r\n{head}\r\nContent-Type: text/csv\r\n\r\n".encode() + file)
    return b"".join(parts) + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
