"""A database of its own for each worker, as the application's role; the cast; clients."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from huiliu.config.embedded import stop
from huiliu.core import scope
from huiliu.core.reach import Reach
from tests.cast import PASSWORD, Cast, whole_cast
from tests.databases import copy_of, template, use_database
from tests.journeys.sites import FLAGS, chromium


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> None:
    """Replace the framework's own: the application's role may make neither databases nor tables."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with django_db_blocker.unblock():
        copy_of(template(), name)
        use_database(name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Open the distribution's Chromium, one for all browser tests of a worker.

    It keeps an event loop, in which Django would open no database to the tests that follow.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])
        yield opened
        opened.close()


@pytest.fixture(scope="session", autouse=True)
def passing_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let each process put what passes where no other one's night, a month ahead, removes it."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("passing"))
    yield
    tempfile.tempdir = before


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Give the test a database of its own, for what has to be committed or seen by two."""
    name = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        copy_of(template(), f"{name}_own")
        use_database(f"{name}_own")
        yield
        use_database(name)


@pytest.fixture
def cast(db: None) -> Cast:
    return whole_cast()


@pytest.fixture
def everything(db: None) -> Iterator[None]:
    """See all rows, to look at what an action did."""
    with scope.entered(Reach.everywhere()):
        yield


@pytest.fixture
def sign_in(db: None) -> Callable[[str], Client]:
    def by(username: str) -> Client:
        client = Client()
        assert client.login(username=username, password=PASSWORD)
        return client

    return by


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer what takes too long for every run: the same tests in the size of a release."""
    parser.addoption("--whole", action="store_true", help="try everything, for as long as it takes")
    parser.addoption("--seed", type=int, default=20261126, help="of what is tried by chance")


def pytest_configure() -> None:
    """Let no test fail for being slow: how long things take is what bin/bench measures."""
    hypothesis_settings.register_profile("untimed", deadline=None)
    hypothesis_settings.load_profile("untimed")


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """Give the seed of all that is tried by chance, and say it beside what fails."""
    given = int(pytestconfig.getoption("seed"))
    sys.stdout.write(f"--seed {given}\n")
    return given


LONG = ("boundary", "fuzz", "payloads")
"""Parts of the names of files that take minutes: they begin first, so that no process ends late."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, and open the shared browser last."""
    browsing = {item.path for item in items if _browses(item)}
    items.sort(
        key=lambda item: (item.path in browsing, not any(one in item.path.name for one in LONG))
    )


def _browses(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


def pytest_unconfigure() -> None:
    """Stop the server that the tests started; workers leave that to the process that made them."""
    if settings.configured and settings.TEST_SERVER_IS_OURS:
        stop(settings.TEST_VAR)
        shutil.rmtree(settings.TEST_VAR, ignore_errors=True)
