"""Every address, as everybody, for what is theirs and what is not, by every method.

The addresses come from the URL configuration, the roles from their enumeration, who may see what
from `oracle`: a new page or role is tried without a line being added here.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, clear_url_caches, get_resolver, path, reverse

from huiliu.access.roles import MEMBER_PERMISSIONS, ROLES, RoleName
from huiliu.config import urls
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.clock import today
from huiliu.core.ids import new_id
from huiliu.core.reach import ADDRESSES, Reach
from huiliu.people.models import Person
from huiliu.people.queries import person_in_reach
from huiliu.stays.actions import name_contact_person
from huiliu.web.kit import pages as kit_pages
from huiliu.web.kit.doors import Door, Kind, door_of
from huiliu.web.people import pages as person_pages
from tests.boundary.answers import Answer, asked, beyond, client_of, put_in
from tests.boundary.ground import Bundle, Ground, acting_in
from tests.boundary.oracle import MEMBERS_OWN, may_see, related
from tests.conventions.test_conventions_pages import patterns

ACTORS = ("", "member", *RoleName.values)
NEAR = frozenset({"", "own", "child"})
"""Relations in which somebody is shown pages at all."""
NOT_BY_ITSELF = {"home", "street_list", "my_code", "far_code", "second_factor"}
"""Pages that lead on to another, or need a query or a code that was sent."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True, slots=True)
class Cell:
    """One address in the eyes of one actor."""

    page: str
    door: Door
    relation: str
    bundle: Bundle | None
    """What the address names; nothing where it names nothing, or nothing that there is."""
    address: str


@dataclass(slots=True)
class Result:
    cells: int = 0
    leaks: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    """How often each page opened, and showed something."""
    answered: Counter[str] = field(default_factory=Counter)
    """How often each page opened where somebody is shown pages at all."""

    def faults(self) -> str:
        """Return every leak and every wrong answer, a line each; nothing is what we want."""
        return "\n".join(dict.fromkeys([*self.leaks, *self.wrong]))


def holds(actor: str, door: Door) -> bool:
    if door.kind is not Kind.HELD:
        return door.kind is Kind.PUBLIC or actor != ""
    held = MEMBER_PERMISSIONS if actor == "member" else ROLES[RoleName(actor)].permissions
    return door.permission in held


def things(ground: Ground, actor: str) -> Iterator[tuple[str, Bundle]]:
    """Yield what lies around an actor: of its own organisation each kind, of others everything."""
    place = ground.places.get(actor, MEMBERS_OWN[0])
    for relation, node in related(ground, place):
        variants = ADDRESSES if relation == "own" else ()
        for bundle in ground.bundles:
            if bundle.node == node and bundle.variant not in {*ADDRESSES} - {*variants}:
                yield relation, bundle


def cells(ground: Ground, actor: str) -> Iterator[Cell]:
    for page in patterns(get_resolver()):
        door, wanted = door_of(page.callback), [*page.pattern.converters]
        name = str(page.name)
        assert door is not None, f"{page.pattern} has no door"
        if set(wanted) <= ground.shared.keys():
            shared = {kind: ground.shared[kind] for kind in wanted}
            yield Cell(name, door, "", None, _address(page, shared))
            continue
        yield Cell(name, door, "nobody", None, _address(page, {k: new_id() for k in wanted}))
        for relation, bundle in things(ground, actor):
            ids = put_in(bundle.ids, wanted)
            if ids:
                yield Cell(name, door, relation, bundle, _address(page, ids))


def _address(page: URLPattern, ids: dict[str, UUID]) -> str:
    return reverse(str(page.name), kwargs=ids)


OF_ONES_OWN_WORDS = frozenset({"take_back_step"})
"""Pages of what somebody said, who may take it back wherever it has gone by that."""


def is_there(ground: Ground, actor: str, cell: Cell, visible: Container[int]) -> bool:
    """Say whether what an address names is there for somebody."""
    if cell.bundle is None:
        return False
    own = cell.page in OF_ONES_OWN_WORDS and cell.bundle.said_by == ground.accounts.get(actor, "")
    return own or cell.bundle.number in visible


def fault_of(cell: Cell, actor: str, method: str, answer: Answer, *, reached: bool) -> str:
    """Return what is wrong with an answer, or nothing."""
    if answer.status >= 500:
        return "failed"
    wanted, fault = answer.status, ""
    if method not in cell.door.methods:
        wanted, fault = 405, "method let in"
    elif cell.door.kind is Kind.PUBLIC:
        pass
    elif actor == "":
        wanted, fault = 302, "opened to nobody"
    elif not holds(actor, cell.door):
        wanted, fault = 403, "opened without the permission"
    elif cell.relation and not reached:
        wanted, fault = 404, "there for somebody out of reach"
    led_on = cell.door.kind is Kind.SIGNED_IN and answer.status == 302
    return "" if answer.status == wanted or led_on else fault


def hidden(ground: Ground, visible: Container[int]) -> list[Bundle]:
    """Return one bundle of each kind that lies out of reach."""
    found = {one.variant: one for one in ground.bundles if one.number not in visible}
    return list(found.values())


def tried(ground: Ground, actor: str, *, whole: bool = False) -> Result:
    """Ask for every address with nothing in the body.

    A method that a page does not take is refused before anything else is looked at; it is tried
    once for each page, or, if the `whole` is wanted, for all that an address can name.
    """
    result, client = Result(), client_of(ground, actor)
    visible = {one.number for one in ground.bundles if may_see(ground, actor, one)}
    for cell in cells(ground, actor):
        reached = is_there(ground, actor, cell, visible)
        once = cell.relation in {"", "nobody"}
        for method in METHODS if whole or once else cell.door.methods:
            answer = asked(ground, client, method, cell.address)
            result.cells += 1
            line = f"{actor or 'nobody'} {method} {cell.page} {cell.relation} {cell.bundle}"
            fault = fault_of(cell, actor, method, answer, reached=reached)
            if fault:
                result.wrong.append(f"{fault}: {answer.status} {line}")
            if beyond(answer, visible):
                result.leaks.append(f"{beyond(answer, visible)}: {line}")
            if method == "GET" and answer.status == 200:
                result.opened[cell.page] += bool(answer.shown)
                result.answered[cell.page] += cell.relation in NEAR
    return result


Trials = Callable[[str], Result]


@pytest.fixture(scope="module")
def trials(ground: Ground, pytestconfig: pytest.Config) -> Trials:
    """Return what came of asking for every address, of each actor once."""
    return cache(partial(tried, ground, whole=pytestconfig.getoption("whole")))


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS)
def test_every_address_shows_what_is_in_reach_and_nothing_else(trials: Trials, actor: str) -> None:
    result = trials(actor)
    print(f"addresses: {actor or 'nobody'} tried {result.cells}")

    assert result.faults() == ""


@pytest.mark.django_db
def test_every_page_that_shows_people_opens_to_somebody(trials: Trials) -> None:
    """A matrix of refusals alone would prove nothing."""
    opened: Counter[str] = Counter()
    for actor in ACTORS:
        opened += trials(actor).answered
    read = {
        str(page.name)
        for page in patterns(get_resolver())
        if (door := door_of(page.callback)) is not None and "GET" in door.methods
    }

    assert sorted(read - (+opened).keys() - NOT_BY_ITSELF) == []


@pytest.mark.django_db
def test_planted_look_beyond_reach_is_found(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found_anywhere(*, id: UUID) -> Person | None:
        with scope.entered(Reach.everywhere()):
            return person_in_reach(id=id)

    monkeypatch.setattr(person_pages, "person_in_reach", found_anywhere)

    result = tried(ground, "grid_worker")

    assert {line.split(": ")[1].split()[2] for line in result.leaks} == {"person"}
    assert {line.split(":")[0] for line in result.wrong} == {"there for somebody out of reach"}


def taken_back(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the secretary take back what the contact person was entrusted with."""
    own = next(one for one in ground.bundles if one.number in ground.entrusted)
    name_contact_person(
        by=acting_in(ground, RoleName.BRANCH_SECRETARY),
        link_id=own.ids["link"],
        appointment_id=None,
        day=today(),
    )
    monkeypatch.setattr(ground, "entrusted", frozenset())


@pytest.mark.django_db
def test_what_is_taken_back_is_there_for_the_contact_person_no_more(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back(ground, monkeypatch)

    result = tried(ground, RoleName.CONTACT_PERSON)

    assert result.faults() == ""
    assert +result.opened == Counter()


@pytest.mark.django_db
def test_planted_reach_that_outlives_the_taking_back_is_found(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = acting_in(ground, RoleName.CONTACT_PERSON).reach
    taken_back(ground, monkeypatch)
    monkeypatch.setattr(kit_pages, "acting_with_entrusted", lambda *, by: by.reaching(remembered))

    result = tried(ground, RoleName.CONTACT_PERSON)

    assert {line.split(": ")[1].split()[2] for line in result.leaks} == {
        "need",
        "person",
        "raise_need",
    }
    assert {line.split(":")[0] for line in result.wrong} == {"there for somebody out of reach"}


@pytest.mark.django_db
def test_planted_forgotten_permission_is_found(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Acting, "require", lambda *_given, **_more: None)

    result = tried(ground, "member")

    assert "opened without the permission" in {line.split(":")[0] for line in result.wrong}


def test_planted_page_without_a_door_is_found(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page = path("open/", lambda request: HttpResponse(request.path), name="open")
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, open_page])
    clear_url_caches()

    with pytest.raises(AssertionError, match="open/ has no door"):
        list(cells(ground, "member"))

    monkeypatch.undo()
    clear_url_caches()
