"""The store of sessions: which account and device each is of, and when it ends by itself."""

from datetime import datetime
from typing import Any, cast

from django.contrib.sessions.backends import db

from huiliu.accounts.models import Session
from huiliu.accounts.rules import IDLE, LONGEST_SESSION, MINUTE
from huiliu.core.clock import now

ACCOUNT = "_auth_user_id"
DEVICE = "device"
BEGUN = "begun_at"
USED = "last_used_at"
FACTOR = "factor"


class SessionStore(db.SessionStore):
    """Ends a session half an hour after its last page, and twelve hours after it began.

    Both ends lie in the row's `expire_date`, which no page can push past the twelve hours.
    """

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """Return what the session holds; note its use, but not more than once a minute."""
        kept: dict[str, Any] = super().load()
        if kept and now() - datetime.fromisoformat(kept[USED]) >= MINUTE:
            self.modified = True
        return kept

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        at = now()
        begun = datetime.fromisoformat(data.setdefault(BEGUN, at.isoformat()))
        data[USED] = at.isoformat()
        row = cast("Session", super().create_model_instance(data))
        row.expire_date = min(at + IDLE, begun + LONGEST_SESSION)
        row.account_id, row.device_id = data.get(ACCOUNT), data.get(DEVICE)
        row.last_used_at = at
        return row
