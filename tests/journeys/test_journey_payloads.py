"""Chromium opens every page of a city whose every field holds something that would like to run."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.journeys.sites import ROOT, Site, environment_of, site
from tests.journeys.walking import Walk
from tests.payloads import MARKUP

ACCOUNTS = ("owner", "jianghan", "beihu", "huanbao")
FIRST = ("/", "/my/", "/due/?show=all", "/needs/", "/street/", "/rosters/", "/matches/")
DOWNLOADED = ("/workbook/", "/copy/pdf/", "/copy/json/", "/poster/")
"""How addresses end whose answer is a file, which the browser opens in no page."""
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FILL = (
    "import django; django.setup(); from tests import payloads, written;"
    " print(written.session_of_a_member()); written.fill(payloads.mixed())"
)
LISTEN = """document.addEventListener("securitypolicyviolation", (event) => {
    console.error("violation " + event.violatedDirective);
});"""
PLANTED = f"<!DOCTYPE html><title>x</title><body>{''.join(MARKUP[:12])}</body>"


@pytest.fixture(scope="module")
def hostile() -> Iterator[tuple[Site, str]]:
    """Serve a demonstration city with a payload in every field, and a member's session."""
    with site("--once") as served:
        filled = subprocess.run(
            [sys.executable, "-c", FILL],
            env=environment_of(served.var) | {"DJANGO_SETTINGS_MODULE": "huiliu.config.settings"},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        yield served, filled.stdout.strip()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="zh-CN")
    opened.add_init_script(LISTEN)
    yield opened
    opened.close()


def heard_in(page: Page, address: str) -> list[str]:
    """Collect what a page runs or asks for though it should not: dialogs, errors, other hosts."""
    heard: list[str] = []

    def hears(words: Callable[[object], str]) -> Callable[[object], None]:
        return lambda event: heard.append(f"{urlsplit(page.url).path}: {words(event)}")

    page.on("dialog", lambda dialog: (heard.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", hears(str))
    page.on("console", lambda said: said.type == "error" and hears(lambda one: one.text)(said))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else heard.append(f"asks {asked.url}"),
    )
    return heard


def walked(page: Page, address: str) -> set[str]:
    """Open one page of each kind, from link to link; return the kinds that hold a payload."""
    waiting, kinds, holding = [*FIRST], set(), set()
    while waiting:
        link = waiting.pop(0)
        kind = ID.sub("<id>", urlsplit(link).path)
        if kind in kinds:
            continue
        kinds.add(kind)
        if kind.endswith(DOWNLOADED):
            continue
        page.goto(address + link)
        if "alert(1)" in page.locator("body").inner_text():
            holding.add(kind)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        waiting += [one for one in links if one.startswith("/") and not one.startswith("//")]
    return holding


@pytest.mark.browser
@pytest.mark.parametrize("username", ACCOUNTS)
def test_no_page_of_an_account_runs_what_its_fields_hold(
    hostile: tuple[Site, str], context: BrowserContext, username: str
) -> None:
    served, _ = hostile
    page = context.new_page()
    heard = heard_in(page, served.address)
    Walk(page, served).sign_in(username, served.password)

    holding = walked(page, served.address)

    assert [one for one in heard if not expected(one)] == []
    assert len(holding) > 8


@pytest.mark.browser
def test_no_page_of_a_member_runs_what_the_fields_hold(
    hostile: tuple[Site, str], context: BrowserContext
) -> None:
    served, session = hostile
    context.add_cookies([{"name": "session", "value": session, "url": served.address}])
    page = context.new_page()
    heard = heard_in(page, served.address)

    holding = walked(page, served.address)

    assert [one for one in heard if not expected(one)] == []
    assert "/my/" in holding


def expected(heard: str) -> bool:
    """Leave out that an address is not for this account; the browser counts it as an error."""
    return "status of 40" in heard


@pytest.mark.browser
def test_page_that_runs_its_text_is_heard(context: BrowserContext) -> None:
    assert "dialog 1" in heard_from(context, {})


@pytest.mark.browser
def test_page_that_is_stopped_by_its_policy_is_heard(context: BrowserContext) -> None:
    heard = heard_from(context, {"Content-Security-Policy": "default-src 'none'"})

    assert "dialog 1" not in heard
    assert any("violation script-src" in one for one in heard)


def heard_from(context: BrowserContext, headers: dict[str, str]) -> list[str]:
    """Open the planted page under these headers."""
    address = "http://planted.example/"

    def answer(route: Route) -> None:
        route.fulfill(body=PLANTED, headers={"Content-Type": "text/html"} | headers)

    context.route("**/*", answer)
    page = context.new_page()
    heard = heard_in(page, address)
    page.goto(address)
    page.wait_for_load_state()
    return heard
