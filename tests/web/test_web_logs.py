"""What the server writes down of a request names nobody."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.conventions.sources import ROOT

SAID = "何志斌"
SignIn = Callable[[str], Client]


@pytest.mark.parametrize("username", ["luo", "tang"])
def test_words_behind_an_address_stand_in_no_log(
    sign_in: SignIn, caplog: pytest.LogCaptureFixture, username: str
) -> None:
    """Somebody may type a name there by hand; where refusals are written down, it is their path."""
    client = sign_in(username)
    asked = {"referer": f"http://testserver/?q={SAID}"}

    with caplog.at_level(logging.INFO, logger="django.request"):
        client.get(f"/nowhere/?q={SAID}", headers=asked)
        client.put(f"{reverse('due_list')}?q={SAID}", headers=asked)

    assert "Not Found: /nowhere/" in caplog.text
    assert f"({'PUT'}): {reverse('due_list')}" in caplog.text
    assert SAID not in caplog.text


def test_server_is_started_without_a_log_of_addresses() -> None:
    """The option of the web server writes each address down, with who asked for it."""
    places = [*(ROOT / "huiliu").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in places}

    started = {name for name, text in texts.items() if "huiliu.config.wsgi:application" in text}

    assert started >= {"demo.py", "install.md"}
    assert {name for name in started if "--access-log" in texts[name]} == set()
