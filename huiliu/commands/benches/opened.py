"""What runs at the same time in `bench open`: somebody opens files, a worker puts a roster in."""

import time
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from huiliu.accounts.models import Account
from huiliu.commands.benches.city import LIMITS, WORKER, people_there
from huiliu.commands.benches.looking import files_of, spread
from huiliu.commands.installation import OWNER, acting_as, importer_of
from huiliu.core.clock import day_of, now
from huiliu.core.ids import new_id
from huiliu.core.jobs import stand_back
from huiliu.exchange.actions import Brought, apply_batch, check_roster
from huiliu.exchange.roster.direction import Direction

Figures = dict[str, float]

BEGUN, ENOUGH = "begun", "enough"
"""Files by which whoever opens says that it is so far, and is told to stop."""
PAUSE_SECONDS = 0.1
GOAL_MS = 100


def open_files(folder: Path) -> Figures:
    """Open files of a community, through every middleware, with short pauses until told to stop."""
    client = _signed_in(WORKER)
    addresses = files_of(WORKER).addresses
    _opened(client, addresses[0])
    (folder / BEGUN).touch()
    taken, own = [], []
    for address in cycle(addresses):
        before = process_time()
        taken.append(_opened(client, address))
        own.append((process_time() - before) * 1000)
        if (folder / ENOUGH).exists():
            break
        time.sleep(PAUSE_SECONDS)
    over = sum(one > GOAL_MS for one in taken)
    return {
        "opened": len(taken),
        "over": over,
        "worst": max(taken),
        "own": median(own),
        **spread(taken),
    }


def _opened(client: Client, address: str) -> float:
    started = perf_counter()
    answer = client.get(address)
    taken = (perf_counter() - started) * 1000
    if answer.status_code != HTTPStatus.OK:
        message = f"{answer.status_code}: {address}"
        raise ValueError(message)
    return taken


def _signed_in(username: str) -> Client:
    settings.HUILIU_SECOND_FACTOR = "demo"
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(username=username))
    return client


def leave_roster(path: Path) -> Figures:
    """Check a roster and leave it to a worker, as the pages do with a long one."""
    settings.ROSTER_JOB_ROWS = 0
    at = now()
    by, day = acting_as(username=OWNER, day=day_of(at)), day_of(at)
    brought = Brought(
        path=path,
        name=path.name,
        importer=importer_of(by),
        direction=Direction.INFLOW,
        limits=LIMITS,
    )
    started = perf_counter()
    batch = check_roster(by=by, id=new_id(), brought=brought, at=at, day=day)
    taken = (perf_counter() - started) * 1000
    apply_batch(by=by, id=batch.id, at=at, day=day)
    return {"check": taken}


def put_in(_path: Path) -> Figures:
    """Be the worker that puts it in, and count who is there then."""
    stand_back()
    settings.HUILIU_ROSTER_LIMITS = LIMITS
    before = people_there()
    started = perf_counter()
    call_command("worker", once=True)
    return {"import": (perf_counter() - started) * 1000, "new": people_there() - before}
