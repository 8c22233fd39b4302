"""Nothing that nobody sees is stored, wherever it is typed or brought."""

import csv
from pathlib import Path

import pytest

from huiliu.access.actions import invite
from huiliu.access.queries import acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.core.unseen import without_unseen
from huiliu.exchange.actions import Brought, add_synonym, apply_roster, check_roster
from huiliu.exchange.roster.fields import Field
from huiliu.exchange.roster.problems import Code
from huiliu.needs.actions import raise_need, solve_need, take_need
from huiliu.needs.choices import NeedKind
from huiliu.organisations.actions import add_name, open_organisation, rename_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import DAY, Cast
from tests.exchange.people import HEADERS, arrived
from tests.exchange.workbooks import xlsx
from tests.payloads import UNSEEN
from tests.world import AT
from tests.written import texts


def hidden_in_the_database() -> dict[str, str]:
    with scope.entered(Reach.everywhere()):
        return {column: text for column, text in texts() if without_unseen(text) != text}


def type_everywhere(cast: Cast, name: str) -> None:
    """Type a name wherever one is typed."""
    by, community = acting_as_set_up(), Organisation.objects.get(code="420103001001")
    branch = open_organisation(by=by, parent=community, kind=Kind.BRANCH, name=f"{name}一", day=DAY)
    rename_organisation(by=by, id=branch.id, name=f"{name}二")
    add_name(by=by, organisation=branch, text=f"{name}三")
    open_account(by=by, username="chen", name=name, password=None)
    invite(
        by=cast.he,
        id=new_id(),
        name=name,
        role=RoleName.COMMUNITY_WORKER,
        organisation=community,
        at=AT,
    )
    add_synonym(by=cast.he, header=name, field=Field.REMARK)


def say_everywhere(cast: Cast, words: str) -> None:
    """Say a sentence wherever one is said about somebody of 环保."""
    with scope.entered(Reach.everywhere()):
        person = Person.objects.get(name="何志斌")
        link = Link.objects.get(person=person, side=Side.HOST)
    need = new_id()
    about = {"person_id": person.id, "kind": NeedKind.WORK, "words": words}
    raise_need(by=cast.luo, id=need, at=AT, day=DAY, **about)
    take_need(by=cast.luo, id=new_id(), need_id=need, at=AT)
    solve_need(by=cast.luo, id=new_id(), need_id=need, words=words, at=AT)
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, DAY, note=words)
    record_contact(by=cast.luo, id=new_id(), link_id=link.id, told=told, at=AT, day=DAY)


def bring(cast: Cast, folder: Path, hidden: str) -> None:
    """Bring a roster with it in the file's name, the sheet's, a header, and the cells."""
    row = ("何志斌", *arrived("何志斌", order=1)[1:], f"外卖{hidden}骑手")
    rows = [(*HEADERS[:5], f"流入{hidden}党支部", HEADERS[6], "从事职业"), row]
    path = xlsx(folder / "a.xlsx", {f"名{hidden}册": rows})
    street = Organisation.objects.get(code="420103001")
    brought = Brought(path, name=f"流入{hidden}党员.xlsx", importer=street)
    check_roster(by=cast.he, id=new_id(), brought=brought, at=AT, day=DAY)
    apply_roster(by=cast.he, brought=brought, at=AT, day=DAY)


@pytest.mark.parametrize("name", UNSEEN)
def test_nothing_is_stored_that_nobody_sees(cast: Cast, tmp_path: Path, name: str) -> None:
    hidden = name.replace("陈", "").replace("涛", "")
    if hidden[0] > " ":  # XML, and so a workbook, has no letters below
        bring(cast, tmp_path, hidden)
    else:
        bring(cast, tmp_path, "\u200b")
    type_everywhere(cast, name)
    say_everywhere(cast, f"家里{hidden}都好")

    assert hidden_in_the_database() == {}


def test_text_that_was_stored_unseen_is_found(cast: Cast) -> None:
    with scope.entered(Reach.everywhere()):
        Organisation.objects.filter(code="420103001").update(name="街\u202e道")

    assert hidden_in_the_database() == {"Organisation.name": "街\u202e道"}


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("何\u202e志斌", {Code.NAME_CONTROL}),
        ("何\x07志斌", {Code.NAME_CONTROL}),
        ("何\u200b志斌", {Code.NAME_HIDDEN}),
        ("何\u3164志斌", {Code.NAME_HIDDEN}),
    ],
)
def test_roster_says_in_words_what_is_wrong_with_a_name(
    cast: Cast, tmp_path: Path, name: str, codes: set[Code]
) -> None:
    path = tmp_path / "流入.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADERS, (name, *arrived("何志斌", order=1)[1:])])
    street = Organisation.objects.get(code="420103001")
    brought = Brought(path, name="流入.csv", importer=street)

    _, opened = apply_roster(by=cast.he, brought=brought, at=AT, day=DAY)

    found = {problem.code for problem in opened.report.problems}
    assert {code for code in found if code.startswith("name_")} == codes
    assert hidden_in_the_database() == {}
