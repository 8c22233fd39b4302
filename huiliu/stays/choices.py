"""States of a stay, sides of its links, and what a window says on a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    HOME = "home", _("流出地联系")
    HOST = "host", _("流入地联系")
    SELF = "self", _("本人联系")


class StayState(models.TextChoices):
    LEAD = "lead", _("有线索，待核实")
    REGISTERED_OUT = "registered_out", _("流出地已登记")
    DISPATCHED = "dispatched", _("已分派，待接收")
    REPORTED = "reported", _("已报到，待接收")
    REGISTERED_IN = "registered_in", _("流入地已登记")
    ACTIVE = "active", _("两边已接上")
    IN_TRANSIT = "in_transit", _("组织关系正在转接")
    LETTER_LAPSED = "letter_lapsed", _("介绍信过期")
    CONTACT_LOST_REVIEW = "contact_lost_review", _("失联待核查")
    SUSPENDED = "suspended", _("会议已决定停止党籍")
    CLOSED = "closed", _("已结束")


class ClosedBecause(models.TextChoices):
    OPEN = "", ""
    JOINED = "joined", _("与另一边的登记合为一次")
    RETURNED = "returned", _("回到流出地")
    TRANSFERRED = "transferred", _("组织关系已转入")
    NOT_A_MEMBER = "not_a_member", _("核实不是党员")
    DUPLICATE = "duplicate", _("重复登记")
    DIED = "died", _("去世")
    LEFT = "left", _("已出党")
    REMOVED = "removed", _("会议已决定除名")


class Letter(models.TextChoices):
    """How far a letter has come by which the formal relationship moves."""

    NONE = "", _("没有介绍信")
    UNDER_WAY = "under_way", _("介绍信在路上")
    LAPSED = "lapsed", _("介绍信过期了")


class Doubt(models.TextChoices):
    """Whether somebody is out of touch, and what a meeting has decided about it."""

    NONE = "", _("联系得上")
    REVIEW = "review", _("失联待核查")
    SUSPENDED = "suspended", _("会议已决定停止党籍")


class StayMove(models.TextChoices):
    """What can happen to a stay; of each it is kept who said so, when and why."""

    VERIFIED = "verified", _("核实是党员")
    DISPATCHED = "dispatched", _("分派")
    REFUSED = "refused", _("不接收，转给别处")
    REPORTED = "reported", _("报到")
    ACCEPTED = "accepted", _("接收")
    CONFIRMED = "confirmed", _("流出地确认")
    DISOWNED = "disowned", _("不是这里的党员")
    HOME_FOUND = "home_found", _("找到流出地")
    MOVED = "moved", _("换了地方")
    LETTER_SENT = "letter_sent", _("开出介绍信")
    LETTER_LAPSED = "letter_lapsed", _("介绍信过期")
    LETTER_DROPPED = "letter_dropped", _("不转了")
    DOUBTED = "doubted", _("联系不上")
    FOUND_AGAIN = "found_again", _("联系上了")
    SUSPENDED = "suspended", _("记录停止党籍的决定")
    RESTORED = "restored", _("记录恢复党籍的决定")
    CLOSED = "closed", _("结束")
    CLIMBED = "climbed", _("到期没办，转上一级")
    REORGANISED = "reorganised", _("组织有变动")
    TAKEN_BACK = "taken_back", _("撤回")
    JOINED = "joined", _("与另一边的登记合为一次")


class WindowState(models.TextChoices):
    RESTING = "resting", _("近期不用联系")
    OPEN = "open", _("可以联系")
    DUE = "due", _("该联系了")
    OVERDUE = "overdue", _("久未联系")


class Because(models.TextChoices):
    """Why a window was opened."""

    REGISTERED = "registered", _("新登记")
    CONTACT = "contact", _("上次联系之后")
    VOIDED = "voided", _("一次联系被撤回")
    RULE = "rule", _("规定有变")


class Act(models.TextChoices):
    """What somebody who is waited for has to do."""

    VERIFY = "verify", _("核实是不是党员")
    CONFIRM_AT_HOME = "confirm_at_home", _("流出地确认")
    FIND_HOME = "find_home", _("找到流出地党组织")
    ACCEPT_AT_HOST = "accept_at_host", _("流入地接收")
    DISPATCH = "dispatch", _("分派到街道社区")
    REVIEW = "review", _("核查失联情况")
    DECIDE = "decide", _("记录会议的决定")
    GIVE_RECEIPT = "give_receipt", _("寄回介绍信回执")
    RENEW_LETTER = "renew_letter", _("重开介绍信，或者不转了")
    CALL_BACK = "call_back", _("给报到的人打电话")
