"""What a batch of rows is, and how far it has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    CHECKED = "checked", _("已检查，还没导入")
    APPLYING = "applying", _("正在导入")
    APPLIED = "applied", _("已导入")
    UNDONE = "undone", _("已撤回")
    DROPPED = "dropped", _("没有导入")


WAITING = (BatchState.CHECKED, BatchState.APPLYING)
"""States in which nothing of a batch has gone in yet."""


class Kept(models.TextChoices):
    """Why somebody stays although the roster that opened the file is taken back."""

    CONTACTED = "contacted", _("已经有人联系过")
    NEED = "need", _("记有困难诉求")
    SEEN_ELSEWHERE = "seen_elsewhere", _("别的名册里也有")
    MATCHED = "matched", _("已经有人核对过是不是同一个人")
    SIGNED_IN = "signed_in", _("本人已经登录过")


class MissingAnswer(models.TextChoices):
    """What an organisation says of somebody who is not in its newest roster any more."""

    NONE = "", _("还没有回答")
    STILL_HERE = "still_here", _("人还在，名册漏了")
    WENT_HOME = "went_home", _("回家乡了")
    MOVED = "moved", _("去了别处")
    UNKNOWN = "unknown", _("不清楚，需要找一找")
