"""As whom somebody acts: what is for an appointed person, or for a person, is for no machine."""

from collections.abc import Callable
from uuid import UUID

import pytest

from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted
from huiliu.core.ids import new_id

MACHINE = Acting(name="machine:test", role="machine:test", permissions=frozenset())


@pytest.mark.parametrize("asked", [Acting.under, Acting.in_person])
def test_machine_holds_no_appointment_and_is_nobody(asked: Callable[[Acting], UUID]) -> None:
    with pytest.raises(NotPermitted):
        asked(MACHINE)


def test_member_acts_in_person_and_under_no_appointment() -> None:
    account = new_id()
    member = Acting(name="何志斌", role="member", permissions=frozenset(), account_id=account)

    assert member.in_person() == account
    with pytest.raises(NotPermitted):
        member.under()
