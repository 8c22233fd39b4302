"""The panels of the tree: where we are, what stands below, how else it is called."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huiliu.access.queries import appointments_at
from huiliu.access.words import line_of as appointment_line
from huiliu.core.acting import Acting
from huiliu.core.permissions import Permission
from huiliu.exchange.outgoing import takes_exports
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.organisations.queries import Branching, line_of, names_of
from huiliu.organisations.rules import kinds_to_open, may_change


def heading(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "kind_word": Kind(organisation.kind).label,
        "code": organisation.code,
        "closed_on": organisation.closed_on,
    }


def breadcrumb(organisation: Organisation, by: Acting) -> list[dict[str, str]]:
    """Return the way down from the actor's own organisation."""
    held = by.range
    line = [one for one in line_of(organisation=organisation) if held and held.holds(one.path)]
    return [{"label": one.name, "url": "" if one == organisation else page_of(one)} for one in line]


def page_of(organisation: Organisation) -> str:
    return reverse("organisation", args=[organisation.id])


def branches(rows: Iterable[Branching]) -> list[dict[str, Any]]:
    return [
        heading(row.organisation)
        | {
            "url": page_of(row.organisation),
            "counts": [
                _("%(count)s 个%(kind)s") % {"count": count, "kind": kind.label}
                for kind, count in row.below.items()
            ],
        }
        for row in rows
    ]


def found(rows: Iterable[Organisation]) -> list[dict[str, Any]]:
    return [
        heading(row) | {"url": page_of(row), "counts": [row.parent.name] if row.parent else []}
        for row in rows
    ]


def spellings(organisation: Organisation) -> list[dict[str, str]]:
    return [
        {"text": name.text, "remove_url": reverse("remove_name", args=[name.id])}
        for name in names_of(organisation=organisation)
    ]


def appointments(organisation: Organisation, day: date) -> list[dict[str, Any]]:
    held = appointments_at(organisation=organisation, day=day)
    return [asdict(appointment_line(one, day)) | {"organisation": ""} for one in held]


def acts(organisation: Organisation, by: Acting, level: Kind) -> list[dict[str, Any]]:
    """Return the acts that are open to the actor here."""
    kind, args = Kind(organisation.kind), [organisation.id]
    edits = by.may(Permission.EDIT_ORGANISATION, at=organisation.path)
    changes = edits and may_change(kind, level=level)
    offered = (
        (edits and kinds_to_open(under=kind, level=level), "open_organisation", _("加下级组织")),
        (by.may(Permission.EDIT_APPOINTMENT), "appointments", _("任职和邀请")),
        (_permits(organisation, by), "permit_export", _("开通导出")),
        (edits, "add_name", _("加一种叫法")),
        (changes, "rename_organisation", _("改名称")),
        (changes, "close_organisation", _("撤销")),
    )
    if organisation.closed_on is not None:
        return []
    return [
        {"label": label, "url": reverse(name, args=args)} for open_, name, label in offered if open_
    ]


def _permits(organisation: Organisation, by: Acting) -> bool:
    below = by.may(Permission.PERMIT_EXPORT) and organisation.path != by.organisation_path
    return below and takes_exports(organisation)
