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


class ExportSet(models.TextChoices):
    """What can be taken out: fixed lists of people, each with fixed columns."""

    CALL_LIST = "call_list", _("联系名单")
    ROSTER_RECEIVED = "roster_received", _("流入党员名册")


class ExportPurpose(models.TextChoices):
    """What a list is taken out for; the person reads it."""

    ON_THE_WAY = "on_the_way", _("带着名单上门、打电话")
    NO_SIGNAL = "no_signal", _("要去没有网络的地方")
    DISTRICT_FORM = "district_form", _("填上级要的报表")
    HELD_AGAINST = "held_against", _("和党员系统核对")


class ExportState(models.TextChoices):
    WAITING = "waiting", _("等另一个人同意")
    READY = "ready", _("可以取")
    REFUSED = "refused", _("没有同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    ENDED = "ended", _("已到期，名单清除了")


class Kept(models.TextChoices):
    """Why somebody stays although the roster that opened the file is taken back."""

    CONTACTED = "contacted", _("已经有人联系过")
    NEED = "need", _("记有困难诉求")
    ENTRUSTED = "entrusted", _("已经交给联系人")
    DECIDED = "decided", _("已经有人接收、确认或者转给别处")
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


class ReportState(models.TextChoices):
    """How far somebody has come who reported in."""

    BLANK = "blank", _("报到单还没交回来")
    WAITING = "waiting", _("等着联系")
    REGISTERED = "registered", _("登记好了")
    CLOSED = "closed", _("不用再联系")


class ReportEnd(models.TextChoices):
    """Why somebody who reported in is not registered."""

    NONE = "", ""
    NOT_A_MEMBER = "not_a_member", _("问过了，不是党员")
    TWICE = "twice", _("报了不止一次，已经登记过")
    ELSEWHERE = "elsewhere", _("已经在别处登记，由那边联系")
    UNREACHABLE = "unreachable", _("打了几次都联系不上")
