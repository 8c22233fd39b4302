"""Members in tests: a file with a telephone number that signs in, and a client that has."""

from collections.abc import Mapping
from typing import Any

from django.test import Client

from huiliu.access.actions import open_own_account
from huiliu.access.queries import acting_as_self, acting_as_sign_in
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.reach import Reach
from huiliu.people.keys import sign_in_digest
from huiliu.people.models import Person, Sighting, SightingKey
from tests.factories import at, make_person

HOME = "420103001001"
"""The community 环保, where 罗 works."""


def make_member(
    name: str,
    *,
    telephone: str = "13800138000",
    code: str = HOME,
    sealed: Mapping[str, Any] | None = None,
    **more: Any,
) -> Person:
    """Make a file whose sighting is found under its number, as an imported one is."""
    person = make_person(
        name, sealed={"mobile": telephone, **(sealed or {})}, **at(host=code, patch=code), **more
    )
    with scope.entered(Reach.everywhere()):
        for sighting in Sighting.objects.filter(person=person):
            SightingKey(digest=sign_in_digest(telephone), sighting=sighting).save(force_insert=True)
    return person


def acting_as_member(person: Person) -> Acting:
    account = open_own_account(by=acting_as_sign_in(), name=person.name, persons=[person.id])
    return acting_as_self(account=account)


def client_of(person: Person) -> Client:
    """Return a browser in which the person has signed in."""
    account = open_own_account(by=acting_as_sign_in(), name=person.name, persons=[person.id])
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client
