"""What appointments and roles are in words: who, where, since when; who may see and do what."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from huiliu.access.models import Appointment
from huiliu.access.roles import MEMBER_PERMISSIONS, MEMBER_SENTENCE, ROLES
from huiliu.core.paths import Range
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach

PERMISSION_WORDS = {
    Permission.REMOVE_EXPIRED: "清除到期的记录",
    Permission.EDIT_ACCOUNT: "开账号",
    Permission.EDIT_SIGN_IN: "管自己的登录",
    Permission.END_SESSIONS: "让登录中的设备退出",
    Permission.EDIT_ORGANISATION: "设立、更名和撤销组织",
    Permission.VIEW_ORGANISATION: "看组织",
    Permission.EDIT_APPOINTMENT: "邀请、任命和停止任职",
    Permission.OPEN_FAR_LIST: "给市外的党支部开一份名单",
    Permission.ACCEPT_INVITATION: "接受邀请",
    Permission.VIEW_ACCOUNT: "看谁有账号",
    Permission.RESET_FACTOR: "重设第二道验证",
    Permission.VIEW_STATUS: "看系统的情况",
    Permission.REVIEW_READING: "抽查谁看过档案",
    Permission.VIEW_PERSON: "打开党员的档案",
    Permission.VIEW_SIGHTING: "看档案里的全部情况和来源",
    Permission.BREAK_GLASS: "应急查看范围以外的一份档案",
    Permission.CHANGE_TELEPHONE: "当面给党员换手机号",
    Permission.SETTLE_MATCH: "认定两边说的是不是同一个人",
    Permission.DECIDE_STAY: "答复在不在这里、是不是这里的党员，记去向",
    Permission.MOVE_ONESELF: "告诉两边自己搬了、回去了",
    Permission.FOLLOW_COURSE: "随着答复和去向，让流动经历往下走",
    Permission.TURN_WINDOW: "联系过了，让下一次往后算",
    Permission.CLIMB_STAY: "把到期没人答的转上一级",
    Permission.VIEW_SELF: "看自己的档案，看谁看过",
    Permission.ERASE_FILE: "离开并删除自己的记录",
    Permission.CORRECT_FACT: "改写自己的情况",
    Permission.HIDE_FACT: "不让别人看自己的某一项",
    Permission.RAISE_OBJECTION: "对自己档案里的一处提异议",
    Permission.ANSWER_OBJECTION: "答复党员的异议",
    Permission.ANSWER_LOOK: "答复党员对一次查看的异议",
    Permission.HAND_ON_OBJECTION: "没有人答复的异议，转给能答复的人",
    Permission.COPY_FILE: "拿走自己的档案",
    Permission.PRINT_FILE: "给本人打印档案",
    Permission.NAME_DELEGATE: "请人替自己办事",
    Permission.ACCEPT_DELEGATION: "答应替人办事",
    Permission.END_DELEGATION: "不再请人、不再替人办事",
    Permission.EDIT_RULE: "定多久联系一次",
    Permission.NAME_CONTACT_PERSON: "定联系人",
    Permission.VIEW_DUE: "看该联系谁",
    Permission.RECORD_CONTACT: "记一次联系",
    Permission.SAY_HELLO: "给两边的组织报个平安",
    Permission.VIEW_NEED: "看困难诉求",
    Permission.RAISE_NEED: "提困难诉求",
    Permission.WORK_NEED: "办困难诉求",
    Permission.CONFIRM_NEED: "说困难解决了没有",
    Permission.IMPORT_ROSTER: "导入名册",
    Permission.REGISTER_PERSON: "登记一个人",
    Permission.EDIT_STATION: "开报到服务站，打印海报和报到单",
    Permission.REPORT_IN: "记下谁来报到",
    Permission.ANSWER_REPORT: "给来报到的人打电话，登记或者转给别处",
    Permission.CLIMB_REPORT: "把到期没人联系的报到转上一级",
    Permission.EDIT_SYNONYM: "教系统认表头的写法",
    Permission.PERMIT_EXPORT: "给下级开通导出",
    Permission.TAKE_EXPORT: "开通之后，导出名单",
    Permission.AGREE_EXPORT: "同意别人导出五十人以上的名单",
    Permission.TRACE_EXPORT: "凭编号查一份名单是谁导出的",
    Permission.VIEW_STREET: "看街道的数字和名单",
    Permission.VIEW_TALLY: "看各级的数字",
}
_REACH_WORDS = {
    "home": "组织关系在这里的党员",
    "host": "在这里参加组织生活的党员",
    "patch": "住在这里的党员",
    "queue": "正等着这里决定的个案",
    "trail": "谁看过、谁做过什么的记录",
}
_ENTRUSTED = "交给自己联系的党员"
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
            sees=[*_seen(role.reach(_SOMEWHERE)), *([_ENTRUSTED] if role.entrusted else [])],
            does=_done(role.permissions),
        )
        for role in ROLES.values()
    ]
    member = RoleLine("党员本人", MEMBER_SENTENCE, ["自己"], _done(MEMBER_PERMISSIONS))
    return [*roles, member]


def _seen(reach: Reach) -> list[str]:
    return [_REACH_WORDS[name] for name in _REACH_WORDS if getattr(reach, name) is not None]


def _done(permissions: frozenset[Permission]) -> list[str]:
    return [words for permission, words in PERMISSION_WORDS.items() if permission in permissions]
