"""Reads of the tree that more than one package needs."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach
from huiliu.core.paths import Range
from huiliu.core.reach import ADDRESSES
from huiliu.organisations.choices import Kind, ReachedBy
from huiliu.organisations.models import Addressed, Name, Organisation
from huiliu.organisations.naming import Node
from huiliu.organisations.outside import last_place, same_home

NODE = ("id", "path", "name", "kind", "reached_by")


def directory_nodes(*, day: date) -> list[Node]:
    """Return every standing organisation with all its spellings, for resolving texts."""
    spellings: dict[object, list[str]] = {}
    for organisation, text in Name.objects.values_list("organisation_id", "text"):
        spellings.setdefault(organisation, []).append(text)
    rows = Organisation.objects.standing_on(day).order_by("path")
    return [
        Node(pk, path, name, kind, tuple(spellings.get(pk, ())), reached != ReachedBy.NOTHING)
        for pk, path, name, kind, reached in rows.values_list(*NODE)
    ]


def line_of(*, organisation: Organisation) -> list[Organisation]:
    """Return the organisations from the root down to this one."""
    above = [organisation.path[:end] for end in range(5, len(organisation.path) + 1, 5)]
    return list(Organisation.objects.filter(path__in=above).order_by("path"))


def children_of(*, parent: Organisation, kinds: Collection[str], day: date) -> list[Organisation]:
    """Return those right below that are of these kinds, in the order of the tree."""
    standing = Organisation.objects.standing_on(day).filter(parent=parent, kind__in=kinds)
    return list(standing.order_by("path"))


def addressed_models() -> list[type[Addressed]]:
    """Return every table with addresses: what has to follow when organisations move or go."""
    return [model for model in apps.get_models() if issubclass(model, Addressed)]


def addressed_among(*, organisations: Collection[UUID]) -> set[UUID]:
    """Return which of these organisations any row is addressed to; asked inside a crossing."""
    found: set[UUID] = set()
    for model in addressed_models():
        for name in ADDRESSES:
            rows: models.QuerySet[Addressed] = models.QuerySet(model).filter(
                **{f"{name}__in": list(organisations)}
            )
            found.update(rows.values_list(f"{name}_id", flat=True).distinct())
    return found


@dataclass(frozen=True, slots=True)
class Branching:
    """An organisation, and how many of which kind stand directly under it."""

    organisation: Organisation
    below: Counter[Kind]


def organisation_in_range(*, by: Acting, id: UUID) -> Organisation:
    """Return an organisation that the actor administers; any other is not there."""
    found = Organisation.objects.filter(id=id).first()
    if found is None or by.range is None or not by.range.holds(found.path):
        raise OutOfReach
    return found


def level_of(*, by: Acting) -> Kind:
    """Return the level from which somebody acts; a machine of no organisation acts for the city."""
    if by.organisation_id is None:
        return Kind.CITY
    return Kind(Organisation.objects.values_list("kind", flat=True).get(id=by.organisation_id))


def branches_of(*, parent: Organisation, day: date) -> list[Branching]:
    """Return the children with what stands under each; one query for both levels."""
    two_levels = Organisation.objects.standing_on(day).filter(
        Q(parent=parent) | Q(parent__parent=parent)
    )
    children: dict[UUID, Branching] = {}
    for organisation in two_levels.order_by("path"):
        if organisation.parent_id == parent.id:
            children[organisation.id] = Branching(organisation, Counter())
        elif organisation.parent_id in children:
            children[organisation.parent_id].below[Kind(organisation.kind)] += 1
    return list(children.values())


def named_like(*, text: str, within: Range, day: date, at_most: int) -> list[Organisation]:
    """Return the organisations of a range whose name or further spelling holds the text."""
    spelt = Name.objects.filter(organisation=OuterRef("pk"), text__icontains=text)
    found = (
        Organisation.objects.standing_on(day)
        .filter(path__gte=within.lo, path__lt=within.hi)
        .filter(Q(name__icontains=text) | Exists(spelt))
        .select_related("parent")
        .order_by("path")
    )
    return list(found[:at_most])


def named_anywhere(
    *, text: str, kinds: Collection[str], day: date, at_most: int
) -> list[Organisation]:
    """Return the organisations of these kinds whose name or spelling holds the text, best first.

    Who is called exactly so is before those whose name only holds it. Of several words with blanks
    between them each has to be found, if need be in the name of the organisation above.
    """
    found = Organisation.objects.standing_on(day).filter(kind__in=kinds)
    for part in text.split():
        spelt = Name.objects.filter(organisation=OuterRef("pk"), text__icontains=part)
        above = Q(parent__name__icontains=part) if part != text else Q()
        found = found.filter(Q(name__icontains=part) | Exists(spelt) | above)
    exact_first = found.order_by(Case(When(name=text, then=0), default=1), "path")
    return list(exact_first.select_related("parent")[:at_most])


def names_of(*, organisation: Organisation) -> list[Name]:
    return list(Name.objects.filter(organisation=organisation).order_by("text"))


def outside_pair(*, kept_id: UUID, other_id: UUID) -> tuple[Organisation, Organisation]:
    """Return two homes outside the city, locked in one order so that two joins do not wait."""
    wanted = {kept_id, other_id}
    rows = Organisation.objects.select_for_update(of=("self",)).filter(id__in=wanted)
    found = {row.id: row for row in rows.filter(kind=Kind.OUTSIDE).order_by("id")}
    if found.keys() != wanted or kept_id == other_id:
        raise OutOfReach
    return found[kept_id], found[other_id]


def alike_outside(*, day: date) -> list[list[Organisation]]:
    """Return the homes outside the city whose spellings may be one, in groups of two and more."""
    groups: dict[str, list[Organisation]] = {}
    homes = Organisation.objects.standing_on(day).filter(kind=Kind.OUTSIDE).exclude(parent=None)
    for home in homes.order_by("path"):
        groups.setdefault(last_place(home.name), []).append(home)
    return [group for found in groups.values() for group in _alike(found) if len(group) > 1]


def _alike(homes: list[Organisation]) -> list[list[Organisation]]:
    """Put together those whose whole spelling may be the same, not only the village's name."""
    groups: list[list[Organisation]] = []
    for home in homes:
        own = next((group for group in groups if same_home(group[0].name, home.name)), None)
        if own is None:
            groups.append([home])
        else:
            own.append(home)
    return groups


def astray() -> dict[str, int]:
    """Count by table the rows addressed to no organisation; asked with a reach over everything."""
    known = Organisation.objects.filter(id=OuterRef("place"))
    found = {}
    for model in addressed_models():
        for name in ADDRESSES:
            rows: models.QuerySet[Addressed] = models.QuerySet(model)
            placed = rows.exclude(**{f"{name}_id": None}).annotate(place=F(f"{name}_id"))
            lost = placed.filter(~Exists(known)).count()
            if lost:
                found[f"{model._meta.db_table}.{name}"] = lost
    return found
