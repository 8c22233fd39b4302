"""What makes an action: a permission, one transaction, its reach, an audit entry inside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import Refused
from huiliu.core.permissions import Permission

KEY = "_pkey"
"""How PostgreSQL names the constraint of a primary key."""

P = ParamSpec("P")
R = TypeVar("R")

DECLARED: dict[str, Permission] = {}
"""Every action by `package.name`, with the permission it asks."""


@dataclass(slots=True)
class _Ledger:
    """What the running action has put on record so far."""

    entries: int = 0
    repeated: bool = False


_running: ContextVar[_Ledger | None] = ContextVar("running", default=None)


class NotRecorded(Exception):
    """An action changed something and left no audit entry: a fault of ours, never of the user's."""


def action(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare an action: refused without the permission, atomic, within reach, and recorded."""

    def declare(write: Callable[P, R]) -> Callable[P, R]:
        name = f"{write.__module__.removeprefix('huiliu.').split('.')[0]}.{write.__name__}"
        DECLARED[name] = permission

        @wraps(write)
        def acted(*args: P.args, **kwargs: P.kwargs) -> R:
            by = cast("Acting", kwargs["by"])
            by.require(permission)
            with _fresh_key(), transaction.atomic(), scope.entered(by.reach), _on_record(name):
                return write(*args, **kwargs)

        return acted

    return declare


def recorded() -> None:
    """Tell the running action that an audit entry was written; `audit.record` calls this."""
    ledger = _running.get()
    if ledger is not None:
        ledger.entries += 1


def repeated() -> None:
    """Tell the running action that an earlier, equal call did it all: nothing is recorded."""
    ledger = _running.get()
    if ledger is not None:
        ledger.repeated = True


@contextmanager
def _fresh_key() -> Iterator[None]:
    """Refuse an id from a form that is a row's already, without saying whose.

    An action finds the rows in reach that an earlier, equal call made; this row is another's.
    """
    try:
        yield
    except IntegrityError as problem:
        cause = problem.__cause__
        if isinstance(cause, UniqueViolation) and (cause.diag.constraint_name or "").endswith(KEY):
            raise Refused("没有记下，这个页面已经用过了。请返回重新打开，再填一次。") from problem
        raise


@contextmanager
def _on_record(name: str) -> Iterator[None]:
    ledger = _Ledger()
    token = _running.set(ledger)
    try:
        yield
        if not ledger.entries and not ledger.repeated:
            message = f"{name} wrote no audit entry"
            raise NotRecorded(message)
    finally:
        _running.reset(token)
