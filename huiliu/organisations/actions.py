"""The tree grows here; moving and merging organisations is an action of `access`."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import OutOfReach, Refused
from huiliu.core.paths import segment
from huiliu.core.permissions import Permission
from huiliu.organisations.choices import Kind, ReachedBy
from huiliu.organisations.models import Name, Organisation

DIVISIONS = Path(__file__).parent / "data" / "wuhan-divisions.csv"
OUTSIDE_CODE = "outside"


@action(Permission.EDIT_ORGANISATION)
def open_organisation(
    *, by: Acting, parent: Organisation, kind: Kind, name: str, code: str | None = None, day: date
) -> Organisation:
    """Open a child of an organisation. The same kind and name under it again is the same child."""
    by.require(Permission.EDIT_ORGANISATION, at=parent.path)
    known = Organisation.objects.filter(parent=parent, kind=kind, name=name, closed_on=None).first()
    if known:
        repeated()
        return known
    locked = _locked(parent.id)
    child = _child(parent=locked, kind=kind, name=name, code=code, day=day)
    locked.save(update_fields=["children_made"])
    child.save(force_insert=True)
    record(by=by, act="organisations.open_organisation", subject=child)
    return child


@action(Permission.EDIT_ORGANISATION)
def add_name(*, by: Acting, organisation: Organisation, text: str) -> Name:
    """Remember a further spelling, so that the next roster resolves it without asking."""
    by.require(Permission.EDIT_ORGANISATION, at=organisation.path)
    name, new = Name.objects.get_or_create(organisation=organisation, text=text)
    if new:
        record(by=by, act="organisations.add_name", subject=organisation)
    else:
        repeated()
    return name


@action(Permission.IMPORT_ROSTER)
def open_outside(*, by: Acting, names: Sequence[str], day: date) -> dict[str, Organisation]:
    """Open a light node for each home outside the city that has none; return all by their names."""
    root = _locked(Organisation.objects.get(code=OUTSIDE_CODE).id)
    found = {
        node.name: node
        for node in Organisation.objects.filter(parent=root, closed_on=None, name__in=names)
    }
    made = [
        _child(parent=root, kind=Kind.OUTSIDE, name=name, code=None, day=day)
        for name in dict.fromkeys(names)
        if name not in found
    ]
    if not made:
        repeated()
        return found
    root.save(update_fields=["children_made"])
    Organisation.objects.bulk_create(made, batch_size=500)
    record(by=by, act="organisations.open_outside", subject=root, detail={"nodes": len(made)})
    return found | {node.name: node for node in made}


@action(Permission.EDIT_ORGANISATION)
def plant_city(*, by: Acting, day: date, divisions: Path = DIVISIONS) -> Organisation:
    """Make the city's tree from a table of divisions (code, name, level, parent), roots first."""
    with divisions.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    known = Organisation.objects.filter(code=rows[0]["code"]).first()
    if known:
        repeated()
        return known
    root = _node(path=segment(1), kind=Kind.CITY, name=rows[0]["name"], day=day)
    root.code = rows[0]["code"]
    nodes = {root.code: root}
    for row in rows[1:]:
        nodes[row["code"]] = _child(
            parent=nodes[row["parent"]],
            kind=Kind(row["level"]),
            name=row["name"],
            code=row["code"],
            day=day,
        )
    outside = _node(path=segment(2), kind=Kind.OUTSIDE, name="市外党组织", day=day)
    outside.code = OUTSIDE_CODE
    Organisation.objects.bulk_create([*nodes.values(), outside], batch_size=500)
    record(by=by, act="organisations.plant_city", subject=root, detail={"nodes": len(nodes)})
    return root


def _child(
    *, parent: Organisation, kind: Kind, name: str, code: str | None, day: date
) -> Organisation:
    """Return an unsaved child under the parent's next segment, and count it on the parent."""
    parent.children_made += 1
    child = _node(path=parent.path + segment(parent.children_made), kind=kind, name=name, day=day)
    child.parent = parent
    child.code = code
    return child


def _node(*, path: str, kind: Kind, name: str, day: date) -> Organisation:
    if not name.strip():
        raise Refused("请写上组织的名称。")
    reached_by = ReachedBy.NOTHING if kind == Kind.OUTSIDE else ReachedBy.ACCOUNT
    return Organisation(
        path=path, kind=kind, name=name.strip(), reached_by=reached_by, opened_on=day
    )


def _locked(organisation_id: UUID) -> Organisation:
    locked = Organisation.objects.select_for_update(of=("self",)).filter(id=organisation_id).first()
    if locked is None or locked.closed_on is not None:
        raise OutOfReach("这个组织已经不在了，请看看它并到了哪里。")
    return locked
