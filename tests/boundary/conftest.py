"""A database with the ground planted in it, a new one for each module that asks."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from huiliu.core import erasures
from tests.boundary.ground import Ground
from tests.boundary.grounds import planted_once
from tests.databases import copy_of, use_database


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    name = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        planted, ground = planted_once()
        copy_of(planted, f"{name}_ground")
        use_database(f"{name}_ground")
        yield ground
        use_database(name)


@pytest.fixture(autouse=True)
def ledger_put_back() -> Iterator[None]:
    """Let nobody stand in the ledger of erasures whose erasure a test has rolled back.

    A backup that another test restores on this key store would take the person's key away.
    """
    before = erasures.lines()
    yield
    erasures.path().write_text("".join(f"{line}\n" for line in before), encoding="utf-8")
