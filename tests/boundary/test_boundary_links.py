"""Every link that anybody is shown, asked for by everybody, and with others' ids in its query.

In every run each is asked for by a third of them, by all with `--whole`.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.urls import resolve

from tests.boundary.answers import asked, beyond, client_of
from tests.boundary.forms import is_id
from tests.boundary.ground import Ground
from tests.boundary.oracle import may_see
from tests.boundary.test_boundary_pages import ACTORS, NEAR, Result, cells, hidden
from tests.shares import share

LINK = re.compile(r'href="(/[^"]*)"')
KEYS = ("at", "before", "after")
"""Ids that a query may carry, tried on every page that is asked with a query at all."""


@pytest.fixture(scope="module")
def links(ground: Ground) -> list[str]:
    """Return what anybody's pages lead to, each once; of queries those that ask in words alone."""
    found: dict[str, None] = {}
    for actor in ACTORS:
        client = client_of(ground, actor)
        for cell in cells(ground, actor):
            if "GET" in cell.door.methods and cell.relation in NEAR:
                answer = asked(ground, client, "GET", cell.address)
                found |= dict.fromkeys(_plain(unescape(link)) for link in LINK.findall(answer.body))
    return [link for link in found if not link.startswith("/static/")]


def _plain(link: str) -> str:
    parts = urlsplit(link)
    asked = [(name, value) for name, value in parse_qsl(parts.query) if not is_id(value)]
    return f"{parts.path}?{urlencode(asked)}" if asked else parts.path


def varied(links: list[str], ids: list[str]) -> Iterator[str]:
    """Yield the links, and of each page and list, or other query, one with ids of others in it."""
    had = set()
    for link in links:
        yield link
        path, _, query = link.partition("?")
        names = tuple(name if name != "show" else value for name, value in parse_qsl(query))
        if names and (kind := (resolve(path).url_name, names)) not in had:
            had.add(kind)
            yield from (f"{link}&{name}={id}" for name in KEYS for id in ids)


def followed(ground: Ground, links: list[str], actor: str, config: pytest.Config) -> Result:
    result, client = Result(), client_of(ground, actor)
    visible = {one.number for one in ground.bundles if may_see(ground, actor, one)}
    others = [one for one in hidden(ground, visible) if one.variant in {"all", "office"}]
    ids = [str(id) for one in others for id in one.ids.values()]
    for address in share(varied(links, ids), turn=ACTORS.index(actor), config=config):
        answer = asked(ground, client, "GET", address)
        result.cells += 1
        result.opened[urlsplit(address).path] += answer.status == 200
        if answer.status >= 500:
            result.wrong.append(f"failed: {actor} {address}")
        if beyond(answer, visible):
            result.leaks.append(f"{beyond(answer, visible)}: {actor or 'nobody'} {address}")
    return result


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS)
def test_links_of_others_show_what_is_in_reach_and_nothing_else(
    ground: Ground, links: list[str], actor: str, pytestconfig: pytest.Config
) -> None:
    result = followed(ground, links, actor, pytestconfig)
    print(f"links: {actor or 'nobody'} asked {result.cells}")

    assert result.faults() == ""
    assert len(links) > 100
    assert result.cells >= len(share(links, turn=ACTORS.index(actor), config=pytestconfig))
