"""As whom somebody acts. Every action takes `by: Acting`, never a user."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self
from uuid import UUID

from huiliu.core.errors import NotPermitted
from huiliu.core.paths import Range
from huiliu.core.permissions import Permission
from huiliu.core.reach import NOBODY, Reach


class Channel(StrEnum):
    """Through which door the act comes."""

    PAGE = "page"
    COMMAND = "command"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Acting:
    """Account, appointment (or self, or a machine), organisation, channel and purpose.

    `access` builds it with the permissions and the range that the appointment holds on the day.
    """

    name: str
    """Who, as the person concerned will read it: a name, or `machine:retention`."""
    role: str
    permissions: frozenset[Permission]
    reach: Reach = NOBODY
    account_id: UUID | None = None
    appointment_id: UUID | None = None
    organisation_id: UUID | None = None
    organisation_name: str = ""
    organisation_path: str | None = None
    channel: Channel = Channel.PAGE
    purpose: str = ""
    range: Range | None = field(default=None)
    """The organisations it may administer; rows about people are kept by `reach`."""

    def may(self, permission: Permission, *, at: str | None = None) -> bool:
        """Say whether it holds the permission, and at this path where one is given."""
        if permission not in self.permissions:
            return False
        return at is None or (self.range is not None and self.range.holds(at))

    def require(self, permission: Permission, *, at: str | None = None) -> None:
        if not self.may(permission, at=at):
            place = "在这个组织" if at else ""
            raise NotPermitted(f"您现在的身份{place}不能做这件事。可以换一个身份，或请上级来做。")

    def under(self) -> UUID:
        """Return the appointment; for acts that only an appointed person does."""
        if self.appointment_id is None:
            raise NotPermitted("这件事要以一个任命的身份来做。")
        return self.appointment_id

    def reaching(self, reach: Reach) -> Self:
        return replace(self, reach=reach)
