"""As whom somebody acts. Every action takes `by: Acting`, never a user."""

from collections.abc import Mapping
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
    EXPORT = "export"


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
    glass: Mapping[UUID, str] = field(default_factory=dict)
    """Person rows beyond its range that it looks at for a while, each with the reason's code."""
    named: bool = True
    """Whether logs hold the name. A member's stands in the file alone, which can be erased."""
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

    def in_person(self) -> UUID:
        """Return the account; for acts that only somebody themselves does, and no machine."""
        if self.account_id is None:
            raise NotPermitted("这件事要由本人登录来做。")
        return self.account_id

    def reaching(self, reach: Reach) -> Self:
        return replace(self, reach=reach)

    def through_glass(self, glass: Mapping[UUID, str]) -> Self:
        """Return the same acting that also reads these files; it writes nothing into them."""
        reach = replace(self.reach, entrusted=(*self.reach.entrusted, *glass))
        return replace(self, reach=reach, glass=glass)
