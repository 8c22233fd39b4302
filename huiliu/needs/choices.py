"""What somebody may need, and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedKind(models.TextChoices):
    HOUSING = "housing", _("住房租房")
    WORK = "work", _("找活学技能")
    SCHOOL = "school", _("孩子上学看护")
    MEDICAL = "medical", _("看病就医")
    PAPERS = "papers", _("户口社保")
    LEGAL = "legal", _("法律维权")
    PARENTS = "parents", _("老家父母")
    COMPANY = "company", _("想有人说说话")
    OTHER = "other", _("别的事")


class NeedState(models.TextChoices):
    OPEN = "open", _("等人接手")
    TAKEN = "taken", _("正在办")
    SOLVED = "solved", _("办好了，等本人确认")
    CONFIRMED = "confirmed", _("本人说解决了")
