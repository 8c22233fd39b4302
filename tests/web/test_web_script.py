"""The two comforts of the script, and the same pages without it."""

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from gallery import documents, serve
from playwright.sync_api import Browser, Dialog, Page, Request

pytestmark = [pytest.mark.urls("gallery"), pytest.mark.browser]


@pytest.fixture
def address() -> Iterator[str]:
    server = serve(documents())
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def size_in(request: Request) -> list[str]:
    return parse_qs(request.post_data or "")["size"]


def asked_before_leaving(page: Page, address: str) -> bool:
    """Say whether the browser asks before it leaves the page."""
    asked = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(address)
    return asked == ["beforeunload"]


def test_text_grows_in_place_and_the_choice_is_sent(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/due_list-1")

    with page.expect_request("**/text-size/") as sent:
        page.get_by_role("button", name="大字").click()

    assert page.evaluate("document.documentElement.className") == "size-2"
    assert size_in(sent.value) == ["2"]
    assert page.url == f"{address}/due_list-1"


def test_largest_text_goes_back_to_normal(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/due_list-4")

    page.get_by_role("button", name="标准字").click()

    assert page.evaluate("document.documentElement.className") == "size-1"
    assert page.get_by_role("button", name="大字").count() == 1


def test_without_script_the_size_button_is_an_ordinary_form(browser: Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/due_list-3")

    with page.expect_request("**/text-size/") as sent:
        page.get_by_role("button", name="大字").click()

    assert size_in(sent.value) == ["4"]


def test_leaving_a_started_record_is_asked_about(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/record_contact-1")
    page.get_by_label("说了什么").fill("最近跑夜班")

    assert asked_before_leaving(page, f"{address}/due_list-1")


def test_leaving_an_untouched_record_is_not(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/record_contact-1")

    assert not asked_before_leaving(page, f"{address}/due_list-1")


def test_recording_takes_two_taps_on_the_first_screen(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 780})
    page.goto(f"{address}/record_contact-1")

    outcome = page.get_by_text("联系上了", exact=True)
    save = page.get_by_role("button", name="记好了")

    for control in (outcome, save):
        box = control.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 780
        assert box["height"] >= 48


def test_chosen_chip_is_marked_without_script(browser: Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/record_contact-1")

    page.get_by_text("没联系上", exact=True).click()

    assert page.get_by_label("没联系上").is_checked()
