"""Reads of the tree that more than one package needs."""

from datetime import date

from huiliu.organisations.models import Name, Organisation
from huiliu.organisations.naming import Node


def directory_nodes(*, day: date) -> list[Node]:
    """Return every standing organisation with all its spellings, for resolving texts."""
    spellings: dict[object, list[str]] = {}
    for organisation, text in Name.objects.values_list("organisation_id", "text"):
        spellings.setdefault(organisation, []).append(text)
    rows = Organisation.objects.standing_on(day).order_by("path")
    return [
        Node(id=pk, path=path, name=name, kind=kind, names=tuple(spellings.get(pk, ())))
        for pk, path, name, kind in rows.values_list("id", "path", "name", "kind")
    ]


def children_of(*, parent: Organisation, day: date) -> list[Organisation]:
    return list(Organisation.objects.standing_on(day).filter(parent=parent).order_by("path"))


def line_of(*, organisation: Organisation) -> list[Organisation]:
    """Return the organisations from the root down to this one."""
    above = [organisation.path[:end] for end in range(5, len(organisation.path) + 1, 5)]
    return list(Organisation.objects.filter(path__in=above).order_by("path"))
