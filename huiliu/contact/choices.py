"""How somebody was contacted, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactChannel(models.TextChoices):
    TELEPHONE = "telephone", _("电话")
    VISIT = "visit", _("上门")
    MESSAGE = "message", _("微信等")
    MEETING = "meeting", _("见面")
    OWN_PAGE = "own_page", _("本人在自己的页面上说")


OF_ORGANISATIONS = [one for one in ContactChannel if one != ContactChannel.OWN_PAGE]
"""How a side gets in touch; on the own page the member does."""


class Hello(models.TextChoices):
    """What a member says without being asked."""

    FINE = "fine", _("我都好")
    TALK = "talk", _("想有人给我打个电话")


class Outcome(models.TextChoices):
    REACHED = "reached", _("联系上了")
    NOT_REACHED = "not_reached", _("没联系上")


WHY_VOIDED = (_("记错了人"), _("结果记错了"), _("重复记了"))
"""What a page offers as the reason; the record keeps the words."""
