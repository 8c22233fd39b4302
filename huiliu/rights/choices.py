"""What somebody can object to, and why; for what a file is printed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """What an objection is about."""

    FACT = "fact", _("登记的情况")
    CONTACT = "contact", _("一次联系")
    STEP = "step", _("困难诉求的经过")
    LOOK = "look", _("一次查看")


class Reason(models.TextChoices):
    """What is wrong with it, in the person's eyes."""

    UNTRUE = "untrue", _("写得不对")
    NOT_ME = "not_me", _("说的不是我")
    NOT_HAPPENED = "not_happened", _("没有这回事")
    NOT_NEEDED = "not_needed", _("不该写、不该看")
    OTHER = "other", _("别的")


class CopyPurpose(models.TextChoices):
    """Why a worker prints a file: the person asked for it, and nobody else can."""

    IN_PERSON = "in_person", _("本人当面要")
    BY_TELEPHONE = "by_telephone", _("本人打电话要")
