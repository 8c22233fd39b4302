"""Twelve ways to tamper, done as the owner of the database: each is found, by its kind."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.audit.city import City, with_history
from tests.audit.tampering import TWELVE
from tests.databases import copy_of, use_database

NAMED = {
    *("edit", "delete", "insert", "reorder", "truncate the tail", "swap shards"),
    *("disable the guard", "rewrite the whole chain", "restore an old backup", "two-way fork"),
    *("clock set back", "duplicate sequence"),
}


def test_history_is_clean_before_anybody_tampers(old_city: City) -> None:
    report = old_city.verify()

    assert (report.findings, report.tail, report.roots) == ([], 0, 4)


@pytest.mark.parametrize("name", TWELVE)
def test_tampering_is_found_by_its_kind(old_city: City, name: str) -> None:
    tamper, wanted = TWELVE[name]

    tamper(old_city)

    report = old_city.verify()
    assert set(report.kinds) == wanted, report.findings


def test_twelve_kinds_are_tried_and_each_is_found(roots: Path, own_database: None) -> None:
    """The count of the threat model: 12 of 12, on one history, each from a copy of it."""
    city = with_history()
    name = settings.DATABASES["default"]["NAME"]
    use_database(name)
    copy_of(name, f"{name}_history")
    shutil.copytree(roots, f"{roots}_history")
    found = set()
    for tampering, (tamper, _) in TWELVE.items():
        use_database(name)
        copy_of(f"{name}_history", name)
        shutil.rmtree(roots)
        shutil.copytree(f"{roots}_history", roots)
        tampered = City(at=city.at)
        tamper(tampered)
        if tampered.kinds():
            found.add(tampering)

    assert found == NAMED
    assert len(found) == len(TWELVE) == 12
