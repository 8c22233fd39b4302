"""A policy that is not as it has to be is found out by asking: mutants from the catalogue.

Each policy gone, true, or comparing another column of the same type. Five that stand for the kinds
are tried in every run, all with `--whole`.
"""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.boundary.ground import Ground
from tests.boundary.test_boundary_logs import planted_lines
from tests.boundary.test_boundary_rows import rows_copied
from tests.mutants.equivalents import EQUIVALENTS, POLICIES
from tests.mutants.policies import Watch, generated, tried

PLANTED = {
    "policy is dropped: audit_seal add",
    "policy is true: audit_reading seen shown",
    "policy is true: needs_need reach let_in",
    "policy looks at another column: people_person reach shown home_path as host_path",
    "table is open: contact_attempt reach",
}


@pytest.fixture(scope="module")
def watch(ground: Ground, django_db_blocker: DjangoDbBlocker) -> Iterator[Watch]:
    """Give the ground without a transaction around it: the catalogue is changed by another role."""
    with django_db_blocker.unblock():
        yield Watch(ground, rows_copied(ground), planted_lines())


def test_mutants_of_policies_are_found_out(watch: Watch, pytestconfig: pytest.Config) -> None:
    everything = generated()
    whole = pytestconfig.getoption("whole")
    mutants = [one for one in everything if whole or one.name in PLANTED]

    fates = tried(watch, mutants)
    alive = {name for name, wrong, _refused in fates if not wrong}
    refused = sum(bool(said) for _name, _wrong, said in fates)
    print(f"mutants of policies: {len(everything)} generated, {len(fates)} tried,", end=" ")
    print(f"{len(fates) - len(alive)} killed, {len(alive)} alive; {refused} refused at start")

    assert sorted(alive - POLICIES.keys()) == []
    assert len(fates) >= len(PLANTED)
    assert {watch.found(table) for table in {one.policy.table for one in mutants}} == {""}


def test_equivalents_among_policies_are_mutants_still(watch: Watch) -> None:
    names = {one.name for one in generated()}

    assert sorted(POLICIES.keys() - names) == []
    assert EQUIVALENTS.keys().isdisjoint(names)
