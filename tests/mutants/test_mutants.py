"""Code that asks less than it has to is found out by the tests: mutants from the syntax tree.

Five that stand for the kinds are tried in every run, all with `--whole`.
"""

import os
import subprocess
import sys

import pytest

from tests.conventions.sources import ROOT
from tests.mutants.equivalents import EQUIVALENTS
from tests.mutants.syntax import KINDS, generated

PLANTED = (
    "door does not ask: huiliu/contact/actions.py record_contact",
    "door asks another: huiliu/web/people/pages.py person",
    "refusal is skipped: huiliu/contact/actions.py _link_in_reach",
    "answering is not asked: huiliu/contact/actions.py _link_in_reach",
    "crossing is not opened: huiliu/access/actions/reorganising.py close_organisation",
)
TESTS = (
    "tests/contact/test_contact_actions.py",
    "tests/access/test_access_reorganising.py",
    "tests/boundary/test_boundary_doors.py",
)


def test_every_kind_of_mutant_is_generated_somewhere() -> None:
    mutants = generated()

    assert {mutant.kind for mutant in mutants} == KINDS.keys()
    assert len({mutant.name for mutant in mutants}) == len(mutants)


def test_mutant_changes_one_line_and_moves_none() -> None:
    for mutant in generated():
        before = mutant.path.read_text(encoding="utf-8").splitlines()
        source = mutant.source()
        after = source.splitlines()

        compile(source, str(mutant.path), "exec")
        assert len(after) == len(before)
        assert after != before


def test_equivalents_are_mutants_still() -> None:
    names = {mutant.name for mutant in generated()}

    assert sorted(EQUIVALENTS.keys() - names) == []


def test_mutants_of_the_syntax_tree_are_killed(pytestconfig: pytest.Config) -> None:
    """In a process of their own, which shares the server of this run and nothing else."""
    whole = pytestconfig.getoption("whole")
    which = [] if whole else ["--only", *PLANTED, "--tests", *TESTS]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.mutants", *which],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests: 0 fail without a mutant" in done.stdout
    assert whole or f"mutants: {len(PLANTED)} generated, {len(PLANTED)} killed" in done.stdout
