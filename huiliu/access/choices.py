"""What can be guessed at from outside."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TryKind(models.TextChoices):
    INVITATION = "invitation", _("邀请码")
