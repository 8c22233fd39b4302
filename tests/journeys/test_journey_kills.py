"""`kill -9` of pages, worker and database while people act: nothing is lost, nothing half done."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from huiliu.config.embedded import stop
from tests.journeys.killing import (
    ACTS,
    DONE_WITHIN_SECONDS,
    FEW,
    FITTING,
    JOB_ROWS,
    PARTS,
    Kill,
    Look,
    Town,
    Under,
    bring,
    done,
    faults,
    struck,
    take_away_half,
    visitor_of,
    witness,
)
from tests.journeys.sites import ROOT, environment_of
from tests.journeys.striking import Strikable, Visitor

SOME, WHOLE = 10, 100
"""Kills of each part: in the run, and by command."""

SOUND: Look = {
    "batches": {},
    "attempts": [],
    "recorded": {},
    "leaving": {},
    "tallies_agree": True,
    "astray": {},
    "keyless": 0,
    "jobs": [],
}


@dataclass(frozen=True, slots=True)
class Scene:
    """An installation with its people, and the way to look into it."""

    site: Strikable
    town: Town
    look: Callable[[], Look]


@pytest.fixture
def scene() -> Iterator[Scene]:
    var = Path(tempfile.mkdtemp(prefix="huiliu-kills-", dir="/tmp"))
    var.chmod(0o755)
    demo = [sys.executable, "-m", "huiliu", "demo", "--once", "--empty"]
    subprocess.run(demo, env=environment_of(var), cwd=ROOT, check=True, capture_output=True)
    password = (var / "keys" / "first-password").read_bytes().hex()
    try:
        settings = {"HUILIU_ROSTER_JOB_ROWS": str(JOB_ROWS)}
        with Strikable(var, settings) as site, witness(var) as inside:
            town = Town(Visitor(site.port), Visitor(site.port), inside)
            town.clerk.sign_in("beihu", password)
            town.worker.sign_in("huanbao", password)
            town.settle()
            yield Scene(site, town, inside.look)
    finally:
        stop(var)
        shutil.rmtree(var)


def lasting(scene: Scene, turn: Random) -> dict[str, float]:
    """Measure how long each act takes when nothing happens to it, the worker's part included.

    Twice, because the first of a kind meets pages that have not been opened yet.
    """
    found = {}
    for name in [*ACTS, *ACTS]:
        scene.town.ready[:] = scene.town.batches[:1]
        act = ACTS[name](scene.town, turn)
        start = time.monotonic()
        done(visitor_of(scene.town, act), act)
        while name == "long import" and scene.look()["jobs"]:
            time.sleep(0.02)
        found[name] = time.monotonic() - start
    return found


def chosen(scene: Scene, part: str, turn: Random) -> tuple[str, Under]:
    """Choose an act by chance; what is taken back has to be in."""
    batches = scene.look()["batches"]
    ready = [one for one in scene.town.batches if batches[one]["state"] == "applied"]
    scene.town.ready[:] = ready
    name = turn.choice([name for name in FITTING[part] if name != "undo" or ready])
    return name, ACTS[name](scene.town, turn)


def rested(look: Callable[[], Look]) -> None:
    """Kill nothing while a job has waited for half of its time, until all of them are done.

    A worker that is killed every two seconds for ten minutes gets nothing done, in truth too.
    """
    found = look()
    if max((job["age"] for job in found["jobs"]), default=0) > DONE_WITHIN_SECONDS / 2:
        while found["jobs"] and faults(found, []) == []:
            time.sleep(0.5)
            found = look()
    assert faults(found, []) == []


def unfinished(found: Look) -> bool:
    return bool(found["jobs"]) or any(one["keyed"] is not None for one in found["leaving"].values())


def finished(look: Callable[[], Look]) -> Look:
    """Wait until no job is under way and no key outlives its file, for as long as it may take."""
    until = time.monotonic() + DONE_WITHIN_SECONDS
    found = look()
    while unfinished(found) and time.monotonic() < until:
        time.sleep(0.5)
        found = look()
    return found


def test_kills_lose_nothing_double_nothing_and_leave_nothing_half_done(
    scene: Scene, seed: int, pytestconfig: pytest.Config
) -> None:
    turn = Random(seed)
    each = WHOLE if pytestconfig.getoption("whole") else SOME
    parts = [part for part in PARTS for _ in range(each)]
    turn.shuffle(parts)
    lasts, kills = lasting(scene, turn), list[Kill]()
    for number, part in enumerate(parts):
        rested(scene.look)
        name, act = chosen(scene, part, turn)
        after = turn.uniform(0, lasts[name] * 1.1)
        kills.append(struck(scene.site, scene.town, part=part, name=name, act=act, after=after))
        acts = [kill.act for kill in kills]
        assert faults(scene.look(), acts) + scene.site.ended() == [], (seed, number, kills[-1])
    last = finished(scene.look)
    sys.stdout.write(told(kills, lasts))

    assert faults(last, [kill.act for kill in kills]) + scene.site.ended() == []
    assert not unfinished(last)
    assert Counter(kill.part for kill in kills) == dict.fromkeys(PARTS, each)
    assert max(kill.back for kill in kills) < DONE_WITHIN_SECONDS


def told(kills: list[Kill], lasts: dict[str, float]) -> str:
    """Say what was tried: how many kills of what during what, and how far the acts had come."""
    figures = Counter((kill.part, kill.name) for kill in kills)
    midway = sum(kill.answered < len(kill.act.posts) for kill in kills)
    slowest = max(kill.back for kill in kills)
    return (
        f"{len(kills)} kills, {midway} before the last answer, longest {slowest:.1f} s until all"
        f" was answered\n{dict(figures)}\nacts last {lasts}\n"
    )


def test_planted_act_that_is_half_done_is_found(scene: Scene) -> None:
    act = bring(scene.town, FEW)
    done(scene.town.clerk, act)
    assert faults(scene.look(), [act]) == []

    assert take_away_half(scene.site.var, act.id) == -9

    assert faults(scene.look(), [act]) == [
        "tallies are not what the rows say",
        f"batch {act.id} applied has 0 windows",
    ]


def test_planted_answer_to_what_was_never_written_is_found() -> None:
    kinds = ("contact", "undo", "import", "erasure")
    acts = [Under(kind, "a", ()) for kind in kinds]
    there = SOUND | {"leaving": {"a": {"there": True, "keyed": None}}}

    assert faults(there, acts) == [f"{kind} a was answered and is lost" for kind in kinds]


def test_planted_act_that_was_done_twice_is_found() -> None:
    twice = SOUND | {"attempts": ["a"], "recorded": {"contact.record_contact a": 2}}

    assert faults(twice, [Under("contact", "a", ())]) == ["contact a is recorded 2 times"]


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ({"keyless": 3}, "keys are missing: 3"),
        (
            {"leaving": {"a": {"there": False, "keyed": DONE_WITHIN_SECONDS + 1}}},
            "the key of a outlives the file by 61 s",
        ),
        ({"astray": {"people_person.host": 1}}, "astray: {'people_person.host': 1}"),
        (
            {"jobs": [{"status": "doing", "lock": "a", "age": DONE_WITHIN_SECONDS + 1}]},
            "job doing for 61 s: a",
        ),
    ],
)
def test_planted_fault_of_the_whole_is_found(planted: Look, expected: str) -> None:
    assert faults(SOUND | planted, []) == [expected]
