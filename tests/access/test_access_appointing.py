"""Appointments: given, ended, taken back, and by whom."""

from datetime import date

import pytest

from huiliu.access.actions import (
    appoint,
    end_appointment,
    restore_appointment,
)
from huiliu.access.models import Appointment
from huiliu.access.queries import (
    appointments_of,
)
from huiliu.access.roles import RoleName
from huiliu.accounts.models import Account
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.organisations.models import Organisation
from tests.access.offices import (
    LATE,
    MORNING,
    TOMORROW,
    acts_at,
    appointment_of,
    place,
)
from tests.cast import DAY, Cast


def test_ended_appointment_holds_no_more_on_its_last_day(cast: Cast) -> None:
    luo = appointment_of("luo")

    end_appointment(by=cast.he, appointment_id=luo.id, ends_on=TOMORROW, at=MORNING, day=DAY)

    assert appointments_of(account=luo.account, day=DAY) == [luo]
    assert appointments_of(account=luo.account, day=TOMORROW) == []


def test_same_role_at_the_same_place_is_given_once(cast: Cast) -> None:
    again = appoint(
        by=cast.he,
        account=Account.objects.get(username="luo"),
        role=RoleName.COMMUNITY_WORKER,
        organisation=place("420103001001"),
        day=DAY,
    )

    assert again == appointment_of("luo")
    assert acts_at("420103001", "access.appoint") == 0


def test_auditor_is_nobody_who_holds_another_role(cast: Cast) -> None:
    with pytest.raises(Refused, match="审计员要单独担任"):
        appoint(
            by=cast.qian,
            account=Account.objects.get(username="luo"),
            role=RoleName.AUDITOR,
            organisation=Organisation.objects.get(code="420103"),
            day=DAY,
        )


def test_appointment_is_ended_once(cast: Cast) -> None:
    luo = appointment_of("luo")

    for _ in range(2):
        ended = end_appointment(
            by=cast.he, appointment_id=luo.id, ends_on=TOMORROW, at=MORNING, day=DAY
        )

    assert (ended.ends_on, ended.end_before) == (TOMORROW, None)
    assert acts_at("420103001", "access.end_appointment") == 1


def test_appointment_that_goes_on_has_no_end_to_take_back(cast: Cast) -> None:
    luo = appointment_of("luo")

    restored = restore_appointment(by=cast.he, appointment_id=luo.id, day=DAY)

    assert restored.ends_on is None
    assert acts_at("420103001", "access.restore_appointment") == 0


def test_appointment_above_the_own_level_is_not_ended(cast: Cast) -> None:
    """No page gives such a role inside a street; wherever it came from, the clerk leaves it."""
    luo = appointment_of("luo")
    Appointment.objects.filter(id=luo.id).update(role=RoleName.DISTRICT_LIAISON)

    with pytest.raises(NotPermitted, match="这个身份比您现在的身份高"):
        end_appointment(by=cast.he, appointment_id=luo.id, ends_on=DAY, at=MORNING, day=DAY)


def test_end_is_taken_back_until_midnight(cast: Cast) -> None:
    luo = appointment_of("luo")
    end_appointment(by=cast.he, appointment_id=luo.id, ends_on=DAY, at=LATE, day=DAY)

    restore_appointment(by=cast.he, appointment_id=luo.id, day=DAY)

    assert appointments_of(account=luo.account, day=TOMORROW) == [luo]


def test_end_stays_after_midnight(cast: Cast) -> None:
    luo = appointment_of("luo")
    end_appointment(by=cast.he, appointment_id=luo.id, ends_on=DAY, at=LATE, day=DAY)

    with pytest.raises(Refused, match="撤销只能在当天做"):
        restore_appointment(by=cast.he, appointment_id=luo.id, day=TOMORROW)


def test_two_ends_of_one_day_go_back_to_the_end_of_the_morning(cast: Cast) -> None:
    luo = appointment_of("luo")
    Appointment.objects.filter(id=luo.id).update(ends_on=date(2027, 1, 1))
    for ends_on in (date(2026, 12, 1), TOMORROW):
        end_appointment(by=cast.he, appointment_id=luo.id, ends_on=ends_on, at=MORNING, day=DAY)

    restored = restore_appointment(by=cast.he, appointment_id=luo.id, day=DAY)

    assert restored.ends_on == date(2027, 1, 1)


def test_appointment_that_was_given_again_is_not_restored(cast: Cast) -> None:
    luo = appointment_of("luo")
    end_appointment(by=cast.he, appointment_id=luo.id, ends_on=DAY, at=MORNING, day=DAY)
    appoint(
        by=cast.he,
        account=luo.account,
        role=RoleName.COMMUNITY_WORKER,
        organisation=luo.organisation,
        day=DAY,
    )

    with pytest.raises(Refused, match="已经重新任命"):
        restore_appointment(by=cast.he, appointment_id=luo.id, day=DAY)


def test_appointment_of_another_account_does_not_hinder_restoring(cast: Cast) -> None:
    luo = appointment_of("luo")
    end_appointment(by=cast.he, appointment_id=luo.id, ends_on=DAY, at=MORNING, day=DAY)
    appoint(
        by=cast.he,
        account=Account.objects.get(username="sun"),
        role=RoleName.COMMUNITY_WORKER,
        organisation=luo.organisation,
        day=DAY,
    )

    assert restore_appointment(by=cast.he, appointment_id=luo.id, day=DAY).ends_on is None


def test_appointment_is_not_ended_in_the_past(cast: Cast) -> None:
    with pytest.raises(Refused, match="不能早于今天"):
        end_appointment(
            by=cast.he,
            appointment_id=appointment_of("luo").id,
            ends_on=date(2026, 11, 22),
            at=MORNING,
            day=DAY,
        )


def test_appointment_of_another_street_is_not_there(cast: Cast) -> None:
    with pytest.raises(OutOfReach):
        end_appointment(
            by=cast.he,
            appointment_id=appointment_of("sun").id,
            ends_on=DAY,
            at=MORNING,
            day=DAY,
        )


def test_nobody_ends_the_own_appointment(cast: Cast) -> None:
    with pytest.raises(NotPermitted, match="自己的身份要由别人来定"):
        end_appointment(
            by=cast.he,
            appointment_id=appointment_of("he").id,
            ends_on=DAY,
            at=MORNING,
            day=DAY,
        )


def test_nobody_appoints_oneself(cast: Cast) -> None:
    """The registrar sees nobody, and does not become a worker by the own hand."""
    with pytest.raises(NotPermitted, match="自己的身份要由别人来定"):
        appoint(
            by=cast.qian,
            account=Account.objects.get(username="qian"),
            role=RoleName.COMMUNITY_WORKER,
            organisation=place("420103001001"),
            day=DAY,
        )
