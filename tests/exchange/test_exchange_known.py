"""Whom the database knows is found, whoever brought them; whose roster it was is not told."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from huiliu.access.roles import RoleName
from huiliu.core.acting import Acting
from huiliu.exchange.actions import Brought, apply_roster
from huiliu.exchange.known import KnownPeople
from huiliu.exchange.roster.fields import Field
from huiliu.organisations.models import Organisation
from huiliu.people.matching import Seen
from tests.cast import DAY, Cast
from tests.exchange.checking import check, sheet
from tests.exchange.people import HE, HEADERS
from tests.exchange.workbooks import xlsx
from tests.offices import in_office

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
NAME = "流入党员名册.xlsx"


@pytest.fixture
def driver(cast: Cast, tmp_path: Path) -> Seen:
    """Somebody whom the clerk of the street has brought in, as another roster shows him."""
    path = xlsx(tmp_path / NAME, {"名册": [HEADERS, HE]})
    importer = Organisation.objects.get(path=cast.he.organisation_path)
    brought = Brought(path=path, name=NAME, importer=importer)
    apply_roster(by=cast.he, brought=brought, at=AT, day=DAY)
    name, _sex, number, telephone, *_ = HE
    said = {Field.NAME: name, Field.CITIZEN_NUMBER: number, Field.MOBILE: telephone}
    return check(sheet(said)).lines[0][1]


def files_shown(by: Acting, driver: Seen) -> list[str]:
    known = KnownPeople(by=by).lookup([driver])
    return [seen.origin.file for seen in known.candidates(driver)]


def test_roster_of_the_own_street_is_named(cast: Cast, driver: Seen) -> None:
    assert files_shown(cast.he, driver) == [NAME]


def test_roster_of_another_street_is_not_named(cast: Cast, driver: Seen) -> None:
    elsewhere = in_office(RoleName.STREET_CLERK, "420104001")

    assert files_shown(elsewhere, driver) == [""]


def test_whoever_has_no_queue_is_told_of_no_roster(cast: Cast, driver: Seen) -> None:
    without = replace(cast.he.reach, queue=None)

    assert files_shown(cast.he.reaching(without), driver) == [""]
