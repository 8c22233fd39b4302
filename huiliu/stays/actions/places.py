"""Organisations that somebody names for a stay: each of a kind that can be what it is named as."""

from uuid import UUID

from huiliu.core.errors import Refused
from huiliu.organisations.choices import HOMES, HOSTS
from huiliu.organisations.models import Organisation


def host_named(id: UUID) -> Organisation:
    return _named(id, kinds=HOSTS, words="这里不能接收党员。请选街道、社区或者党支部。")


def home_named(id: UUID) -> Organisation:
    return _named(id, kinds=HOMES, words="这里没有党员的组织关系。请选党支部或者社区。")


def _named(id: UUID, *, kinds: frozenset[str], words: str) -> Organisation:
    found = Organisation.objects.filter(id=id, closed_on=None).first()
    if found is None or found.kind not in kinds:
        raise Refused(words)
    return found
