"""Two spellings of one home outside the city become one after a person said so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.core import scope
from huiliu.core.clock import day_of, now
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import Brought, apply_roster
from huiliu.insight.queries import tallies_agree
from huiliu.organisations.models import Name, Organisation
from huiliu.stays.models import Stay
from tests.cast import Cast
from tests.exchange.people import HEADERS, arrived
from tests.exchange.test_exchange_applying import AT
from tests.exchange.workbooks import xlsx

SignIn = Callable[[str], Client]
LONG, SHORT = "中共湖北省黄冈市王家村支部委员会", "黄冈市王家村党支部"


def bring(cast: Cast, path: Path, home: str, *, order: int) -> None:
    """Apply a roster of one today: the page joins homes today, whatever day it is."""
    name, sex, number, mobile, _, host, day = arrived("何志斌", order=order)
    rows = [HEADERS, (name, sex, number, mobile, home, host, day)]
    importer = Organisation.objects.get(code="420103001")
    roster = Brought(
        xlsx(path / f"{order}.xlsx", {"名册": rows}), name="流入.xlsx", importer=importer
    )
    apply_roster(by=cast.he, brought=roster, at=AT, day=day_of(now()))


def homes() -> list[tuple[str, str]]:
    """Return of each stay the home as it was written, and where it stands today."""
    with scope.entered(Reach.everywhere()):
        stays = Stay.objects.select_related("home").order_by("id")
        standing = {one.path: one.name for one in Organisation.objects.all()}
        return [(stay.home.name, standing[str(stay.home_path)]) for stay in stays]


@pytest.fixture
def spelt_twice(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, LONG, order=1)
    bring(cast, tmp_path, SHORT, order=2)


def test_alike_spellings_are_shown_and_joined(
    cast: Cast, spelt_twice: None, tmp_path: Path, sign_in: SignIn
) -> None:
    client = sign_in("he")
    (group,) = client.get(reverse("outside_homes")).context["groups"]
    kept, other = group["kept"], group["others"][0]
    assert (kept.name, other.name) == ("湖北省黄冈市王家村", "黄冈市王家村")

    answer = client.post(reverse("join_outside"), {"kept": kept.id, "other": other.id}, follow=True)

    assert "记住了，以后这两种写法都算湖北省黄冈市王家村。" in answer.content.decode()
    assert answer.context["groups"] == []
    assert homes() == [
        ("湖北省黄冈市王家村", "湖北省黄冈市王家村"),
        ("黄冈市王家村", "湖北省黄冈市王家村"),
    ]
    bring(cast, tmp_path, SHORT, order=3)
    assert homes()[2] == ("湖北省黄冈市王家村", "湖北省黄冈市王家村")
    with scope.entered(Reach.everywhere()):
        assert tallies_agree()


def test_joining_twice_is_joining_once(cast: Cast, spelt_twice: None, sign_in: SignIn) -> None:
    client = sign_in("he")
    (group,) = client.get(reverse("outside_homes")).context["groups"]
    joined = {"kept": group["kept"].id, "other": group["others"][0].id}

    first, second = (client.post(reverse("join_outside"), joined) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert Name.objects.count() == 1


def test_home_that_was_joined_already_is_not_joined_elsewhere(
    cast: Cast, spelt_twice: None, sign_in: SignIn
) -> None:
    client = sign_in("he")
    (group,) = client.get(reverse("outside_homes")).context["groups"]
    kept, other = group["kept"].id, group["others"][0].id
    client.post(reverse("join_outside"), {"kept": kept, "other": other})

    answer = client.post(reverse("join_outside"), {"kept": other, "other": kept})

    assert answer.status_code == 409


@pytest.mark.parametrize("pair", ["same", "unknown", "inside", "nothing"])
def test_pair_that_cannot_be_joined_is_not_there(
    cast: Cast, spelt_twice: None, sign_in: SignIn, pair: str
) -> None:
    home = Organisation.objects.get(name="黄冈市王家村").id
    inside = Organisation.objects.get(code="420103001").id
    sent = {
        "same": {"kept": home, "other": home},
        "unknown": {"kept": home, "other": new_id()},
        "inside": {"kept": home, "other": inside},
        "nothing": {},
    }[pair]

    assert sign_in("he").post(reverse("join_outside"), sent).status_code == 404


def test_grid_or_liaison_without_rosters_is_refused(cast: Cast) -> None:
    assert Client().get(reverse("outside_homes")).url == reverse("sign_in")


def test_homes_that_only_share_the_village_name_are_not_alike(
    cast: Cast, tmp_path: Path, sign_in: SignIn
) -> None:
    bring(cast, tmp_path, LONG, order=1)
    bring(cast, tmp_path, "中共湖南省岳阳市王家村支部委员会", order=2)

    assert sign_in("he").get(reverse("outside_homes")).context["groups"] == []
