"""How large a roster may be is a setting."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from huiliu.core import scope
from huiliu.exchange.opening import open_roster
from huiliu.exchange.queries import circle_of
from huiliu.exchange.workbook.unreadable import Unreadable
from huiliu.organisations.queries import directory_nodes
from tests.cast import DAY, Cast
from tests.exchange.people import HE, HEADERS, MA
from tests.exchange.workbooks import xlsx


def test_roster_above_the_limit_of_the_installation_is_refused(cast: Cast, tmp_path: Path) -> None:
    roster = xlsx(tmp_path / "流入.xlsx", {"名册": [HEADERS, HE, MA]})
    small = replace(settings.HUILIU_ROSTER_LIMITS, rows=2)

    with override_settings(HUILIU_ROSTER_LIMITS=small), scope.entered(cast.he.reach):
        circle = circle_of(by=cast.he, nodes=directory_nodes(day=DAY))
        with pytest.raises(Unreadable, match="用到了第 2 行以后"):
            open_roster(roster, circle=circle, today=DAY)


def test_roster_of_two_people_is_within_the_usual_limit(cast: Cast, tmp_path: Path) -> None:
    roster = xlsx(tmp_path / "流入.xlsx", {"名册": [HEADERS, HE, MA]})

    with scope.entered(cast.he.reach):
        circle = circle_of(by=cast.he, nodes=directory_nodes(day=DAY))
        assert open_roster(roster, circle=circle, today=DAY).report.rows == 2
