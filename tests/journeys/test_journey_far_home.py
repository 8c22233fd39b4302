"""From a poster at a door in the city to a secretary in another province, on old telephones."""

import io
import re
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journeys.sites import Site
from tests.journeys.walking import Walk

MOST_SECONDS_OF_REPORTING_IN = 60
VILLAGE, TOWN = "湖南省临湘市坦渡村", "湖南省临湘市羊楼镇"
NAMES = {"程立": ("13900001111", VILLAGE), "万喜来": ("13900002222", TOWN)}
ZOU, NUMBER = "邹桂兰", "13800009988"


@pytest.mark.browser
@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_stranger_at_the_door_is_met_by_both_homes(
    installation: Callable[..., Site], telephone: Callable[..., Page], script: object
) -> None:
    site = installation("--once", "--empty")
    walk, door = (Walk(telephone(script=bool(script)), site) for _ in range(2))

    poster = open_desk(walk)
    codes = {name: report_in(door, poster, name) for name in NAMES}
    for name in NAMES:
        call_back(walk, name)
    ask_who_has_me(door, codes["程立"])
    address = open_list(walk, name="程立", secretary=ZOU, number=NUMBER)
    answer_from_afar(door, address, digits_in(site))
    by_letter(walk, door)
    shut(walk, door, address)


def open_desk(walk: Walk) -> str:
    """罗敏 opens a desk on Thursday afternoon; the poster leads to the page that she looks at."""
    walk.sign_in("huanbao", walk.site.password)
    walk.go("/stations/")
    walk.open("开一个服务站")
    for label, text in (
        ("叫什么", "环保社区报到服务站"),
        ("地址", "服务中心一楼"),
        ("什么时候有人", "周一到周五"),
        ("电话", "027-8200 0001"),
    ):
        walk.page.get_by_label(label).fill(text)
    walk.press("开好")
    return str(walk.page.get_by_role("link", name="看看扫码以后的页面").get_attribute("href"))


def report_in(door: Walk, poster: str, name: str) -> str:
    """Let a courier who waits for the lift scan it; the page gives him a code."""
    telephone, home = NAMES[name]
    door.go(poster)
    door.begin()
    door.write("姓名", name)
    door.write("电话", telephone)
    door.write("组织关系在哪里", home)
    door.press("报到")
    assert door.shows("报到了，谢谢")
    sys.stdout.write(f"reporting in: {door.taps} taps, {door.seconds:.0f} s by the model\n")
    assert door.seconds <= MOST_SECONDS_OF_REPORTING_IN
    return door.page.locator(".number-block strong").inner_text()


def call_back(walk: Walk, name: str) -> None:
    """罗敏 calls on Friday morning and registers him while he talks."""
    walk.go("/due/")
    walk.open("来报到，等着打电话")
    walk.open(name)
    assert walk.page.locator(f"a[href='tel:{NAMES[name][0]}']").count() == 1
    walk.open("打通了，去登记")
    assert walk.page.get_by_label("姓名").input_value() == name
    walk.press("登记")
    assert walk.shows("登记好了")


def ask_who_has_me(door: Walk, code: str) -> None:
    door.go("/report-in/answer/")
    door.write("报到编号", code.lower())
    door.press("看一看")
    assert door.shows("您现在由环保社区居委会联系")


def open_list(walk: Walk, *, name: str, secretary: str, number: str) -> str:
    """唐宁 calls the village and gives its secretary a list; the page shows its address."""
    walk.sign_in("jianghan", walk.site.password)
    walk.go("/waiting/")
    row = walk.page.locator("li.row").filter(has_text=name)
    row.get_by_role("link", name="去办").click()
    walk.open("给这个支部开一份名单")
    walk.page.get_by_label("书记姓名").fill(secretary)
    walk.page.get_by_label("书记手机号").fill(number)
    walk.press("开名单")
    assert walk.shows("开好了")
    return walk.page.locator(".number-block").inner_text()


def digits_in(site: Site) -> Callable[[], str]:
    """Return what finds the six digits that were sent last: the console stands for the channel."""

    def last() -> str:
        [log] = site.var.glob("server-*.log")
        sent = re.findall(rf"{NUMBER} 的六位数是 (\d{{6}})", log.read_text(encoding="utf-8"))
        return str(sent[-1])

    return last


def answer_from_afar(door: Walk, address: str, digits: Callable[[], str]) -> None:
    """邹书记 opens the address on Sunday evening, says that he is hers, calls, and records it."""
    door.page.context.clear_cookies()
    door.page.goto(address)
    assert not door.shows("程立")
    door.press("发给我")
    door.write("六位数", digits())
    door.press("打开名单")
    door.open("等我们答")
    assert not door.shows("万喜来")
    door.press("是，我们来联系")
    assert door.shows("两边都接上了")
    door.go("/due/?show=all")
    door.begin()
    door.open("联系程立" if door.shows("联系程立") else "程立")
    assert door.page.locator("a[href='tel:13900001111']").count() == 1
    door.choose("联系上了")
    door.press("记好了")
    assert door.shows("记好了，程立")
    sys.stdout.write(f"a contact from afar: {door.taps} taps, {door.seconds:.0f} s by the model\n")
    assert door.taps <= 4
    assert door.seconds <= 20


def by_letter(walk: Walk, door: Walk) -> None:
    """左书记 has no telephone: a letter is printed, and its code opens a list to say not ours."""
    address = open_list(walk, name="万喜来", secretary="左长明", number="")
    with walk.page.expect_download() as printed:
        walk.page.get_by_role("button", name="打印一封信").click()
    paper = PdfReader(io.BytesIO(printed.value.path().read_bytes()))
    text = "".join(page.extract_text() for page in paper.pages)
    [code] = re.findall(r"[2-9A-Y]{5}-[2-9A-Y]{5}", text)
    door.page.context.clear_cookies()
    door.page.goto(address)
    door.open("我收到的是一封信")
    door.write("信上的编码", code)
    door.press("打开名单")
    door.open("等我们答")
    door.open("不是，或者不在")
    door.choose("不是我们的党员")
    door.page.locator("main textarea").fill("前年转到镇企业了")
    door.press("记下来")
    assert door.shows("下一步：江汉区")


def shut(walk: Walk, door: Walk, address: str) -> None:
    """唐宁 shuts the first list; the address says that it is over."""
    walk.go("/far-lists/")
    walk.open(VILLAGE)
    walk.open("关掉")
    walk.press("关掉")
    door.page.context.clear_cookies()
    door.page.goto(address)
    assert door.shows("这份名单到期了")
