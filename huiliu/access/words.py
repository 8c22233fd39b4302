"""What appointments and roles are in words: who, where, since when; who may see and do what."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from huiliu.access.models import Appointment
from huiliu.access.roles import MEMBER_PERMISSIONS, MEMBER_SENTENCE, ROLES
from huiliu.core.paths import Range
from huiliu.core.permissions import Permission
from huiliu.core.reach import ADDRESSES, Reach

PERMISSION_WORDS = {
    Permission.EDIT_ACCOUNT: "开账号",
    Permission.EDIT_ORGANISATION: "设立、更名和撤销组织",
    Permission.VIEW_ORGANISATION: "看组织",
    Permission.EDIT_APPOINTMENT: "邀请、任命和停止任职",
    Permission.ACCEPT_INVITATION: "接受邀请",
    Permission.VIEW_PERSON: "打开党员的档案",
    Permission.SETTLE_MATCH: "认定两边说的是不是同一个人",
    Permission.VIEW_SELF: "看自己的档案，看谁看过",
    Permission.EDIT_RULE: "定多久联系一次",
    Permission.VIEW_DUE: "看该联系谁",
    Permission.RECORD_CONTACT: "记一次联系",
    Permission.VIEW_NEED: "看困难诉求",
    Permission.RAISE_NEED: "提困难诉求",
    Permission.WORK_NEED: "办困难诉求",
    Permission.CONFIRM_NEED: "说困难解决了没有",
    Permission.IMPORT_ROSTER: "导入名册",
    Permission.EDIT_SYNONYM: "教系统认表头的写法",
    Permission.VIEW_STREET: "看街道的数字和名单",
    Permission.VIEW_TALLY: "看各级的数字",
}
_REACH_WORDS = {
    "home": "组织关系在这里的党员",
    "host": "在这里参加组织生活的党员",
    "patch": "住在这里的党员",
    "queue": "正等着这里决定的个案",
}
_SOMEWHERE = Range.below("0001/")


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment as lists show it."""

    id: UUID
    who: str
    role_label: str
    organisation: str
    since: str
    until: str
    """The first day without it."""
    over: bool


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role as everybody may read it: a sentence, whom it sees, what it does."""

    label: str
    sentence: str
    sees: list[str]
    does: list[str]


def line_of(appointment: Appointment, day: date) -> Line:
    ends_on = appointment.ends_on
    return Line(
        id=appointment.id,
        who=appointment.account.name,
        role_label=str(appointment.get_role_display()),
        organisation=appointment.organisation.name,
        since=appointment.begins_on.isoformat(),
        until=ends_on.isoformat() if ends_on else "",
        over=ends_on is not None and ends_on <= day,
    )


def role_lines() -> list[RoleLine]:
    """Return all roles from those that see nobody to the member, who sees the own file."""
    roles = [
        RoleLine(
            label=str(role.name.label),
            sentence=role.sentence,
            sees=_seen(role.reach(_SOMEWHERE)),
            does=_done(role.permissions),
        )
        for role in ROLES.values()
    ]
    member = RoleLine("党员本人", MEMBER_SENTENCE, ["自己"], _done(MEMBER_PERMISSIONS))
    return [*roles, member]


def _seen(reach: Reach) -> list[str]:
    return [_REACH_WORDS[name] for name in ADDRESSES if getattr(reach, name) is not None]


def _done(permissions: frozenset[Permission]) -> list[str]:
    return [words for permission, words in PERMISSION_WORDS.items() if permission in permissions]
