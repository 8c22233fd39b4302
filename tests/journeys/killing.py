"""Acts that are under way when a part is killed, and what has to be true of them afterwards.

An act is a list of posts, each sent again under the same id until it is answered: what was answered
must be there, what was not may be there or not, and in the end each is there exactly once.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any
from uuid import UUID

from huiliu.core.clock import day_of, now
from huiliu.core.ids import new_id
from huiliu.people.rules import check_character
from tests.exchange.people import HEADERS, HOME
from tests.journeys.sites import ROOT, environment_of
from tests.journeys.striking import Strikable, Unanswered, Visitor

FEW, MANY = 12, 150
"""Rows of a roster that a page puts in, and of one that is left to the worker."""
JOB_ROWS = 60
LEAVERS = 60
"""Rows of the roster of those who leave: as many as a page puts in at most."""
WINDOWS = 2
"""Of somebody who came: with the host and with the person; the home is not connected yet."""
PARTS = ("web", "worker", "database")
DONE_WITHIN_SECONDS = 60
WITNESS = "import django; django.setup(); from tests.journeys import witness; "
_NUMBERS = count()

Look = dict[str, Any]


def roster(rows: int) -> bytes:
    """Write a roster of people of whom none was in another."""
    people = [_person(next(_NUMBERS)) for _ in range(rows)]
    return "\r\n".join(",".join(row) for row in (HEADERS, *people)).encode()


def _person(n: int) -> tuple[str, ...]:
    born = f"{1960 + n % 40}{1 + n // 40 % 12:02d}{1 + n // 480 % 28:02d}"
    first = f"421199{born}{2 * (n // 13440) + 1:03d}"
    name = "何马谢段罗"[n % 5] + chr(0x4E00 + n // 5 % 4000) + "斌林乐"[n // 20000 % 3]
    number = first + check_character(first)
    return (name, "男", number, f"138{n:08d}", HOME, "环保社区", "2025-03-01")


@dataclass(frozen=True, slots=True)
class Post:
    """One post of an act, that may be sent twice."""

    path: str
    fields: Mapping[str, str]
    file: bytes | None = None


@dataclass(frozen=True, slots=True)
class Under:
    """An act under way: what it is, and the id of what it makes or changes."""

    kind: str
    id: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A process that looks at the installation from inside, for as long as it is asked."""

    process: subprocess.Popen[str]

    def look(self) -> Look:
        return self._asked("look")

    def leaver(self, batch: str) -> dict[str, str]:
        """Return somebody of a batch who can leave now, and the session to do it in."""
        return self._asked(f"leaver {batch}")

    def _asked(self, line: str) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        until = time.monotonic() + DONE_WITHIN_SECONDS
        while True:
            self.process.stdin.write(f"{line}\n")
            self.process.stdin.flush()
            found: dict[str, Any] = json.loads(self.process.stdout.readline())
            if "away" not in found or time.monotonic() > until:
                return found
            time.sleep(0.5)


@dataclass(slots=True)
class Town:
    """Who acts, with what: two people signed in, links to contact, batches to take back."""

    clerk: Visitor
    worker: Visitor
    inside: Witness
    links: list[str] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)
    """Those that were brought and not taken back yet; `ready` are those of them that are in."""
    ready: list[str] = field(default_factory=list)
    leaving: str = ""
    """The roster of those who leave; `leavers` are those who have signed in for it."""
    leavers: dict[str, Visitor] = field(default_factory=dict)

    def settle(self) -> None:
        """Bring in who is contacted, and then who leaves; their rosters are never taken back."""
        done(self.clerk, bring(self, FEW))
        found = self.worker.links_of("/due/?show=all")
        self.links = sorted({link for link in found if link.endswith("/record/")})
        leaving = bring(self, LEAVERS)
        done(self.clerk, leaving)
        self.leaving = leaving.id
        self.batches.clear()


def bring(town: Town, rows: int) -> Under:
    """Upload a roster and confirm it."""
    id = str(new_id())
    fields = town.clerk.fields_of("/rosters/upload/") | {"id": id}
    town.batches.append(id)
    upload = Post("/rosters/upload/", fields, roster(rows))
    return Under("import", id, (upload, Post(f"/rosters/{id}/apply/", fields)))


def contact(town: Town, turn: Random) -> Under:
    link, id = turn.choice(town.links), str(new_id())
    told = {"outcome": "reached", "channel": "telephone", "note": id, "id": id}
    page = town.worker.fields_of(link)
    day = day_of(now()).isoformat()
    return Under("contact", id, (Post(link, {**page, **told, "happened_on_0": day}),))


def bring_few(town: Town, _turn: Random) -> Under:
    return bring(town, FEW)


def bring_many(town: Town, _turn: Random) -> Under:
    return bring(town, MANY)


def take_back(town: Town, turn: Random) -> Under:
    """Take a roster back that is in."""
    id = turn.choice(town.ready)
    town.batches.remove(id)
    fields = town.clerk.fields_of("/rosters/upload/") | {"step": "do"}
    return Under("undo", id, (Post(f"/rosters/{id}/undo/", fields),))


def leave(town: Town, _turn: Random) -> Under:
    """Let somebody open the own page and erase the own file."""
    signed_in = town.inside.leaver(town.leaving)
    id, visitor = signed_in["person"], Visitor(town.clerk.port, {"session": signed_in["session"]})
    town.leavers[id] = visitor
    return Under("erasure", id, (Post("/my/erase/", visitor.fields_of("/my/erase/")),))


ACTS: dict[str, Callable[[Town, Random], Under]] = {
    "import": bring_few,
    "long import": bring_many,
    "contact": contact,
    "undo": take_back,
    "erasure": leave,
}
"""By its name, how an act is begun."""
FITTING = {"web": (*ACTS,), "worker": ("long import",), "database": (*ACTS,)}


def visitor_of(town: Town, act: Under) -> Visitor:
    if act.kind == "erasure":
        return town.leavers[act.id]
    return town.worker if act.kind == "contact" else town.clerk


def done(visitor: Visitor, act: Under, begun: list[str] | None = None) -> None:
    """Send the posts of an act until each is answered; who has left has no page but the first."""
    for post in act.posts:
        answer = visitor.insist(post.path, post.fields, post.file)
        is_undone = act.kind == "undo" and answer.status in {409, 422}
        is_out = "sign-in" in answer.goes_to and act.kind != "erasure"
        if is_out or (answer.status != 302 and not is_undone):
            message = f"{act.kind}: {answer.status} from {post.path}: {answer.text[:2000]}"
            raise AssertionError(message)
        if begun is not None:
            begun.append(post.path)


@dataclass(frozen=True, slots=True)
class Kill:
    """What was killed during what, after how many seconds, and how long until all was back."""

    part: str
    name: str
    act: Under
    after: float
    at: float
    answered: int
    """Of its posts, before the part was killed."""
    back: float


def struck(site: Strikable, town: Town, *, part: str, name: str, act: Under, after: float) -> Kill:
    """Begin an act, kill a part, restore it, and see the act through."""
    begun: list[str] = []
    acting = Thread(target=_tried, args=(visitor_of(town, act), act, begun), daemon=True)
    acting.start()
    time.sleep(after)
    answered, at = len(begun), time.time()
    site.kill(part)
    site.restore(part)
    acting.join()
    done(visitor_of(town, act), act)
    return Kill(part, name, act, after, at, answered, time.time() - at)


def _tried(visitor: Visitor, act: Under, begun: list[str]) -> None:
    """Send the posts once; what happens to the first that is not answered is seen later."""
    for post in act.posts:
        try:
            visitor.ask(post.path, post.fields, post.file)
        except Unanswered:
            return
        begun.append(post.path)


@contextmanager
def witness(var: Path) -> Iterator[Witness]:
    """Keep a process that looks at the installation from inside."""
    command = [sys.executable, "-c", f"{WITNESS}witness.main()"]
    with subprocess.Popen(
        command,
        env=environment_of(var) | {"DJANGO_SETTINGS_MODULE": "huiliu.config.settings"},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Witness(process)
        process.kill()


def take_away_half(var: Path, batch: str) -> int:
    """Run what the look has to find; return how its process ended."""
    program = f"from uuid import UUID; witness.take_away_half(UUID('{UUID(batch)}'))"
    return subprocess.run(
        [sys.executable, "-c", WITNESS + program],
        env=environment_of(var) | {"DJANGO_SETTINGS_MODULE": "huiliu.config.settings"},
        cwd=ROOT,
        check=False,
    ).returncode


def faults(look: Look, acts: list[Under]) -> list[str]:
    """Say what is lost, doubled or half done. Acts are those that were answered in the end."""
    found = [f"keys are missing: {look['keyless']}"] if look["keyless"] else []
    found += [] if look["tallies_agree"] else ["tallies are not what the rows say"]
    found += [f"astray: {look['astray']}"] if look["astray"] else []
    found += [said for id, one in look["batches"].items() for said in _of_batch(id, one)]
    found += [said for act in acts for said in _of_act(act, look)]
    found += [
        f"the key of {id} outlives the file by {one['keyed']:.0f} s"
        for id, one in look["leaving"].items()
        if (one["keyed"] or 0) > DONE_WITHIN_SECONDS
    ]
    old = [job for job in look["jobs"] if job["age"] > DONE_WITHIN_SECONDS]
    return found + [f"job {job['status']} for {job['age']:.0f} s: {job['lock']}" for job in old]


def _of_batch(id: str, batch: Mapping[str, Any]) -> Iterator[str]:
    """Hold a batch against its state: it is in with all its rows but of who left, or with none."""
    rows = batch["rows"] - batch["gone"] if batch["state"] == "applied" else 0
    whole = {"persons": rows, "sightings": rows, "stays": rows, "links": 3 * rows}
    there = {name: batch[name] for name in whole}
    if there != whole:
        yield f"batch {id} {batch['state']} is half done: {there}, not {whole}"
    if batch["windows"] != WINDOWS * rows:
        yield f"batch {id} {batch['state']} has {batch['windows']} windows"


_RECORDED = {
    "contact": "contact.record_contact",
    "undo": "exchange.undo_batch",
    "import": "exchange.apply_batch",
    "erasure": "people.erase_file",
}


def _of_act(act: Under, look: Look) -> Iterator[str]:
    """Say of an act that was answered whether it is there, once."""
    batch = look["batches"].get(act.id, {}).get("state")
    there = {
        "contact": act.id in look["attempts"],
        "undo": batch == "undone",
        "erasure": look["leaving"].get(act.id, {}).get("there") is False,
        "import": batch in {"applying", "applied", "undone"},
    }[act.kind]
    if not there:
        yield f"{act.kind} {act.id} was answered and is lost"
        return
    recorded = look["recorded"].get(f"{_RECORDED[act.kind]} {act.id}", 0)
    if recorded != 1 and not (act.kind == "import" and batch == "applying"):
        yield f"{act.kind} {act.id} is recorded {recorded} times"
