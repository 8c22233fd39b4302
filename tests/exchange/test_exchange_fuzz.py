"""Mutated rosters: the parent lives and stays small, and each is read or refused in words."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from huiliu.core.errors import Refused
from huiliu.core.ids import new_id
from huiliu.exchange.actions import Brought, apply_batch, check_roster, undo_batch
from huiliu.exchange.workbook.reader import read
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from tests.cast import DAY, Cast
from tests.exchange.judging import fault_of_words, judged, opens
from tests.exchange.mutating import Mutant, mutant, sound
from tests.exchange.warming import ROOT, warm_children
from tests.world import AT

IN_RUN, WHOLE = 2_000, 50_000
REAL = 10
"""Every tenth file is read by the product's own child, the others by a copy of a warm one."""
MOST_OF_PARENT_KB = 400 * 1024
PROCESSES, SHARE = 2, 250
PUT_IN_IN_RUN, PUT_IN_WHOLE = 40, 1_000

JUDGE = (
    "import django; django.setup(); from tests.exchange import judging;"
    " judging.main({seed}, {first}, {count}, {every})"
)
PLANTED_DEATH = "import os; print(7, flush=True); os.kill(os.getpid(), 9)"

Outcomes = list[dict[str, Any]]
Opens = Callable[[Path, str], int]


def tried(program: str) -> Outcomes:
    """Run a judging process; its death is the fault of the file at which it was."""
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, check=False)
    outcomes, begun = [], -1
    for line in said.stdout.decode().splitlines():
        told = json.loads(line)
        if isinstance(told, int):
            begun = told
        else:
            outcomes.append(told)
    if said.returncode:
        died = {"number": begun, "fault": f"the process ended with {said.returncode}"}
        outcomes.append(died)
    return outcomes


def test_mutated_rosters_are_read_or_refused_in_words(
    pytestconfig: pytest.Config, seed: int, django_db_setup: None
) -> None:
    """Two processes judge them; files that were all broken alike would find nothing."""
    count = WHOLE if pytestconfig.getoption("whole") else IN_RUN
    programs = [
        JUDGE.format(seed=seed, first=first, count=SHARE, every=REAL)
        for first in range(0, count, SHARE)
    ]
    with ThreadPoolExecutor(PROCESSES) as pool:
        found = [one for outcomes in pool.map(tried, programs) for one in outcomes]
    causes = Counter(one["refused"] for one in found)
    sys.stdout.write(f"{len(found)} mutated rosters: {dict(causes)}\n")

    assert [one for one in found if one["fault"]] == []
    assert len(found) == count
    assert max(one["parent_kb"] for one in found) < MOST_OF_PARENT_KB
    assert causes[""] > count / 5
    assert len(causes) > 12
    assert sum(one["real"] for one in found) == count / REAL


def test_mutant_is_the_same_whenever_it_is_made(seed: int) -> None:
    first = [mutant(seed, number) for number in range(30)]
    sound.cache_clear()

    assert [mutant(seed, number) for number in range(30)] == first
    assert mutant(seed + 1, 0) != first[0]


def lets_an_error_through(path: Path, name: str) -> int:
    return [len(name)][len(path.name)]


def leaves_a_file(path: Path, name: str) -> int:
    path.with_name("left").write_text(name)
    return 1


def leaves_a_file_open(path: Path, name: str) -> int:
    os.open(path, os.O_RDONLY)
    return 1


def leaves_a_process(path: Path, name: str) -> int:
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"])
    return 1


def takes_a_death_for_the_end(path: Path, name: str) -> int:
    command = [sys.executable, "-E", "-s", "-m", "huiliu.exchange.workbook.child", str(path), "{"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        return len(child.stdout.readlines()) if child.stdout else 0


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        (lets_an_error_through, "IndexError: list index out of range at lets_an_error_through"),
        (leaves_a_file, "left 1 files"),
        (leaves_a_file_open, "left 1 files open"),
        (leaves_a_process, "left a process"),
    ],
)
def test_planted_fault_of_a_reader_is_found(tmp_path: Path, planted: Opens, expected: str) -> None:
    made = Mutant(1, "planted", "a.csv", b"a,b")

    assert judged(made, planted, folder=tmp_path, real=True).fault == expected


def test_planted_reader_that_takes_a_death_for_the_end_is_found(tmp_path: Path) -> None:
    made = Mutant(1, "planted", "a.csv", b"a,b")

    with warm_children() as copies:
        found = judged(made, takes_a_death_for_the_end, folder=tmp_path, copies=copies)

    assert found.fault == "child ended with 1, and its file was taken as whole"


def test_planted_death_of_the_parent_is_found_at_its_file() -> None:
    assert tried(PLANTED_DEATH) == [{"number": 7, "fault": "the process ended with -9"}]


@pytest.mark.parametrize(
    "sentence",
    [
        "list index out of range",
        "",
        "文件不完整",
        "“a\nb”第 1 行。",
        f"文件{'长' * 300}。",
        "“\u202e”。",
    ],
)
def test_refusal_that_is_no_sentence_is_found(sentence: str) -> None:
    assert fault_of_words(sentence).startswith("words: ")


def test_copy_of_a_warm_child_reads_what_the_child_reads(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sound()["outflow-village-rosters.xlsx"])

    alone = sheets_of(path)
    with warm_children() as copies:
        copied = sheets_of(path)

    assert copied == alone
    assert [copy.died for copy in copies] == [0]


def sheets_of(path: Path) -> list[object]:
    with read(path) as workbook:
        return [(one.name, one.hidden, one.merged, list(one.rows)) for one in workbook.sheets]


def test_mutated_rosters_that_open_go_in_or_are_refused_in_words(
    pytestconfig: pytest.Config, cast: Cast, everything: None, tmp_path: Path, seed: int
) -> None:
    """What a database refuses would be a page without words: bytes, lengths, doubles."""
    wanted = PUT_IN_WHOLE if pytestconfig.getoption("whole") else PUT_IN_IN_RUN
    street = Organisation.objects.get(path=cast.he.organisation_path)
    put_in = 0
    for made, path in islice(opened(seed, tmp_path, among=20 * wanted), wanted):
        before = Person.objects.count()
        with transaction.atomic():
            batch = check_or_none(cast, Brought(path, name=made.name, importer=street))
            if batch:
                apply_batch(by=cast.he, id=batch, at=AT, day=DAY)
                put_in += Person.objects.count() > before
                undo_batch(by=cast.he, id=batch, at=AT)
                assert Person.objects.count() == before, (seed, made.number, made.how)
            transaction.set_rollback(True)
    assert put_in > wanted / 4


def check_or_none(cast: Cast, brought: Brought) -> UUID | None:
    """Check a roster as a page does; all that may come instead is a refusal in words."""
    said = ""
    try:
        return check_roster(by=cast.he, id=new_id(), brought=brought, at=AT, day=DAY).id
    except Refused as refusal:
        said = str(refusal)
    assert fault_of_words(said) == ""
    return None


def opened(seed: int, folder: Path, *, among: int) -> Iterator[tuple[Mutant, Path]]:
    """Yield mutants that have rows, with where they lie."""
    path = folder / "roster"
    with warm_children():
        for number in range(among):
            made = mutant(seed, number)
            path.write_bytes(made.content)
            found = judged(made, opens, folder=folder)
            if found.rows > 0:
                yield made, path
