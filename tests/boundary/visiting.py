"""What the second process is told to visit, and what of it stands in the log."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

from huiliu.insight.figures import FIGURES
from huiliu.needs.queries import Pile
from tests.boundary.answers import client_of
from tests.boundary.ground import VARIANTS, Ground
from tests.boundary.planting import mark
from tests.boundary.test_boundary_pages import ACTORS, NEAR, Cell, cells, holds
from tests.journeys.sites import ROOT, serving

THREADS = 6
CARDS = frozenset({"person", "need", "record_contact", "print_file", "raise_need", "void_contact"})
"""Pages about one person, at which somebody can hang up when that one has been seen."""
SENT = frozenset(
    {
        *("record_contact", "raise_need", "print_file", "change_telephone", "void_contact"),
        *("answer_objection", "object_fact", "object_contact", "object_step", "object_look"),
        *("correct_fact", "hide_fact"),
    }
)
"""Pages whose form is sent, filled in and empty."""
NOBODY_NAMED = frozenset({"my_readers", "object_look", "look_objections", "answer_look"})
"""Where one reads who looked, and not at whom: the canaries there are those of who looked."""
PLANTED_AT = "person"
"""The page in whose place a planted fault stands."""
PLANTED_AMONG = frozenset({PLANTED_AT, "need"})
"""What is visited then: another page goes on showing people."""
QUERIES = {
    "due_list": ("show=all", "show=waiting", "show=overdue"),
    "needs": (*(f"show={pile}" for pile in Pile), "page=2"),
    "street_list": tuple(f"show={figure}" for figure in FIGURES),
    "correct_fact": ("fact=mobile", "fact=address"),
    "hide_fact": ("fact=mobile",),
}
"""What else is asked for at some addresses."""
_LOGGED = "SELECT account, persons::text[], page FROM audit_reading WHERE id <> ALL(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class Count:
    """Whom the pages showed and whom the log has: by account and persons, how many times."""

    seen: Counter[tuple[str, str]]
    logged: Counter[tuple[str, str]]
    unread: Counter[str]
    """By account, how many hung up before anything came: of each the log may have an entry."""
    addresses: dict[tuple[str, str], dict[str, int]]
    """Of each of those seen, at which addresses."""
    pages: dict[tuple[str, str], Counter[str]]
    """Of each of those logged, on which pages."""
    visits: int
    statuses: Counter[str]
    ways: Counter[str]
    said: str
    """What the server wrote: of each page that failed, where."""

    @property
    def unlogged(self) -> Counter[tuple[str, str]]:
        return self.seen - self.logged

    @property
    def unseen(self) -> Counter[tuple[str, str]]:
        return self.logged - self.seen


def counted(ground: Ground, *, count: int, seed: int, fault: str = "") -> Count:
    """Serve the ground by a process of its own, let another visit it, and compare with the log."""
    before = [id for (id,) in _asked_as_owner("SELECT id FROM audit_reading")]
    told = {
        "persons": {mark(b.number): str(b.ids["person"]) for b in ground.bundles if _is_file(b)},
        "visits": [*_visits(ground, Random(seed), fault=fault)],
        "count": count,
        "seed": seed,
        "threads": THREADS,
    }
    planted = {"GROUND_PAGES": "tests.boundary.faulty", "GROUND_FAULT": fault} if fault else {}
    with serving(
        settings.TEST_VAR,
        *("--blocking-threads", "4"),
        DJANGO_SETTINGS_MODULE="tests.boundary.served",
        GROUND_DATABASE=settings.DATABASES["default"]["NAME"],
        # It answers to the sessions of this process, whose secret lies in the key store.
        HUILIU_KEYS=os.environ["HUILIU_KEYS"],
        **planted,
    ) as address:
        port = urlsplit(address).port
        found = _witnessed(told | {"port": port})
    entries = _asked_as_owner(_LOGGED, before)
    pages: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for account, persons, page in entries:
        pages[account, " ".join(sorted({*persons}))][page] += 1
    logged = Counter((account, " ".join(sorted({*persons}))) for account, persons, _page in entries)
    return Count(
        seen=Counter({(account, persons): n for account, persons, n, _path in found["seen"]}),
        logged=logged,
        unread=Counter(found["unread"]),
        addresses={(account, persons): at for account, persons, _n, at in found["seen"]},
        pages=pages,
        visits=found["visits"],
        statuses=Counter(found["statuses"]),
        ways=Counter(found["ways"]),
        said=(settings.TEST_VAR / f"server-{port}.log").read_text(),
    )


def _is_file(bundle: Any) -> bool:
    return bundle.variant in VARIANTS


def _witnessed(told: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.boundary.openings"],
        input=json.dumps(told),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _visits(ground: Ground, turn: Random, *, fault: str) -> Iterator[dict[str, str]]:
    """Yield what can be visited. Whoever changes something does so where it ends no session."""
    own = ground.find("420103001001", "host").number
    for actor in ACTORS[1:]:
        who = {
            "account": str(ground.accounts[actor]),
            "cookie": client_of(ground, actor).cookies["session"].value,
        }
        for cell in _chosen(ground, turn, actor, only=PLANTED_AMONG if fault else frozenset()):
            is_own = cell.bundle is not None and cell.bundle.number == own
            for how in _ways(cell.page, changes=not is_own, fault=fault):
                yield from (who | {"path": path, "how": how} for path in _paths(cell, how))


def _chosen(ground: Ground, turn: Random, actor: str, *, only: frozenset[str]) -> Iterator[Cell]:
    """Choose of each page six addresses that are near the actor, and two that are far."""
    by_page: dict[str, list[Cell]] = {}
    for cell in cells(ground, actor):
        wanted = cell.page in only if only else cell.page not in NOBODY_NAMED
        if "GET" in cell.door.methods and wanted and holds(actor, cell.door):
            by_page.setdefault(cell.page, []).append(cell)
    for found in by_page.values():
        near = [cell for cell in found if cell.relation in NEAR]
        far = [cell for cell in found if cell.relation not in NEAR]
        yield from turn.choices(near, k=8) if near else ()
        yield from turn.choices(far, k=2) if far else ()


def _ways(page: str, *, changes: bool, fault: str) -> Iterator[str]:
    yield from ("plain", "plain", "plain", "head", "conditional")
    if page in CARDS:
        yield "until shown"
    if page in SENT:
        yield "empty form"
        if changes:
            yield "form"
    if page == PLANTED_AT:
        yield "not at all"
        if fault:
            yield "fragment"


def _paths(cell: Cell, how: str) -> Iterator[str]:
    if how == "fragment":
        yield f"{cell.address}fragment/"
        return
    yield cell.address
    if how in {"plain", "form"}:
        yield from (f"{cell.address}?{query}" for query in QUERIES.get(cell.page, ()))


def _asked_as_owner(query: str, *given: Any) -> list[tuple[Any, ...]]:
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=owner["NAME"],
    ) as server:
        return server.execute(query, given).fetchall()
