"""The logs and their chain by bare SQL: who reads which entry, and that the sealer alone seals.

Everybody adds to the logs, and nobody changes them. The auditor reads those of organisations in
range, people those that are about themselves, the sealer all; the chain is the sealer's alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import transaction

from huiliu.audit.choices import Log
from huiliu.audit.models import DayRoot, Seal
from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.organisations.models import Organisation
from tests.boundary.ground import Ground
from tests.boundary.oracle import MEMBERS_OWN, TRAILS
from tests.boundary.planting import AT, DAY
from tests.boundary.test_boundary_rows import (
    ACTORS,
    LET_IN,
    LOGS,
    REFUSED,
    Verdict,
    asked,
    reach_of,
    state_of,
)

CHAIN = frozenset({"audit_seal", "audit_dayroot"})
"""What the sealer adds and reads, and nobody else."""
PEOPLE = "people_person"
LOOKS = {
    "audit_entry": "SELECT ctid::text, organisation, ARRAY[person] FROM {}",
    "audit_reading": "SELECT ctid::text, organisation, persons FROM {}",
}
ADD = "INSERT INTO {} SELECT (line).* FROM {} LIMIT 1"

Lines = Mapping[str, tuple[str, tuple[UUID, ...]]]
"""Of each entry, by its place on the disk, the code of its organisation and whom it is about."""


@pytest.fixture(scope="module")
def lines(ground: Ground) -> dict[str, Lines]:
    """Return the entries of both logs; of each log and table of the chain lies a copy about."""
    return planted_lines()


def planted_lines() -> dict[str, Lines]:
    block = {"log": Log.ENTRY, "form": 1, "shard": 1, "sequence": 1, "round": 1, "position": 1}
    seal = Seal(**block, sealed_at=AT, ids=[new_id()], digests=b"", newest=new_id())
    Seal.objects.using("owner").bulk_create([seal])
    DayRoot.objects.using("owner").bulk_create([DayRoot(day=DAY, round=1, line="")])
    codes = {str(id): str(code) for id, code in Organisation.objects.values_list("id", "code")}
    for table in LOGS | CHAIN:
        copy = "CREATE TABLE {} AS SELECT t AS line FROM {} t"
        asked(copy, f"copy_of_{table}", table, using="owner")
        asked("GRANT SELECT ON {} TO huiliu_sealer", f"copy_of_{table}", using="owner")
    found = {}
    for table in LOGS:
        rows = asked(LOOKS[table], table, using="owner")
        found[table] = {place: (codes.get(at, ""), tuple(who or ())) for place, at, who in rows}
    return found


def read_by(ground: Ground, actor: str, lines: Lines) -> set[str]:
    """Return the entries that somebody may read, in the second opinion."""
    if actor == "member":
        own = ground.find(*MEMBERS_OWN).ids["person"]
        return {place for place, (_code, persons) in lines.items() if own in persons}
    if actor not in TRAILS:
        return set()
    top = ground.places[actor]
    return {place for place, (code, _) in lines.items() if code and top in ground.above(code)}


def judged_logs(ground: Ground, lines: Mapping[str, Lines], actor: str) -> Verdict:
    """Read, add to and change both logs and the chain, in somebody's reach."""
    verdict, reach = Verdict(), reach_of(ground, actor)
    with _taken_back("default"), scope.entered(reach):
        for table, held in lines.items():
            found = {place for (place,) in asked("SELECT ctid::text FROM {}", table)}
            wanted = read_by(ground, actor, held)
            verdict.expect(f"read {table}", found, wanted=wanted, rows=len(held))
            state = state_of(ADD, table, f"copy_of_{table}")
            verdict.expect(f"add {table}: {state}", state in LET_IN, wanted=True, rows=1)
            _refuse(verdict, "UPDATE {} SET id = id", table, using="default")
            _refuse(verdict, "DELETE FROM {}", table, using="default")
        for table in CHAIN:
            _refuse(verdict, "SELECT FROM {}", table, using="default")
            _refuse(verdict, ADD, table, f"copy_of_{table}", using="default")
    return verdict


def judged_sealer(lines: Mapping[str, Lines]) -> Verdict:
    """Do as the sealer what it has to do, and what it must not."""
    verdict = Verdict()
    with _taken_back("sealer"):
        for table in (*lines, *CHAIN):
            [(found,)] = asked("SELECT count(*) FROM {}", table, using="sealer")
            [(wanted,)] = asked("SELECT count(*) FROM {}", table, using="owner")
            verdict.expect(f"read {table}", found, wanted=wanted, rows=wanted)
            _refuse(verdict, "UPDATE {} SET id = id", table, using="sealer")
            _refuse(verdict, "DELETE FROM {}", table, using="sealer")
        for table in CHAIN:
            state = state_of(ADD, table, f"copy_of_{table}", using="sealer")
            verdict.expect(f"add {table}: {state}", state in LET_IN, wanted=True, rows=1)
        _refuse(verdict, "SELECT FROM {}", PEOPLE, using="sealer")
    return verdict


def _refuse(verdict: Verdict, query: str, *names: str, using: str) -> None:
    state = state_of(query, *names, using=using)
    verdict.expect(f"{query} {names[0]}: {state}", state, wanted=REFUSED, rows=1)


@contextmanager
def _taken_back(using: str) -> Iterator[None]:
    with transaction.atomic(using=using):
        yield
        transaction.set_rollback(True, using=using)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("actor", ACTORS)
def test_entries_are_read_by_whom_they_concern_and_changed_by_nobody(
    ground: Ground, lines: dict[str, Lines], actor: str
) -> None:
    verdict = judged_logs(ground, lines, actor)
    print(f"logs: {actor or 'nobody'} asked {verdict.asked}")

    assert verdict.wrong == []


@pytest.mark.django_db(databases=["default", "owner", "sealer"])
def test_sealer_reads_the_logs_adds_to_the_chain_and_does_nothing_else(
    ground: Ground, lines: dict[str, Lines]
) -> None:
    verdict = judged_sealer(lines)

    assert verdict.wrong == []
    assert sum(len(held) for held in lines.values()) > 200
