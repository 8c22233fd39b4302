"""A database and a folder outside it for each test, because sealing commits."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.audit.city import City, with_history


@pytest.fixture
def roots(settings: Settings, tmp_path: Path) -> Path:
    """Give the folder outside the database to this test alone."""
    settings.HUILIU_ROOTS = tmp_path / "roots"
    return tmp_path / "roots"


@pytest.fixture
def city(own_database: None, roots: Path) -> City:
    return City()


@pytest.fixture
def old_city(own_database: None, roots: Path) -> City:
    """Give a city with three days of sealed entries."""
    return with_history()
