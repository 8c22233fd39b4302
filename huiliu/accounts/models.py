"""Who can sign in. What somebody may do hangs on appointments, never on the account."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from huiliu.core.fields import Row


class Account(Row, AbstractBaseUser):
    """One person's sign-in; a member's account has no password and is entered by one-time code."""

    username = models.CharField(max_length=60, unique=True, db_collation="C")
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager["Account"]()

    def __str__(self) -> str:
        return self.name
