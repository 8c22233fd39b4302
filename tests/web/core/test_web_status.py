"""The page on how the installation is."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from huiliu.access.roles import RoleName
from huiliu.core.ids import new_id
from huiliu.core.jobs import later
from tests.cast import Cast
from tests.offices import client_in_office

SignIn = Callable[[str], Client]


def test_status_counts_jobs_and_names_no_fault(cast: Cast) -> None:
    later("exchange.apply_batch", lock=new_id(), appointment=new_id(), batch=new_id())

    page = client_in_office(RoleName.SYSTEM_ADMIN, "4201").get(reverse("status"))

    assert [tile["count"] for tile in page.context["tiles"]] == [1, 0, 0]
    assert page.context["faults"] == []
    assert "和设定的一样" in page.content.decode()


@pytest.mark.parametrize("username", ["qian", "tang", "he", "luo", "zhou"])
def test_status_is_for_the_system_administrator(cast: Cast, sign_in: SignIn, username: str) -> None:
    assert sign_in(username).get(reverse("status")).status_code == 403
