"""Who acts for whom: reads of delegations, and the acting that one gives."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from huiliu.access.queries import persons_of
from huiliu.access.roles import DELEGATE, DELEGATE_PERMISSIONS
from huiliu.accounts.models import Account
from huiliu.core.acting import Acting
from huiliu.core.blind import digest
from huiliu.core.reach import Reach
from huiliu.rights.models import Delegation
from huiliu.rights.rules import for_another


def delegation_digest(code: str) -> bytes:
    """Return what is kept of the code with which somebody agrees."""
    return digest("delegation", code)


def delegations_of(*, account: Account, day: date) -> list[Delegation]:
    """Return the delegations in force on either side of an account, the oldest first."""
    either = Q(principal=account) | Q(delegate=account)
    held = Delegation.objects.in_force(day).filter(either)
    return list(held.select_related("principal", "delegate").order_by("id"))


def acting_for(*, delegation: UUID | None, account: Account, day: date) -> Acting | None:
    """Return somebody acting for another, with both names; nothing once it has ended."""
    held = Delegation.objects.in_force(day).filter(delegate=account).filter(id__in=[delegation])
    found = held.select_related("principal").first()
    if found is None:
        return None
    return Acting(
        name=for_another(account.name, found.principal.name),
        role=DELEGATE,
        permissions=DELEGATE_PERMISSIONS,
        reach=Reach(own=persons_of(account=found.principal)),
        account_id=account.id,
        named=False,
    )
