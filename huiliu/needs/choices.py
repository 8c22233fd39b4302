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


class WhoseWord(models.TextChoices):
    """Who says what a step puts down."""

    ORGANISATION = "organisation", _("党组织")
    PERSON = "person", _("本人")
    TELEPHONE = "telephone", _("本人来电")


class Move(models.TextChoices):
    """What somebody does to a need; the value is the name of the action."""

    TAKE = "take_need", _("我们来办")
    SOLVE = "solve_need", _("办好了")
    CONFIRM = "confirm_need", _("解决了")
    CONFIRM_BY_TELEPHONE = "confirm_by_telephone", _("本人来电说解决了")
    NOT_YET = "not_yet", _("还没有")


class NeedState(models.TextChoices):
    OPEN = "open", _("等人接手")
    TAKEN = "taken", _("正在办")
    SOLVED = "solved", _("办好了，等本人确认")
    CONFIRMED = "confirmed", _("本人说解决了")
