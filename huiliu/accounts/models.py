"""Who can sign in, on which devices, with which second factors, and how often somebody tried.

What somebody may do hangs on appointments, never on the account.
"""

from importlib import import_module
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from huiliu.accounts.choices import CountKind, FactorKind
from huiliu.core.fields import Row, one_of


class Account(Row, AbstractBaseUser):
    """One person's sign-in; a member's account has no password and is entered by one-time code."""

    username = models.CharField(max_length=60, unique=True, db_collation="C")
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    last_login = None  # the framework's column: when somebody was here is nobody's business

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager["Account"]()

    def __str__(self) -> str:
        return self.name


class Device(Row):
    """A browser in which somebody has signed in; its cookie names this row."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    browser = models.CharField(max_length=40)
    known_since = models.DateTimeField()
    last_used_at = models.DateTimeField()
    factor_until = models.DateTimeField(null=True)
    """Until when the second factor is not asked for here again."""
    ended_at = models.DateTimeField(null=True)


class Session(AbstractBaseSession):
    """One sign-in, from the password to signing out; removing the row ends it at the next page."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="sessions")
    last_used_at = models.DateTimeField()

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return the store, which knows this model and is therefore found by its name."""
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class Factor(Row):
    """A second factor: an app that shows six digits, or a passkey."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=FactorKind.choices)
    sealed = models.BinaryField()
    """The app's secret, or the passkey's public part, under a key of the installation."""
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)
    """The half minute of the last digits that were taken, or a passkey's count: none goes back."""

    class Meta:
        constraints = [one_of("kind", FactorKind, name="factor_kind")]

    @property
    def place(self) -> str:
        return f"accounts.factor.{self.id}"


class RecoveryCode(Row):
    """A code on paper that stands in for a second factor, once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    code_digest = models.BinaryField(max_length=16)
    used_at = models.DateTimeField(null=True)


class RateCounter(models.Model):
    """How often something was tried by one network, account or device within a time."""

    pk = models.CompositePrimaryKey("kind", "subject")
    kind = models.CharField(max_length=20, choices=CountKind.choices)
    subject = models.BinaryField(max_length=16)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [one_of("kind", CountKind, name="rate_counter_kind")]
        indexes = [models.Index(fields=["ends_at"], name="rate_counter_ends")]
