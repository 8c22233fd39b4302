"""From an empty city to a need that was solved, through pages alone, on a telephone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from huiliu.people.rules import check_character
from tests.exchange.workbooks import xlsx
from tests.journeys.sites import Site
from tests.journeys.walking import Walk

MOST_TAPS_FOR_A_CONTACT = 4
HEADERS = ("姓名", "性别", "公民身份号码", "手机号码", "组织关系所在党支部", "流入党支部")
HOME = "中共湖北省黄冈市王家村支部委员会"


def number(first_17: str) -> str:
    return first_17 + check_character(first_17)


PEOPLE = (
    ("何志斌", "男", number("42119919820304001"), "13800138001", HOME, "环保社区"),
    ("马春兰", "女", number("42119919790506002"), "13800138002", HOME, "环保社区"),
    ("谢家乐", "男", number("42119919850708003"), "13800138003", HOME, "环保社区"),
)


def clean(page: Page) -> list[str]:
    """Return the accessibility rules that a page breaks."""
    found = Axe().run(page)
    return [violation["id"] for violation in found.response["violations"]]


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_street_is_built_and_a_need_is_solved(
    installation: Callable[..., Site],
    telephone: Callable[..., Page],
    tmp_path: Path,
    script: object,
) -> None:
    site = installation("--once", "--empty")
    walk = Walk(telephone(script=bool(script)), site)

    open_grid(walk)
    code = invite_worker(walk)
    accept_invitation(walk, code)
    bring_roster(walk, xlsx(tmp_path / "流入党员名册.xlsx", {"名册": [HEADERS, *PEOPLE]}))
    contact_first_person(walk)
    solve_need(walk)


def open_grid(walk: Walk) -> None:
    """何静, street clerk, opens a grid under the community 环保 on a quiet Monday morning."""
    walk.sign_in("beihu", walk.site.password)
    walk.open("组织")
    walk.open("环保社区居委会")
    walk.open("加下级组织")
    walk.choose("网格")
    walk.page.get_by_label("名称").fill("环保社区第一网格")
    walk.press("加上")
    assert walk.shows("环保社区第一网格")


def invite_worker(walk: Walk) -> str:
    """She invites 邓丽 as community worker and reads the code out on the telephone."""
    walk.open("组织")
    walk.open("环保社区居委会")
    walk.open("任职和邀请")
    walk.open("邀请", exact=True)
    walk.page.get_by_label("姓名").fill("邓丽")
    walk.choose("社区工作者")
    walk.press("生成邀请")
    return walk.page.locator(".number-block strong").inner_text()


def accept_invitation(walk: Walk, code: str) -> None:
    """邓丽 types the code in and chooses her sign-in name."""
    walk.page.context.clear_cookies()
    walk.go("/invitation/")
    walk.page.get_by_label("邀请码").fill(code)
    walk.page.get_by_label("登录名").fill("dengli")
    for field in walk.page.locator("main input[type=password]").all():
        field.fill("a-long-password-1")
    walk.press("接受")


def bring_roster(walk: Walk, roster: Path) -> None:
    """何静 brings the street's roster: looks first, then confirms."""
    walk.sign_in("beihu", walk.site.password)
    walk.open("名册")
    walk.open("上传花名册")
    walk.page.locator("input[type=file]").set_input_files(roster)
    walk.press("上传，先看看")
    assert walk.shows("还没有写进去")
    walk.press("确认导入")
    assert walk.shows("3")


def contact_first_person(walk: Walk) -> None:
    """邓丽, in a stairwell, calls the first of her people and hears of a difficulty."""
    walk.sign_in("dengli", "a-long-password-1")
    walk.go("/due/?show=all")
    for name, *_ in PEOPLE:
        assert walk.shows(name)
    walk.taps = 0
    walk.open("联系何志斌" if walk.shows("联系何志斌") else "何志斌")
    if "/record/" not in walk.page.url:
        walk.open("记一次联系")
    assert walk.page.locator("a[href='tel:13800138001']").count() == 1
    walk.choose("联系上了")
    taps_without_need = walk.taps + 1
    walk.unfold("对方有困难")
    walk.choose("孩子上学看护")
    walk.press("记好了")
    assert walk.shows("记好了，何志斌")
    assert taps_without_need <= MOST_TAPS_FOR_A_CONTACT


def solve_need(walk: Walk) -> None:
    """She takes the need, solves it, and 何师傅 says on the telephone that it is solved."""
    walk.open("诉求")
    walk.open("孩子上学看护")
    walk.press("我们来办")
    walk.page.locator("main textarea").first.fill("社区托管班周一就能去")
    walk.press("办好了")
    assert walk.shows("等本人说解决了没有")
    walk.press("本人来电")
    assert walk.shows("本人说解决了")


@pytest.mark.browser
def test_pages_of_the_demonstration_are_clean_for_axe(
    installation: Callable[..., Site], telephone: Callable[..., Page]
) -> None:
    site = installation("--once")
    walk = Walk(telephone(script=True), site)
    found = {}
    walk.go("/sign-in/")
    found["sign_in"] = clean(walk.page)
    for username, addresses in {
        "huanbao": ("/due/?show=all", "/needs/", "/street/", "/matches/"),
        "beihu": ("/due/", "/street/", "/organisations/", "/rosters/", "/rosters/upload/"),
        "jianghan": ("/tallies/", "/matches/"),
        "owner": ("/rosters/", "/organisations/", "/tallies/"),
    }.items():
        walk.sign_in(username, site.password)
        for address in addresses:
            walk.go(address)
            found[f"{username} {address}"] = clean(walk.page)

    assert {page: faults for page, faults in found.items() if faults} == {}
