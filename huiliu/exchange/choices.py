"""What a batch of rows is, and how far it has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    CHECKED = "checked", _("已检查，还没导入")
    APPLIED = "applied", _("已导入")
    UNDONE = "undone", _("已撤回")
    DROPPED = "dropped", _("没有导入")
