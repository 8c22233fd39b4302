"""The tree grows here; moving and merging organisations is an action of `access`."""

import csv
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from huiliu.audit.entries import record
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.paths import number_of, segment
from huiliu.core.permissions import Permission
from huiliu.core.unseen import one_line
from huiliu.organisations.choices import Kind, ReachedBy
from huiliu.organisations.models import Name, Organisation
from huiliu.organisations.queries import level_of
from huiliu.organisations.rules import may_change, stands_under

DIVISIONS = Path(__file__).parent / "data" / "wuhan-divisions.csv"
OUTSIDE_CODE = "outside"


@action(Permission.EDIT_ORGANISATION)
def open_organisation(
    *, by: Acting, parent: Organisation, kind: Kind, name: str, code: str | None = None, day: date
) -> Organisation:
    """Open a child of an organisation. The same kind and name under it again is the same child."""
    by.require(Permission.EDIT_ORGANISATION, at=parent.path)
    name = one_line(name)
    _require_change(by=by, kind=kind)
    if not stands_under(kind, Kind(parent.kind)):
        raise Refused(f"{Kind(parent.kind).label}下面不能直接设{kind.label}。")
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
    text = one_line(text)
    if text in {"", organisation.name}:
        raise Refused("请写一个和现在的名称不一样的叫法。")
    name, new = Name.objects.get_or_create(organisation=organisation, text=text)
    if new:
        record(by=by, act="organisations.add_name", subject=organisation)
    else:
        repeated()
    return name


@action(Permission.EDIT_ORGANISATION)
def remove_name(*, by: Acting, id: UUID) -> Organisation:
    """Forget a further spelling; rosters that use it are asked about again."""
    name = Name.objects.select_related("organisation").filter(id=id).first()
    if name is None or not by.may(Permission.EDIT_ORGANISATION, at=name.organisation.path):
        raise OutOfReach("这个叫法已经不在了。")
    name.delete()
    record(by=by, act="organisations.remove_name", subject=name.organisation)
    return name.organisation


@action(Permission.EDIT_ORGANISATION)
def rename_organisation(*, by: Acting, id: UUID, name: str) -> Organisation:
    """Give a new name, and keep the old one as a spelling that rosters may still use."""
    renamed = _locked(id)
    by.require(Permission.EDIT_ORGANISATION, at=renamed.path)
    _require_change(by=by, kind=Kind(renamed.kind))
    old, new = renamed.name, one_line(name)
    if new == old:
        repeated()
        return renamed
    _refuse_taken_name(renamed, new)
    Name.objects.filter(organisation=renamed, text=new).delete()
    Name.objects.get_or_create(organisation=renamed, text=old)
    renamed.name = new
    renamed.save(update_fields=["name"])
    record(by=by, act="organisations.rename_organisation", subject=renamed)
    return renamed


@action(Permission.OPEN_FAR_LIST)
def reach_outside(*, by: Acting, organisation: Organisation, reached_by: ReachedBy) -> bool:
    """Say by what a home outside the city is reached from now on; return whether that is new."""
    locked = _locked(organisation.id)
    if locked.reached_by == reached_by:
        repeated()
        return False
    locked.reached_by = reached_by
    locked.save(update_fields=["reached_by"])
    detail = {"reached_by": reached_by}
    record(by=by, act="organisations.reach_outside", subject=locked, detail=detail)
    return True


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


@action(Permission.IMPORT_ROSTER)
def remove_outside(*, by: Acting, ids: Collection[UUID]) -> int:
    """Remove light nodes that nothing was ever addressed to, and free their segments."""
    root = _locked(Organisation.objects.get(code=OUTSIDE_CODE).id)
    removed, _ = Organisation.objects.filter(parent=root, id__in=list(ids)).delete()
    last = Organisation.objects.filter(parent=root).order_by("path").last()
    root.children_made = number_of(last.path) if last else 0
    root.save(update_fields=["children_made"])
    record(by=by, act="organisations.remove_outside", subject=root, detail={"nodes": removed})
    return removed


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
    name = one_line(name)
    if not name:
        raise Refused("请写上组织的名称。")
    reached_by = ReachedBy.NOTHING if kind == Kind.OUTSIDE else ReachedBy.ACCOUNT
    return Organisation(path=path, kind=kind, name=name, reached_by=reached_by, opened_on=day)


def _require_change(*, by: Acting, kind: Kind) -> None:
    if not may_change(kind, level=level_of(by=by)):
        raise NotPermitted(f"{kind.label}的设立和更名要由上一级来做。")


def _refuse_taken_name(organisation: Organisation, name: str) -> None:
    if not name:
        raise Refused("请写上组织的名称。")
    beside = Organisation.objects.filter(
        parent_id=organisation.parent_id, kind=organisation.kind, name=name, closed_on=None
    )
    if beside.exclude(id=organisation.id).exists():
        raise Refused(f"同一级已经有{name}了，请换一个名称。")


def _locked(organisation_id: UUID) -> Organisation:
    locked = Organisation.objects.select_for_update(of=("self",)).filter(id=organisation_id).first()
    if locked is None or locked.closed_on is not None:
        raise OutOfReach("这个组织已经不在了，请看看它并到了哪里。")
    return locked
