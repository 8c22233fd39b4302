"""Every page with invented people: light, without local script, and clean for axe."""

from pathlib import Path

import pytest
from gallery import Shots, documents, faults, visit, weight
from gallery_samples import pages
from playwright.sync_api import Browser

pytestmark = pytest.mark.urls("gallery")
HTML_LIMIT = 14_000


def test_pages_stay_light() -> None:
    heavy = [name for name, text in documents().items() if weight(text) > HTML_LIMIT]

    assert heavy == []


def test_pages_name_one_heading_and_one_main_each() -> None:
    for name, text in documents().items():
        assert (name, text.count("<h1>"), text.count("<main")) == (name, 1, 1)


@pytest.mark.browser
def test_pages_are_clean_for_axe_and_fit_the_screen(browser: Browser, tmp_path: Path) -> None:
    names = list(pages())
    shots: Shots = {(360, 1, "light"): names, (320, 4, "dark"): names}

    assert visit(browser, tmp_path, shots) == []
    assert len(list(tmp_path.glob("*.png"))) == 2 * len(names)


@pytest.mark.browser
def test_unlabelled_field_and_wide_page_are_found(browser: Browser) -> None:
    planted = (
        "<html lang='zh'><title>页</title><main><h1>页</h1>"
        "<input><p style='width:900px'>宽</p></main></html>"
    )

    page = browser.new_page(viewport={"width": 360, "height": 780})
    page.set_content(planted)
    found = faults(page)
    page.close()

    assert found[0] == "label: ['input']"
    assert found[-1].startswith("wider than the screen by")
