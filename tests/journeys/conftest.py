"""Installations and telephones for journeys."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.sites import Site, site


@pytest.fixture
def installation() -> Iterator[Callable[..., Site]]:
    """Start installations: `installation("--once", "--empty")` runs `demo` and serves it."""
    with ExitStack() as started:
        yield lambda *options, **variables: started.enter_context(site(*options, **variables))


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give a page of 360 by 780 points, with or without JavaScript."""
    with ExitStack() as opened:

        def hold(*, script: bool) -> Page:
            context = browser.new_context(
                viewport={"width": 360, "height": 780},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                java_script_enabled=script,
            )
            context.set_default_timeout(10_000)
            opened.callback(context.close)
            return context.new_page()

        yield hold
