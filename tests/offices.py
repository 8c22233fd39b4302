"""People in offices that few tests need: appointed where a test wants them, and signed in."""

from django.test import Client

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.core.acting import Acting
from huiliu.organisations.models import Organisation
from tests.cast import DAY, PASSWORD, acting_of


def in_office(role: RoleName, code: str, *, username: str = "in-office") -> Acting:
    """Appoint somebody new at an organisation."""
    by, place = acting_as_set_up(), Organisation.objects.get(code=code)
    account = open_account(by=by, username=username, name="沈在任", password=PASSWORD)
    appoint(by=by, account=account, role=role, organisation=place, day=DAY)
    return acting_of(username)


def client_in_office(role: RoleName, code: str, *, username: str = "in-office") -> Client:
    in_office(role, code, username=username)
    client = Client()
    assert client.login(username=username, password=PASSWORD)
    return client
