"""States of a stay, sides of its links, and what a window says on a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    HOME = "home", _("流出地联系")
    HOST = "host", _("流入地联系")
    SELF = "self", _("本人联系")


class StayState(models.TextChoices):
    REGISTERED_OUT = "registered_out", _("流出地已登记")
    REGISTERED_IN = "registered_in", _("流入地已登记")
    ACTIVE = "active", _("两边已接上")
    CONTACT_LOST_REVIEW = "contact_lost_review", _("失联待核查")
    CLOSED = "closed", _("已结束")


class ClosedBecause(models.TextChoices):
    OPEN = "", ""
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

    CONFIRM_AT_HOME = "confirm_at_home", _("流出地确认")
    FIND_HOME = "find_home", _("找到流出地党组织")
    ACCEPT_AT_HOST = "accept_at_host", _("流入地接收")
    DISPATCH = "dispatch", _("分派到街道社区")
    REVIEW = "review", _("核查失联情况")
