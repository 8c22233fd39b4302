"""Whose duties a due list holds: the home's, the host's, or those of a patch."""

from datetime import UTC, date, datetime, timedelta

import pytest

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_set_up, acting_under
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.queries import attempts_of, due_list, figures
from huiliu.core import scope
from huiliu.core.acting import Acting, Channel
from huiliu.core.ids import new_id
from huiliu.organisations.actions import open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.stays.choices import Side, WindowState
from huiliu.stays.models import Link
from tests.cast import DAY, PASSWORD, Cast
from tests.factories import at, make_person, make_stay, make_window

LATE = DAY - timedelta(days=1)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def overdue(name: str, side: Side, **codes: str) -> None:
    stay = make_stay(make_person(name, **at(**codes)), opened_on=date(2026, 9, 1))
    make_window(stay, opens_on=LATE, aim_on=LATE, limit_on=LATE, side=side)


def names(by: Acting) -> list[str]:
    with scope.entered(by.reach):
        return sorted(line.window.person.name for line in due_list(by=by, day=DAY))


@pytest.fixture
def pan(cast: Cast) -> Acting:
    """潘 goes round the first grid of 环保."""
    by = acting_as_set_up()
    community = Organisation.objects.get(code="420103001001")
    grid = open_organisation(
        by=by, parent=community, kind=Kind.GRID, name="第一网格", code="G1", day=DAY
    )
    account = open_account(by=by, username="pan", name="潘网格", password=PASSWORD)
    held = appoint(by=by, account=account, role=RoleName.GRID_WORKER, organisation=grid, day=DAY)
    return acting_under(appointment=held, account=account, channel=Channel.PAGE)


def test_branch_calls_those_who_left_it_and_those_it_took_in(cast: Cast) -> None:
    overdue("走了的", Side.HOME, home="B1", host="420103001001")
    overdue("来了的", Side.HOST, home="B1", host="B1")

    assert names(cast.zhou) == ["来了的", "走了的"]


def test_host_does_not_see_the_duties_of_the_home(cast: Cast) -> None:
    overdue("走了的", Side.HOME, home="B1", host="420103001001")

    assert names(cast.luo) == []


def test_grid_worker_visits_those_who_live_in_the_grid(cast: Cast, pan: Acting) -> None:
    overdue("住在网格里", Side.HOST, host="420103001001", patch="G1")
    overdue("住在别处", Side.HOST, host="420103001001", patch="420103001001")

    assert names(pan) == ["住在网格里"]


def test_figures_count_what_the_list_holds(cast: Cast) -> None:
    overdue("何志斌", Side.HOST, host="420103001001")
    overdue("马春兰", Side.HOST, host="420103001001")

    with scope.entered(cast.luo.reach):
        found = figures(by=cast.luo, day=DAY)

    assert found == {
        WindowState.RESTING: 0,
        WindowState.OPEN: 0,
        WindowState.DUE: 0,
        WindowState.OVERDUE: 2,
    }


def test_notes_are_read_in_words_and_newest_first(cast: Cast) -> None:
    overdue("何志斌", Side.HOST, host="420103001001")
    with scope.entered(cast.luo.reach):
        link = Link.objects.get(person__name="何志斌", side=Side.HOST)
    for day, note in ((DAY - timedelta(days=3), "换了工地"), (DAY, "")):
        told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, day, note=note)
        record_contact(by=cast.luo, id=new_id(), link_id=link.id, told=told, at=NOON, day=DAY)

    with scope.entered(cast.luo.reach):
        found = attempts_of(persons=[link.person_id])

    assert [(attempt.happened_on, note) for attempt, note in found] == [
        (DAY, ""),
        (DAY - timedelta(days=3), "换了工地"),
    ]


def test_registrar_has_no_duties(cast: Cast) -> None:
    overdue("何志斌", Side.HOST, host="420103001001")

    assert names(cast.qian) == []
