"""Every door asks what it has to ask: a second opinion on which permission opens which of them.

What a page or an action asks stands on it alone, so that whoever tries it takes its word for it.
Here it is said again, in `doors.toml`. A new door asks for a line there.
"""

import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse

from huiliu.access.roles import ROLES, RoleName
from huiliu.core.acting import Acting
from huiliu.core.actions import DECLARED
from huiliu.core.errors import NotPermitted
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.web.kit.doors import Door, Kind, door_of
from tests.boundary.answers import asked, client_of
from tests.boundary.ground import Ground
from tests.conventions.sources import PACKAGE
from tests.conventions.test_conventions_writing import action_modules
from tests.world import patterns

SAID = tomllib.loads((Path(__file__).parent / "doors.toml").read_text(encoding="utf-8"))
NOBODY = Acting(
    name="nobody",
    role="nobody",
    permissions=frozenset(),
    account_id=new_id(),
    appointment_id=new_id(),
)
"""Somebody in office who may do nothing: refused for the permission, and for no other reason."""


def doors() -> dict[str, Door]:
    found = {str(page.name): door_of(page.callback) for page in patterns(get_resolver())}
    return {name: door for name, door in found.items() if door is not None}


def asked_of_pages() -> dict[str, str]:
    """Return the permission that each page asks; of one that asks none, who it is open to."""
    return {name: str(door.permission or door.kind.value) for name, door in doors().items()}


def asked_of_actions() -> dict[str, str]:
    """Return the permission that each action of ours asks; tests declare a few of their own."""
    ours = {path.relative_to(PACKAGE).parts[0] for path in action_modules()}
    return {name: str(one) for name, one in DECLARED.items() if name.split(".")[0] in ours}


def action_called(name: str) -> Callable[..., object]:
    domain, verb = name.split(".")
    found: Callable[..., object] = getattr(import_module(f"huiliu.{domain}.actions"), verb)
    return found


def differing(said: dict[str, str], asked: dict[str, str]) -> list[str]:
    """Return the lines that the list would need, and those that it has too many."""
    more = [f'+ "{name}" = "{asked[name]}"' for name in asked if said.get(name) != asked[name]]
    less = [f'- "{name}" = "{said[name]}"' for name in said if asked.get(name) != said[name]]
    return sorted(more + less)


def test_pages_ask_what_the_list_says() -> None:
    assert differing(SAID["pages"], asked_of_pages()) == []


def test_actions_ask_what_the_list_says() -> None:
    assert differing(SAID["actions"], asked_of_actions()) == []


def test_planted_door_that_asks_another_permission_is_found() -> None:
    asks_less = asked_of_pages() | {"person": Permission.VIEW_TALLY.value}

    assert differing(SAID["pages"], asks_less) == [
        '+ "person" = "insight.view_tally"',
        '- "person" = "people.view_person"',
    ]


@pytest.mark.parametrize("name", SAID["actions"])
def test_action_refuses_whoever_holds_nothing(name: str) -> None:
    """Before it looks at anything that it was given."""
    with pytest.raises(NotPermitted):
        action_called(name)(by=NOBODY)


@pytest.mark.django_db
def test_every_page_refuses_those_without_its_permission(ground: Ground) -> None:
    held = {role: ROLES[role].permissions for role in RoleName}
    opened, tried = [], 0
    for page in patterns(get_resolver()):
        door = door_of(page.callback)
        if door is None or door.kind is not Kind.HELD:
            continue
        actor = next(one for one in reversed(held) if door.permission not in held[one])
        address = reverse(
            str(page.name), kwargs={kind: new_id() for kind in page.pattern.converters}
        )
        answer = asked(ground, client_of(ground, actor), door.methods[0], address)
        tried += 1
        opened += [f"{answer.status} {actor} {page.name}"] * (answer.status != 403)
    print(f"doors: {tried} tried")

    assert opened == []
    assert tried > 50
