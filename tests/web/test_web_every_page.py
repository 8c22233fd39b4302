"""Every page that there is, as it is served: clean for axe, and no wider than a small screen."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from look_over import SHOTS

from huiliu.access.rules import APART
from tests.cast import Cast
from tests.offices import client_in_office
from tests.world import VISITORS, World, address_of, client_of, one_of_everything, pages_to_read

PLANTED = "<html lang='zh'><title>页</title><main><h1>页</h1><input></main></html>"


def served_to(client: Client, pages: list[URLPattern], world: World) -> dict[str, str]:
    """Return those of the pages that are for this visitor, in both sizes of type."""
    found = {}
    for _, size, _ in SHOTS:
        client.post(reverse("text_size"), {"size": size})
        for page in pages:
            answer = client.get(address_of(page, world))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found[f"/{page.name}-{size}"] = answer.content.decode()
    return found


def visitors(world: World) -> Iterator[Client]:
    """Yield the browsers of the cast, of those at the city who see nobody's file, and of others."""
    for username in VISITORS:
        yield client_of(username, world)
    for role in sorted(APART):
        yield client_in_office(role, "4201", username=role)


def every_page(world: World) -> dict[str, str]:
    """Return each page as the first of its visitors gets it."""
    found: dict[str, str] = {}
    for client in visitors(world):
        waiting = [page for page in pages_to_read() if f"/{page.name}-1" not in found]
        found |= served_to(client, waiting, world)
    return found


def looked_over(pages: dict[str, str], folder: Path) -> list[str]:
    """Return what is wrong with the pages, which a browser opens in a process of its own."""
    looked = subprocess.run(
        [sys.executable, Path(__file__).with_name("look_over.py"), folder],
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(looked.stdout)
    return found


@pytest.mark.browser
def test_every_page_is_clean_for_axe_and_fits_the_screen(cast: Cast, tmp_path: Path) -> None:
    world = one_of_everything(cast, tmp_path)
    pages = every_page(world)

    assert looked_over(pages, tmp_path) == []
    assert len(pages) > 2 * 50


@pytest.mark.browser
def test_field_without_a_name_is_found(tmp_path: Path) -> None:
    found = looked_over({"/planted-1": PLANTED, "/planted-4": PLANTED}, tmp_path)

    assert [one for one in found if "label" in one] == [
        "planted-360-1-light: label: ['input']",
        "planted-320-4-dark: label: ['input']",
    ]
