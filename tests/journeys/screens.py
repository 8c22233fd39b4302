"""Takes the pictures under docs/screens: `python -m tests.journeys.screens`."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.sites import FLAGS, ROOT, Site, chromium, site
from tests.journeys.walking import Walk

FOLDER = ROOT / "docs" / "screens"
WIDTHS = {360: 780, 1280: 800}
LARGE = "3"
"""The size of letters in the pictures of large print, which are of the telephone alone."""
ROSTER = ROOT / "huiliu" / "commands" / "rosters" / "inflow-national-summary.xlsx"


def due_list(walk: Walk) -> None:
    walk.sign_in("huanbao", walk.site.password)
    walk.go("/due/")


def record_contact(walk: Walk) -> None:
    due_list(walk)
    walk.page.locator("a.row-action").first.click()


def person(walk: Walk) -> None:
    due_list(walk)
    walk.page.locator("a.person-name").first.click()


def street(walk: Walk) -> None:
    walk.sign_in("beihu", walk.site.password)
    walk.go("/street/")


def import_preview(walk: Walk) -> None:
    walk.sign_in("owner", walk.site.password)
    walk.go("/rosters/upload/")
    walk.page.locator("input[type=file]").set_input_files(ROSTER)
    walk.press("上传，先看看")


def waiting(walk: Walk) -> None:
    walk.sign_in("huanbao", walk.site.password)
    walk.go("/waiting/")


def decide(walk: Walk) -> None:
    waiting(walk)
    walk.page.locator(".row .actions a.button").first.click()


def tell(walk: Walk) -> None:
    person(walk)
    walk.open("去向有变")


def register(walk: Walk) -> None:
    due_list(walk)
    walk.open("来了新人")


def reports(walk: Walk) -> None:
    due_list(walk)
    walk.open("来报到，等着打电话")


def report(walk: Walk) -> None:
    reports(walk)
    walk.page.locator("a.person-name").first.click()


def station(walk: Walk) -> None:
    reports(walk)
    walk.open("服务站、海报和报到单")
    walk.page.locator("a.person-name").first.click()


def report_in(walk: Walk) -> None:
    station(walk)
    walk.open("看看扫码以后的页面")


def report_answer(walk: Walk) -> None:
    report_in(walk)
    walk.page.get_by_label("姓名").fill("胡大勇")
    walk.page.get_by_label("电话").fill("13800007104")
    walk.page.get_by_role("button", name="报到").click()


def far_list(walk: Walk) -> None:
    """Open the list that the pictures before this one opened, or the first one."""
    walk.sign_in("jianghan", walk.site.password)
    walk.go("/far-lists/")
    if not walk.page.locator("a.person-name").count():
        walk.go("/waiting/")
        asked = walk.page.locator("li.row").filter(has_text="组织关系在哪里")
        asked.first.get_by_role("link", name="去办").click()
        walk.open("给这个支部开一份名单")
        walk.page.get_by_label("书记姓名").fill("邹桂兰")
        walk.page.get_by_label("书记手机号").fill("13800007105")
        walk.press("开名单")
    else:
        walk.page.locator("a.person-name").first.click()


def far_door(walk: Walk) -> None:
    far_list(walk)
    address = walk.page.locator(".number-block").inner_text()
    walk.page.context.clear_cookies(name="sessionid")
    walk.page.goto(address)


def sign_in(walk: Walk) -> None:
    walk.go("/sign-in/")


SCREENS: dict[str, Callable[[Walk], None]] = {
    "sign-in": sign_in,
    "due-list": due_list,
    "record-contact": record_contact,
    "person": person,
    "street": street,
    "import-preview": import_preview,
    "waiting": waiting,
    "decide": decide,
    "tell": tell,
    "register": register,
    "reports": reports,
    "report": report,
    "station": station,
    "report-in": report_in,
    "report-answer": report_answer,
    "far-list": far_list,
    "far-door": far_door,
}


def take(browser: Browser, served: Site, folder: Path) -> None:
    for width, height in WIDTHS.items():
        for name, walk_to in SCREENS.items():
            _take(browser, served, walk_to, folder / f"{name}-{width}.png", (width, height))
    for name, walk_to in SCREENS.items():
        path = folder / f"{name}-360-large.png"
        _take(browser, served, walk_to, path, (360, WIDTHS[360]), size=LARGE)


def _take(
    browser: Browser,
    served: Site,
    walk_to: Callable[[Walk], None],
    path: Path,
    pixels: tuple[int, int],
    *,
    size: str = "",
) -> None:
    width, height = pixels
    page = browser.new_page(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="light"
    )
    if size:
        page.context.add_cookies([{"name": "size", "value": size, "url": served.address}])
    walk_to(Walk(page, served))
    _shoot(page, path)
    page.close()


def _shoot(page: Page, path: Path) -> None:
    page.wait_for_url(re.compile("."))
    page.wait_for_load_state()
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, animations="disabled")


if __name__ == "__main__":
    with sync_playwright() as playwright, site("--once") as served:
        opened = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])
        take(opened, served, FOLDER)
        opened.close()
