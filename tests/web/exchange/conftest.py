"""A grid worker, who may do nothing with rosters."""

import pytest
from django.test import Client

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.organisations.models import Organisation
from tests.cast import DAY, PASSWORD, Cast


@pytest.fixture
def grid(cast: Cast) -> Client:
    by = acting_as_set_up()
    account = open_account(by=by, username="wu", name="吴网格", password=PASSWORD)
    place = Organisation.objects.get(code="420103001001")
    appoint(by=by, account=account, role=RoleName.GRID_WORKER, organisation=place, day=DAY)
    client = Client()
    assert client.login(username="wu", password=PASSWORD)
    return client
