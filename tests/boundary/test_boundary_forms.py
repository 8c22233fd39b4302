"""Every form, as everybody, for what is theirs and what is not; and bodies that name others' rows.

The forms are those that the pages show, filled in; each is sent to the address that it was made
for, and to the same address of every other relation. Of the bodies that name others' rows every
run sends a third.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache, partial
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from huiliu.core.ids import new_id
from huiliu.web.kit.doors import Kind
from tests.boundary.answers import LEFT_BY_LOOKING, MAY_BE_LEFT, Answer, asked, beyond, client_of
from tests.boundary.forms import Form, forms_in
from tests.boundary.ground import DELEGATION_CODE, EXPORT_NUMBER, Ground
from tests.boundary.oracle import may_see
from tests.boundary.planting import mark, telephone
from tests.boundary.test_boundary_pages import (
    ACTORS,
    NEAR,
    Cell,
    Result,
    cells,
    fault_of,
    hidden,
    is_there,
)
from tests.shares import share

TYPED = {
    "rename_organisation": {"name": "改过的名称"},
    "accept_delegation": {"code": DELEGATION_CODE},
    "trace_export": {"number": EXPORT_NUMBER},
    "tell": {"answer": "doubted", "words": "打不通"},
    "my_move": {"answer": "returned"},
    "register": {"citizen_number": ""},
    "register_reported": {"citizen_number": "", "telephone": "13911112222"},
    "change_station": {"hours": "周一到周六"},
    "pass_on_report": {"place": "荣华社区居委会"},
}
"""What is typed over what stands in a form, where sending it as it is changes nothing."""
ELSEWHERE = {
    *("choose_appointment", "second_factor", "add_factor", "add_passkey", "give_passkey"),
    *("break_glass", "act_for", "print_file"),
    *("take_back_hello", "take_back_own_step"),
    *("reports", "take_back_passing", "reopen_report", "reopen_station"),
    *("renew_paper", "remove_factor", "end_device", "end_other_devices", "change_password"),
}
"""What people do with their own sign-in, which is tried in `tests/web/accounts`; and the form that
asks for a name and a number that agree, in `tests/web/people`; a print leaves a look alone; what a
member said just now is taken back in `tests/web/contact`, what was done about a report or a station
in `tests/web/exchange` and `tests/web/places`."""

SEARCHES = {"accounts", "look_up", "organisations"}
"""What is posted so that it stands in no address; it finds, and changes nothing."""

Forms = dict[str, list[Form]]


def forms_shown(ground: Ground, actor: str) -> Forms:
    """Return the forms that somebody finds on the pages of what is near, by where they lead.

    A page that is only an answer, such as that of a password which is shown once, has forms too.
    """
    client, found = client_of(ground, actor), defaultdict(list)
    near = [cell for cell in cells(ground, actor) if cell.relation in NEAR]
    for cell in near:
        if "GET" in cell.door.methods:
            _keep_forms(found, cell, asked(ground, client, "GET", cell.address))
    for cell in near:
        form = _made_for(found, cell)
        if form and "GET" not in cell.door.methods:
            _keep_forms(found, cell, asked(ground, client, "POST", cell.address, form.filled()))
    return found


def _keep_forms(found: Forms, cell: Cell, answer: Answer) -> None:
    for form in forms_in(answer.body, here=cell.address) if answer.status == 200 else ():
        found[_page_at(form.action)].append(form)


def _made_for(shown: Forms, cell: Cell) -> Form | None:
    """Return the form that leads to this very address."""
    return next((one for one in shown.get(cell.page, ()) if one.action == cell.address), None)


def _page_at(address: str) -> str:
    try:
        return str(resolve(urlsplit(address).path).url_name)
    except Resolver404:
        return ""


@pytest.fixture(scope="module")
def shown(ground: Ground) -> dict[str, Forms]:
    return {actor: forms_shown(ground, actor) for actor in ACTORS}


def forms_for(shown: dict[str, Forms], actor: str, page: str) -> list[Form]:
    """Return somebody's own forms for a page, or else those that others were shown."""
    own = shown[actor].get(page, [])
    return own or next((forms[page] for forms in shown.values() if page in forms), [])


def sent(ground: Ground, shown: dict[str, Forms], actor: str) -> Result:
    """Send each form to each address; what is out of reach must be refused and change nothing."""
    result, client = Result(), client_of(ground, actor)
    visible = {one.number for one in ground.bundles if may_see(ground, actor, one)}
    for cell in cells(ground, actor):
        if "POST" not in cell.door.methods:
            continue
        reached = is_there(ground, actor, cell, visible)
        for form in _fitting(forms_for(shown, actor, cell.page), cell):
            told = _filled(form, cell)
            answer = asked(ground, client, "POST", cell.address, told, watching=True)
            changed = answer.written - LEFT_BY_LOOKING
            result.cells += 1
            line = f"{actor or 'nobody'} {cell.page} {cell.relation} {cell.bundle}"
            fault = fault_of(cell, actor, "POST", answer, reached=reached)
            if fault:
                result.wrong.append(f"{fault}: {answer.status} {line}")
            if answer.status in {403, 404} and changed - MAY_BE_LEFT:
                result.wrong.append(f"refused and yet written {sorted(changed)}: {line}")
            if beyond(answer, visible):
                result.leaks.append(f"{beyond(answer, visible)}: {line}")
            result.opened[cell.page] += bool(changed and answer.status < 400)
    return result


def _filled(form: Form, cell: Cell) -> dict[str, Any]:
    fresh = {"id": str(new_id())} if "id" in form.controls else {}
    return form.filled(**fresh, **TYPED.get(cell.page, {}))


def _fitting(forms: list[Form], cell: Cell) -> list[Form]:
    """Return the form made for this very address, or one made for another."""
    return [form for form in forms if form.action == cell.address][:1] or forms[:1]


Sendings = Callable[[str], Result]


@pytest.fixture(scope="module")
def sendings(ground: Ground, shown: dict[str, Forms]) -> Sendings:
    """Return what came of sending all forms, of each actor once."""
    return cache(partial(sent, ground, shown))


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS)
def test_every_form_changes_what_is_in_reach_and_nothing_else(
    sendings: Sendings, actor: str
) -> None:
    result = sendings(actor)
    print(f"forms: {actor or 'nobody'} sent {result.cells}")

    assert result.faults() == ""


@pytest.mark.django_db
def test_every_form_does_something_for_somebody(ground: Ground, sendings: Sendings) -> None:
    done: Counter[str] = Counter()
    posted = set()
    for actor in ACTORS:
        done += sendings(actor).opened
        posted |= {
            cell.page
            for cell in cells(ground, actor)
            if "POST" in cell.door.methods and cell.door.kind is not Kind.PUBLIC
        }

    assert " ".join(sorted(posted - done.keys() - ELSEWHERE - SEARCHES)) == ""


def crossed(ground: Ground, shown: dict[str, Forms], actor: str, config: pytest.Config) -> Result:
    """Send the own forms with the ids of rows that are out of reach in their bodies."""
    result, client = Result(), client_of(ground, actor)
    visible = {one.number for one in ground.bundles if may_see(ground, actor, one)}
    rows = [id for other in hidden(ground, visible) for id in other.ids.values()]
    for page, forms in shown[actor].items():
        for form in forms[:1]:
            named = share(product(form.ids(), rows), turn=ACTORS.index(actor), config=config)
            for name, row in named:
                answer = asked(ground, client, "POST", form.action, form.filled(**{name: str(row)}))
                result.cells += 1
                if answer.status >= 500:
                    result.wrong.append(f"failed: {actor} {page} {name}")
                if beyond(answer, visible):
                    result.leaks.append(f"{beyond(answer, visible)}: {actor} {page} {name}")
    return result


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS)
def test_body_that_names_the_rows_of_others_changes_nothing_of_theirs(
    ground: Ground, shown: dict[str, Forms], actor: str, pytestconfig: pytest.Config
) -> None:
    result = crossed(ground, shown, actor, pytestconfig)

    assert result.faults() == ""


def sought(ground: Ground, shown: dict[str, Forms], actor: str) -> Result:
    """Search on every page that searches for what stands in the files of others."""
    result, client = Result(), client_of(ground, actor)
    visible = {one.number for one in ground.bundles if may_see(ground, actor, one)}
    for page in SEARCHES & shown[actor].keys():
        [form, *_others] = shown[actor][page]
        for other in hidden(ground, visible):
            for words in (mark(other.number), telephone(other.number)):
                answer = asked(ground, client, "POST", form.action, form.filled(q=words))
                result.cells += 1
                result.opened[page] += answer.status == 200
                if beyond(answer, visible):
                    result.leaks.append(f"{beyond(answer, visible)}: {actor} {page} {words}")
    return result


@pytest.mark.django_db
def test_search_for_what_is_out_of_reach_finds_nothing(
    ground: Ground, shown: dict[str, Forms]
) -> None:
    opened: Counter[str] = Counter()
    for actor in ACTORS:
        result = sought(ground, shown, actor)
        opened += result.opened
        assert result.faults() == ""
    print(f"searches: {opened.total()} posted")

    assert opened.keys() == SEARCHES
