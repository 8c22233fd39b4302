"""The role classes: what each may do and reach, in a sentence that anybody can read."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiliu.core.paths import Range
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach


class RoleName(models.TextChoices):
    """Stable slugs: they are stored, shown and asked for by name."""

    CITY_REGISTRAR = "city_registrar", _("市级登记员")
    DISTRICT_LIAISON = "district_liaison", _("区联络员")
    STREET_CLERK = "street_clerk", _("街道干事")
    COMMUNITY_WORKER = "community_worker", _("社区工作者")
    BRANCH_SECRETARY = "branch_secretary", _("党支部书记")
    GRID_WORKER = "grid_worker", _("网格员")


@dataclass(frozen=True, slots=True)
class Role:
    """A sentence, the permissions, and the reach that a place gives."""

    name: RoleName
    sentence: str
    permissions: frozenset[Permission]
    reach: Callable[[Range], Reach]


def _queue(place: Range) -> Reach:
    return Reach(queue=place)


def _host(place: Range) -> Reach:
    return Reach(host=place, patch=place, queue=place)


def _branch(place: Range) -> Reach:
    return Reach(home=place, host=place, queue=place)


def _patch(place: Range) -> Reach:
    return Reach(patch=place)


_CARE = frozenset(
    {
        Permission.VIEW_PERSON,
        Permission.VIEW_DUE,
        Permission.RECORD_CONTACT,
        Permission.VIEW_NEED,
        Permission.RAISE_NEED,
        Permission.WORK_NEED,
        Permission.SETTLE_MATCH,
    }
)
_OFFICE = frozenset(
    {
        Permission.VIEW_ORGANISATION,
        Permission.EDIT_ORGANISATION,
        Permission.EDIT_APPOINTMENT,
        Permission.EDIT_SYNONYM,
    }
)

ROLES = {
    role.name: role
    for role in (
        Role(
            RoleName.CITY_REGISTRAR,
            "导入名册、设置组织和人员；看得到自己导入批次里的问题，看不到别的党员。",
            _OFFICE
            | {
                Permission.IMPORT_ROSTER,
                Permission.VIEW_TALLY,
                Permission.EDIT_RULE,
                Permission.EDIT_ACCOUNT,
            },
            _queue,
        ),
        Role(
            RoleName.DISTRICT_LIAISON,
            "看本区的数字；只看得到正等着本区决定的个案。",
            _OFFICE
            | {
                Permission.VIEW_TALLY,
                Permission.VIEW_PERSON,
                Permission.SETTLE_MATCH,
                Permission.IMPORT_ROSTER,
            },
            _queue,
        ),
        Role(
            RoleName.STREET_CLERK,
            "看得到本街道各社区流入的党员、联系情况和困难诉求，导入名册，安排人员。",
            _CARE | _OFFICE | {Permission.IMPORT_ROSTER, Permission.VIEW_STREET},
            _host,
        ),
        Role(
            RoleName.COMMUNITY_WORKER,
            "看得到在本社区参加组织生活或居住的党员，联系他们，记下困难诉求。",
            _CARE | {Permission.IMPORT_ROSTER, Permission.VIEW_STREET},
            _host,
        ),
        Role(
            RoleName.BRANCH_SECRETARY,
            "看得到本支部流出和流入的党员，联系他们，记下困难诉求。",
            _CARE | {Permission.IMPORT_ROSTER},
            _branch,
        ),
        Role(
            RoleName.GRID_WORKER,
            "看得到住在本网格的党员，上门联系，记下困难诉求。",
            frozenset(
                {
                    Permission.VIEW_PERSON,
                    Permission.VIEW_DUE,
                    Permission.RECORD_CONTACT,
                    Permission.RAISE_NEED,
                    Permission.VIEW_NEED,
                }
            ),
            _patch,
        ),
    )
}

MEMBER = "member"
MEMBER_SENTENCE = "看得到自己的全部记录，以及谁看过、为什么看。"
MEMBER_PERMISSIONS = frozenset(
    {Permission.VIEW_SELF, Permission.RAISE_NEED, Permission.CONFIRM_NEED, Permission.VIEW_NEED}
)
INVITATION = "machine:invitation"
INVITATION_PERMISSIONS = frozenset(
    {Permission.ACCEPT_INVITATION, Permission.EDIT_ACCOUNT, Permission.EDIT_APPOINTMENT}
)
SIGN_IN = "machine:sign_in"
SIGN_IN_PERMISSIONS = frozenset({Permission.EDIT_ACCOUNT})
SET_UP = "machine:set_up"
SET_UP_PERMISSIONS = frozenset(
    {
        Permission.EDIT_ACCOUNT,
        Permission.EDIT_ORGANISATION,
        Permission.EDIT_APPOINTMENT,
        Permission.EDIT_RULE,
        Permission.EDIT_SYNONYM,
    }
)
