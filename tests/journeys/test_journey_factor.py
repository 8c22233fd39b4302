"""A worker's first morning where the second factor is demanded, in the real browser."""

import re
from base64 import b32decode
from collections.abc import Callable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from huiliu.accounts.digits import digits_at
from huiliu.core.clock import now
from tests.journeys.sites import Site
from tests.journeys.walking import Walk

MOST_TAPS_TO_ADD = 3
FINGERPRINT = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def faults(walk: Walk, *, script: object = True) -> list[str]:
    """Return the accessibility rules that a page breaks; they are looked for by script alone."""
    if not script:
        return []
    page = walk.page
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def digits_on(page: Page) -> str:
    """Return what an app shows that was told the letters of the page."""
    written = page.locator("main .number").first.inner_text()
    return digits_at(b32decode(written.replace(" ", "")), now())


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_worker_adds_an_app_and_comes_back_with_paper(
    installation: Callable[..., Site], telephone: Callable[..., Page], script: object
) -> None:
    site = installation("--once", "--empty", HUILIU_SECOND_FACTOR="required")
    walk = Walk(telephone(script=bool(script)), site)

    walk.sign_in("huanbao", site.password)
    assert walk.shows("加第二道验证")
    assert faults(walk, script=script) == []
    walk.taps = 0
    walk.page.get_by_label("手机上现在显示的六位数").fill(digits_on(walk.page))
    walk.press("加上")
    assert faults(walk, script=script) == []
    paper = re.findall(r"\b[2-9a-z]{5}-[2-9a-z]{5}\b", walk.page.locator("main").inner_text())
    walk.open("放好了，开始办事")

    assert len(paper) == 8
    assert walk.taps <= MOST_TAPS_TO_ADD
    assert walk.page.url.endswith("/due/")

    walk.sign_in("huanbao", site.password)
    assert walk.shows("再验证一次是您本人")
    assert faults(walk, script=script) == []
    walk.page.get_by_label("六位数，或者纸上的备用码").fill(paper[0])
    walk.press("进入")
    assert walk.page.url.endswith("/due/")


@pytest.mark.browser
def test_worker_with_a_fingerprint_types_nothing(
    installation: Callable[..., Site], telephone: Callable[..., Page]
) -> None:
    """The browser's own virtual authenticator makes and gives the passkey."""
    at = installation("--once", "--empty", HUILIU_SECOND_FACTOR="required")
    named = replace(at, address=at.address.replace("127.0.0.1", "localhost"))
    walk = Walk(telephone(script=True), named)
    device = walk.page.context.new_cdp_session(walk.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGERPRINT})

    walk.sign_in("huanbao", named.password)
    walk.page.get_by_role("button", name="用通行密钥").click()
    walk.page.get_by_role("heading", name="把备用码抄下来").wait_for()
    walk.open("放好了，开始办事")
    assert walk.page.url.endswith("/due/")

    walk.sign_in("huanbao", named.password)
    assert walk.shows("再验证一次是您本人")
    walk.page.get_by_role("button", name="用通行密钥").click()
    walk.page.wait_for_url("**/due/")
    walk.open("我的登录")
    assert walk.shows("通行密钥")
    assert faults(walk) == []
