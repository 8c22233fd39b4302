"""No page offers what its visitor is refused: every link and every form leads where one may go."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from huiliu.core.ids import new_id
from huiliu.web.kit.doors import Door, Kind, door_of
from tests.boundary.answers import asked, client_of
from tests.boundary.forms import forms_in
from tests.boundary.ground import Ground
from tests.boundary.test_boundary_forms import ELSEWHERE
from tests.boundary.test_boundary_pages import ACTORS, Cell, cells, holds

OFFERED = re.compile(r'(?:href|action)="(/[^"]*)"')
OWN = frozenset({"", "own"})
NOT_SENT = ELSEWHERE | {"sign_out"}
"""Forms that are not sent here."""


def door_at(address: str) -> Door | None:
    """Return the door of one of our pages; what is no page, such as a picture, has none."""
    try:
        return door_of(resolve(urlsplit(address).path).func)
    except Resolver404:
        return None


def refused_offers(ground: Ground, actor: str) -> tuple[int, set[str]]:
    """Return how many links and forms somebody was shown, and those that would be refused.

    A form is sent as it stands; where that leads is offered too.
    """
    client, seen, wrong = client_of(ground, actor), 0, set()
    for cell in cells(ground, actor):
        opens = "GET" in cell.door.methods and holds(actor, cell.door)
        if not opens or cell.relation not in OWN:
            continue
        body = asked(ground, client, "GET", cell.address).body
        for address in [*OFFERED.findall(body), *leading_on(ground, client, cell, body)]:
            door = door_at(address)
            seen += door is not None
            if door is not None and not holds(actor, door):
                wrong.add(f"{actor or 'nobody'}: {cell.page} offers {address}")
    return seen, wrong


def leading_on(ground: Ground, client: Client, cell: Cell, body: str) -> Iterator[str]:
    """Yield where the forms of a page lead when they are sent and taken."""
    for form in forms_in(body, here=cell.address):
        door = door_at(form.action)
        if door is not None and door.kind is Kind.HELD and cell.page not in NOT_SENT:
            filled = form.filled(**({"id": str(new_id())} if "id" in form.controls else {}))
            yield asked(ground, client, "POST", form.action, filled).leads_to


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS[1:])
def test_page_offers_nothing_that_it_refuses(ground: Ground, actor: str) -> None:
    seen, wrong = refused_offers(ground, actor)
    print(f"offers: {actor or 'nobody'} shown {seen}")

    assert "\n".join(sorted(wrong)) == ""
    assert seen > 0
