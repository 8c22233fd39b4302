"""Text stays text: whatever a field holds, a page is built as it is of plain words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import BinaryField
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern

from huiliu.core.unseen import one_line
from huiliu.web.kit.doors import door_of
from tests.cast import Cast
from tests.conventions.sources import ROOT
from tests.payloads import LONGEST, NEUTRAL, PAYLOADS, same
from tests.shares import PARTS, share
from tests.world import VISITORS, World, address_of, client_of, one_of_everything, pages_to_read
from tests.written import SEALED, fill, own_models, written

CHANGES = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b\d\d:\d\d\b|\b[A-Za-z0-9]{64}\b"
    r"|\b[0-9A-Z]{5}-[0-9A-Z]{5}\b"
)
"""What differs from one answer to the next: new ids, the hour, tokens of forms, new codes."""

NEW_EACH_TIME = {"add_factor"}
"""A page that shows a new secret, drawn and written, whenever it is opened; no text of anybody."""
SEARCHES = {"accounts", "organisations"}
"""Pages that search for any words; looking a person up takes names alone, and says so otherwise."""
TURNS = len(VISITORS)
"""Each payload has its visitors. It goes into every third of the pages, and each page takes every
third payload; into all of them with `--whole`."""
TEMPLATES = ROOT / "huiliu" / "web" / "templates"

Event = tuple[str, ...]
Opened = dict[tuple[str, str], list[Event]]
"""Pages as they are built, by visitor and name."""


class Built(HTMLParser):
    """A page as it is built: its tags with their attributes, and its text, in their order."""

    def __init__(self, page: str, payload: str) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.spellings = sorted(
            {payload, quote(payload), quote_plus(payload), payload.strip(), one_line(payload)},
            key=len,
            reverse=True,
        )
        self.feed(page)
        self.close()

    def neutral(self, text: str) -> str:
        for spelling in self.spellings:
            text = text.replace(spelling, NEUTRAL)
        text = text.replace(quote(NEUTRAL), NEUTRAL)
        return CHANGES.sub("", text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = [f"{name}={self.neutral(value or '')}" for name, value in attrs]
        self.events.append((tag, *said))

    def handle_endtag(self, tag: str) -> None:
        self.events.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.events.append(("text", self.neutral(data)))

    def handle_comment(self, data: str) -> None:
        self.events.append(("comment", data))

    handle_decl = unknown_decl = handle_pi = handle_comment


@pytest.fixture
def world(cast: Cast, tmp_path: Path) -> World:
    return one_of_everything(cast, tmp_path)


@contextmanager
def filled_with(text: str) -> Iterator[None]:
    """Put the text into every field while the block lasts."""
    with transaction.atomic():
        fill(same(text))
        yield
        transaction.set_rollback(True)


Seen = list[tuple[str, Client, URLPattern]]


def who_sees_what(world: World) -> Seen:
    """Return each visitor's browser with each page that opens in it."""
    found = []
    for username in VISITORS:
        client = client_of(username, world)
        for page in pages_to_read():
            if page.name in NEW_EACH_TIME:
                continue
            answer = client.get(address_of(page, world))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found.append((username, client, page))
    return found


def opened(seen: Seen, world: World, text: str) -> Opened:
    """Open the pages with the text in every field, and posted as what is searched for."""
    with filled_with(text):
        found = {}
        for username, client, page in seen:
            answer = client.get(address_of(page, world))
            if page.name in SEARCHES:
                answer = client.post(address_of(page, world), {"q": text})
            assert answer.status_code == 200, page.name
            found[username, str(page.name)] = Built(answer.content.decode(), text).events
        return found


def in_turn(seen: Seen, number: int) -> Seen:
    """Return every page once, as one of those who see it; all of them have their turn."""
    by_page: dict[str, Seen] = {}
    for one in seen:
        by_page.setdefault(str(one[2].name), []).append(one)
    return [sees[number % len(sees)] for sees in by_page.values()]


def differing(one: Opened, other: Opened) -> list[tuple[str, str]]:
    return [page for page in one if one[page] != other[page]]


@pytest.mark.parametrize("turn", range(TURNS))
def test_every_payload_leaves_every_page_as_plain_words_do(
    world: World, turn: int, pytestconfig: pytest.Config
) -> None:
    seen = in_turn(who_sees_what(world), turn)
    # Who looks is written down and shown, so that plain words take the same way.
    ways = [share(seen, turn=way, config=pytestconfig) for way in range(PARTS)]
    plain = [opened(way, world, NEUTRAL) for way in ways]

    found = {}
    for number, payload in enumerate(PAYLOADS[turn::TURNS]):
        pages = opened(ways[number % PARTS], world, payload)
        found[payload] = differing(pages, plain[number % PARTS])

    assert {payload: pages for payload, pages in found.items() if pages} == {}
    assert len({page for way in plain for page in way}) > 30


NO_WORDS = {"Batch.content", "Factor.sealed", "RateCounter.subject"}
"""Bytes that hold no words of anybody: a file, a secret of sign-in, a keyed digest."""


def test_every_sealed_column_is_filled() -> None:
    """What is stored as bytes is a digest or sealed; a new column has to be put into `fill`."""
    bytes_kept = {
        f"{model.__name__}.{column.name}"
        for model in own_models()
        for column in model._meta.concrete_fields
        if isinstance(column, BinaryField) and "digest" not in column.name
    }

    assert bytes_kept == SEALED | NO_WORDS


def test_payloads_are_many_and_each_another() -> None:
    assert len({*PAYLOADS}) == len(PAYLOADS) >= 60
    assert {len(one) for one in PAYLOADS if len(one) > LONGEST - 2} == set()


def test_template_that_trusts_its_text_is_found(world: World, tmp_path: Path) -> None:
    seen = [one for one in who_sees_what(world) if one[2].name in {"person", "needs"}]
    planted = tmp_path / "templates"
    for template in (TEMPLATES / "people").glob("*.html"):
        trusting = re.sub(r"{{ (\w+\.[\w.]+) }}", r"{{ \1|safe }}", template.read_text("utf-8"))
        (planted / "people").mkdir(parents=True, exist_ok=True)
        (planted / "people" / template.name).write_text(trusting, "utf-8")
    [engine] = deepcopy(settings.TEMPLATES)
    engine["DIRS"].insert(0, planted)

    plain = opened(seen, world, NEUTRAL)
    with override_settings(TEMPLATES=[engine]):
        trusted = opened(seen, world, "<img src=x onerror=alert(1)>")

    assert {page for _, page in differing(trusted, plain)} == {"person"}


class Asked(HTMLParser):
    """The fields that a page asks for, with what stands in them; its radio buttons by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.chosen: dict[str, str] = {}
        self.typed: set[str] = set()
        self.feed(page.partition("<main")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, kind = said.get("name") or "", said.get("type") or tag
        if kind == "hidden":
            self.hidden[name] = said.get("value") or ""
        elif kind == "radio":
            self.chosen.setdefault(name, said.get("value") or "")
        elif name and tag in {"input", "textarea", "select"}:
            self.typed.add(name)

    def filled(self, text: str, *, choosing: bool) -> dict[str, str]:
        chosen = self.chosen if choosing else dict.fromkeys(self.chosen, text)
        return self.hidden | chosen | dict.fromkeys(self.typed - {"file"}, text)


OTHERWISE_BUILT = {"/invitation/", "/people/look-up/"}
"""One says how many letters a code has; one refuses digits, and says what it looked for without
gaps (`tests/web/people/test_web_look_up.py`)."""


def forms_of(seen: Seen, world: World) -> list[tuple[Client, str, Asked]]:
    """Return the forms that can be posted to the page they stand on."""
    found = []
    for _, client, page in in_turn(seen, 0):
        door = door_of(page.callback)
        address = address_of(page, world)
        if door is not None and "POST" in door.methods and address not in OTHERWISE_BUILT:
            found.append((client, address, Asked(client.get(address).content.decode())))
    return found


def _built(answer: HttpResponse, text: str) -> list[Event]:
    """Return how a page is built; of a file that comes instead, what kind of file it is."""
    if answer["Content-Type"].startswith("text/html"):
        return sorted(Built(answer.content.decode(), text).events)
    return [(answer["Content-Type"],)]


def posted(forms: list[tuple[Client, str, Asked]], text: str) -> Opened:
    """Post the text in every field, once with a choice made and once without; see what follows.

    What follows is sorted: lists of names go by the name.
    """
    found = {}
    for client, address, asked in forms:
        signed_in = deepcopy(client.cookies)
        for choosing in (True, False):
            with transaction.atomic():
                form = asked.filled(text, choosing=choosing)
                answer = client.post(address, form, follow=True)
                found[address, str(choosing)] = [(str(answer.status_code),), *_built(answer, text)]
                transaction.set_rollback(True)
            # Whoever erases herself is signed out.
            client.cookies = deepcopy(signed_in)
    return found


def test_every_payload_that_is_typed_comes_back_as_plain_words_do(
    world: World, pytestconfig: pytest.Config
) -> None:
    forms = forms_of(who_sees_what(world), world)
    plain = posted(forms, NEUTRAL)

    found = {}
    for number, payload in enumerate(PAYLOADS):
        third = share(forms, turn=number, config=pytestconfig)
        part = share(third, turn=number // PARTS, config=pytestconfig)
        found[payload] = differing(posted(part, payload), plain)

    assert {payload: pages for payload, pages in found.items() if pages} == {}
    assert len(forms) > 8


NEVER_SHOWN = {
    *("Attempt.voided_by", "Missing.answered_by", "Rule.sentence", "Sighting.sheet"),
    "Device.browser",
    *("Match.home_agreed_by", "Match.host_agreed_by", "Match.refused_by"),
    *("Export.decided_by", "Report.answered_by"),
}
"""The last two would be, in a world of fifty-one people, and of a report that was closed."""


def test_what_people_write_reaches_the_pages(world: World) -> None:
    """Every column is shown somewhere, but for a few that no page asks for."""
    columns = {
        f"{model.__name__}.{column.name}" for model in own_models() for column in written(model)
    }
    shown = set()
    seen = who_sees_what(world)
    with transaction.atomic():
        fill(lambda column, _: f"\u2039{column}\u203a")
        for _, client, page in seen:
            text = client.get(address_of(page, world)).content.decode()
            shown |= set(re.findall("\u2039(.*?)\u203a", text))
        transaction.set_rollback(True)

    assert columns - shown == NEVER_SHOWN
