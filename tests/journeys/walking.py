"""How somebody walks through the pages: by the words on them."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.journeys.sites import Site

TAP, THINK, HAN, DIGIT = 1.0, 1.35, 1.2, 0.35
"""Seconds of a touch, of finding the next thing, and of one Han character or other key."""
OLDER = 1.3
"""How much longer older hands take."""


@dataclass(slots=True)
class Walk:
    """One person at one telephone, with the taps counted."""

    page: Page
    site: Site
    taps: int = field(default=0)
    typed: float = field(default=0.0)
    """Seconds of keys."""

    @property
    def seconds(self) -> float:
        """How long that takes older hands, by a model of touches and keys."""
        return OLDER * (self.taps * (TAP + THINK) + self.typed)

    def begin(self) -> None:
        """Count from here on."""
        self.taps, self.typed = 0, 0.0

    def write(self, label: str, text: str) -> None:
        """Tap into a field and type."""
        self.page.get_by_label(label).fill(text)
        self.taps += 1
        self.typed += sum(DIGIT if letter.isascii() else HAN for letter in text)

    def sign_in(self, username: str, password: str) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site.address}/sign-in/")
        self.page.get_by_label("登录名").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.page.locator("main").get_by_role("button", name="登录").click()
        self.page.wait_for_url(re.compile(r"^(?!.*sign-in)"))

    def go(self, address: str) -> None:
        self.page.goto(self.site.address + address)

    def open(self, words: str, *, exact: bool = False) -> None:
        """Follow a link of the page or its navigation."""
        self.page.get_by_role("link", name=words, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.taps += 1

    def press(self, words: str) -> None:
        self.page.locator("main").get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state()
        self.taps += 1

    def choose(self, words: str) -> None:
        """Tap a chip."""
        self.page.locator("main label").filter(has_text=words).first.click()
        self.taps += 1

    def unfold(self, words: str) -> None:
        self.page.locator("main summary").filter(has_text=words).first.click()
        self.taps += 1

    def shows(self, words: str) -> bool:
        return words in self.page.locator("body").inner_text()
