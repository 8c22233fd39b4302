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
    FAR_SECRETARY = "far_secretary", _("外地党支部书记")
    CONTACT_PERSON = "contact_person", _("联系人")
    GRID_WORKER = "grid_worker", _("网格员")
    BUILDING_LEADER = "building_leader", _("楼栋长")
    CITY_STAFF = "city_staff", _("市级工作人员")
    AUDITOR = "auditor", _("审计员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")


@dataclass(frozen=True, slots=True)
class Role:
    """A sentence, the permissions, and the reach that a place gives."""

    name: RoleName
    sentence: str
    permissions: frozenset[Permission]
    reach: Callable[[Range], Reach]
    entrusted: bool = False
    """Whether it reaches whom single links are entrusted to it for, beside what the place gives."""


def _own_queue(place: Range) -> Reach:
    """Return the reach above the street: what waits for this very organisation, not below it."""
    return Reach(queue=Range.exactly(place.lo))


def _host(place: Range) -> Reach:
    """Return the reach of a community or street: as a home, of its very own members alone."""
    return Reach(home=Range.exactly(place.lo), host=place, patch=place, queue=place)


def _branch(place: Range) -> Reach:
    return Reach(home=place, host=place, queue=place)


def _far(place: Range) -> Reach:
    """Return the reach of a home outside the city: its own members, and what it is asked."""
    return Reach(home=Range.exactly(place.lo), queue=Range.exactly(place.lo))


def _patch(place: Range) -> Reach:
    return Reach(patch=place)


def _trail(place: Range) -> Reach:
    return Reach(trail=place)


def _nobody(_place: Range) -> Reach:
    return Reach()


_CONTACT = frozenset({Permission.RECORD_CONTACT, Permission.TURN_WINDOW})
_DECIDE = frozenset({Permission.DECIDE_STAY, Permission.FOLLOW_COURSE})
_CARE = (
    _CONTACT
    | _DECIDE
    | frozenset(
        {
            Permission.VIEW_PERSON,
            Permission.VIEW_SIGHTING,
            Permission.NAME_CONTACT_PERSON,
            Permission.REGISTER_PERSON,
            Permission.ANSWER_REPORT,
            Permission.EDIT_STATION,
            Permission.VIEW_DUE,
            Permission.VIEW_NEED,
            Permission.RAISE_NEED,
            Permission.WORK_NEED,
            Permission.SETTLE_MATCH,
            Permission.CHANGE_TELEPHONE,
            Permission.PRINT_FILE,
        }
    )
)
_EXPORT = frozenset({Permission.TAKE_EXPORT, Permission.AGREE_EXPORT})
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
            | _DECIDE
            | {
                Permission.IMPORT_ROSTER,
                Permission.VIEW_TALLY,
                Permission.EDIT_RULE,
                Permission.EDIT_ACCOUNT,
                Permission.ANSWER_OBJECTION,
                Permission.PERMIT_EXPORT,
            },
            _own_queue,
        ),
        Role(
            RoleName.DISTRICT_LIAISON,
            "看本区的数字；只看得到正等着本区决定的个案。",
            _OFFICE
            | _DECIDE
            | {
                Permission.VIEW_TALLY,
                Permission.VIEW_PERSON,
                Permission.VIEW_SIGHTING,
                Permission.BREAK_GLASS,
                Permission.SETTLE_MATCH,
                Permission.IMPORT_ROSTER,
                Permission.ANSWER_REPORT,
                Permission.OPEN_FAR_LIST,
                Permission.ANSWER_OBJECTION,
                Permission.PERMIT_EXPORT,
            },
            _own_queue,
        ),
        Role(
            RoleName.STREET_CLERK,
            "看得到本街道各社区流入的和组织关系直接在街道的党员、联系情况和困难诉求，导入名册，安排人员。",
            _CARE
            | _OFFICE
            | _EXPORT
            | {Permission.IMPORT_ROSTER, Permission.VIEW_STREET, Permission.BREAK_GLASS},
            _host,
        ),
        Role(
            RoleName.COMMUNITY_WORKER,
            "看得到在本社区参加组织生活、居住和组织关系直接在本社区的党员，联系他们，记下困难诉求。",
            _CARE | _EXPORT | {Permission.IMPORT_ROSTER, Permission.VIEW_STREET},
            _host,
        ),
        Role(
            RoleName.BRANCH_SECRETARY,
            "看得到本支部流出和流入的党员，联系他们，记下困难诉求。",
            _CARE | _EXPORT | {Permission.IMPORT_ROSTER},
            _branch,
        ),
        Role(
            RoleName.FAR_SECRETARY,
            "凭一个到期的地址进来，只看得到组织关系在自己支部的党员在哪里，联系他们，说是不是自己的党员。",
            _CONTACT | _DECIDE | {Permission.VIEW_DUE, Permission.SETTLE_MATCH},
            _far,
        ),
        Role(
            RoleName.CONTACT_PERSON,
            "只看得到交给自己联系的几位党员，每月联系，记下困难诉求，有事提醒；看不到别人。",
            _CONTACT
            | {
                Permission.VIEW_PERSON,
                Permission.VIEW_DUE,
                Permission.RAISE_NEED,
                Permission.VIEW_NEED,
            },
            _nobody,
            entrusted=True,
        ),
        Role(
            RoleName.GRID_WORKER,
            "看得到住在本网格的党员，上门联系，记下困难诉求。",
            _CONTACT
            | {
                Permission.VIEW_PERSON,
                Permission.VIEW_SIGHTING,
                Permission.VIEW_DUE,
                Permission.RAISE_NEED,
                Permission.VIEW_NEED,
            },
            _patch,
        ),
        Role(
            RoleName.BUILDING_LEADER,
            "看得到住在本楼栋、该联系的党员，上门联系，记下困难诉求；不翻档案。",
            _CONTACT | {Permission.VIEW_DUE, Permission.RAISE_NEED},
            _patch,
        ),
        Role(
            RoleName.CITY_STAFF,
            "看全市各级的数字，看不到任何党员。",
            frozenset({Permission.VIEW_TALLY}),
            _nobody,
        ),
        Role(
            RoleName.AUDITOR,
            "每月抽查谁看过档案、为什么看，答复党员对查看的异议；看得到查看和操作的记录，看不到档案。",
            frozenset({Permission.REVIEW_READING, Permission.ANSWER_LOOK, Permission.TRACE_EXPORT}),
            _trail,
        ),
        Role(
            RoleName.SECURITY_ADMIN,
            "账号被盗、手机丢了时，让登录失效、重设第二道验证；看不到任何党员。",
            frozenset({Permission.VIEW_ACCOUNT, Permission.END_SESSIONS, Permission.RESET_FACTOR}),
            _nobody,
        ),
        Role(
            RoleName.SYSTEM_ADMIN,
            "看系统是不是正常：任务、封存、数据库；看不到任何党员。",
            frozenset({Permission.VIEW_STATUS}),
            _nobody,
        ),
    )
}

MEMBER = "member"
MEMBER_SENTENCE = "看得到自己的全部记录，以及谁看过、为什么看。"
MEMBER_PERMISSIONS = frozenset(
    {
        Permission.VIEW_SELF,
        Permission.CORRECT_FACT,
        Permission.HIDE_FACT,
        Permission.RAISE_OBJECTION,
        Permission.COPY_FILE,
        Permission.NAME_DELEGATE,
        Permission.SAY_HELLO,
        Permission.MOVE_ONESELF,
        Permission.TURN_WINDOW,
        Permission.FOLLOW_COURSE,
        Permission.RAISE_NEED,
        Permission.CONFIRM_NEED,
        Permission.VIEW_NEED,
        Permission.ERASE_FILE,
    }
)
DELEGATE = "delegate"
DELEGATE_PERMISSIONS = frozenset(
    {Permission.VIEW_SELF, Permission.RAISE_NEED, Permission.CONFIRM_NEED, Permission.VIEW_NEED}
)
"""What somebody may do for a member: read, raise needs, and say whether they are solved."""
INVITATION = "machine:invitation"
INVITATION_PERMISSIONS = frozenset(
    {Permission.ACCEPT_INVITATION, Permission.EDIT_ACCOUNT, Permission.EDIT_APPOINTMENT}
)
SIGN_IN = "machine:sign_in"
SIGN_IN_PERMISSIONS = frozenset({Permission.EDIT_ACCOUNT, Permission.END_SESSIONS})
OWN_ACCOUNT = "account"
OWN_ACCOUNT_PERMISSIONS = frozenset(
    {
        Permission.EDIT_SIGN_IN,
        Permission.END_SESSIONS,
        Permission.ACCEPT_DELEGATION,
        Permission.END_DELEGATION,
    }
)
"""What everybody may do about the own sign-in, and about acting for another."""
RETENTION = "machine:retention"
RETENTION_PERMISSIONS = frozenset(
    {Permission.ERASE_FILE, Permission.REMOVE_EXPIRED, Permission.HAND_ON_OBJECTION}
)
CLOCK = "machine:clock"
CLOCK_PERMISSIONS = _DECIDE | {
    Permission.CLIMB_STAY,
    Permission.CLIMB_REPORT,
    Permission.OPEN_FAR_LIST,
}
STATION = "machine:station"
STATION_PERMISSIONS = frozenset({Permission.REPORT_IN})
SET_UP = "machine:set_up"
SET_UP_PERMISSIONS = frozenset(
    {
        Permission.EDIT_ACCOUNT,
        Permission.EDIT_ORGANISATION,
        Permission.EDIT_APPOINTMENT,
        Permission.EDIT_RULE,
        Permission.EDIT_SYNONYM,
        Permission.RESET_FACTOR,
    }
)
