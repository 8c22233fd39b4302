"""Which log a seal is about, and what a verification can find."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Log(models.TextChoices):
    ENTRY = "entry", _("操作记录")
    READING = "reading", _("查看记录")


class FindingKind(models.TextChoices):
    """What is wrong with a log, its chain, its roots or what guards them."""

    EDITED = "edited", _("记录的内容和封存时不同")
    DELETED = "deleted", _("封存过的记录不见了")
    INSERTED = "inserted", _("记录的时间早于封存，当时却没有它")
    REPEATED = "repeated", _("同一条记录封存了两次")
    ALTERED = "altered", _("封存块被改动")
    GAP = "gap", _("缺了封存块")
    TWICE = "twice", _("序号重复或倒退")
    FORKED = "forked", _("同一块后面接了两块")
    BROKEN = "broken", _("和前一块接不上")
    CLOCK = "clock", _("时间倒退")
    SHORTENED = "shortened", _("链比签过名的日根短")
    REWRITTEN = "rewritten", _("链和签过名的日根不同")
    ROOT_MISSING = "root_missing", _("缺了日根")
    UNSIGNED = "unsigned", _("日根的签名不对")
    UNGUARDED = "unguarded", _("防改动的设置不在了")
    IDLE = "idle", _("封存停了")


class ReviewOutcome(models.TextChoices):
    """What an auditor finds of a look that was drawn to be reviewed."""

    CLEAR = "clear", _("看得出为什么看")
    TO_ASK = "to_ask", _("要问一问")
