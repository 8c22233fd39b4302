"""Appointing, ending, inviting and accepting: who may, how often, and until when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from huiliu.access.actions import (
    Acceptance,
    accept_invitation,
    appoint,
    close_organisation,
    end_appointment,
    invite,
    restore_appointment,
    withdraw_invitation,
)
from huiliu.access.models import Appointment, FailedTry, Invitation
from huiliu.access.queries import acting_as_invitation, appointments_of, code_digest
from huiliu.access.roles import INVITATION_PERMISSIONS, RoleName
from huiliu.accounts.models import Account
from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from huiliu.organisations.actions import open_organisation
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from tests.cast import DAY, Cast
from tests.factories import at, make_person

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
LATE = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
"""One minute to midnight in the city."""
TOMORROW = date(2026, 11, 24)
NETWORK = "192.0.2.0/24"


def place(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def appointment_of(username: str) -> Appointment:
    return Appointment.objects.get(account__username=username)


def acts_at(code: str, act: str) -> int:
    """Count how often an act is on record, of those who acted for the street above a place."""
    with scope.entered(Reach(trail=place(code[:9]).range)):
        return Entry.objects.filter(act=act).count()


def letter(cast: Cast, *, moment: datetime = MORNING) -> str:
    """Let the street clerk invite a worker to 建设, and return the code."""
    _, code = invite(
        by=cast.he,
        id=new_id(),
        name="陈静",
        role=RoleName.COMMUNITY_WORKER,
        organisation=place("420103001002"),
        at=moment,
    )
    assert code is not None
    return code


def accept(
    code: str, *, username: str = "chenjing", network: str = NETWORK, moment: datetime = MORNING
) -> Account | None:
    accepted = Acceptance(
        code=code, username=username, password="a-long-sentence-of-mine", network=network
    )
    by = acting_as_invitation(code=code, at=moment)
    return accept_invitation(by=by, accepted=accepted, at=moment, day=DAY)


def test_clerk_engages_a_worker_who_then_holds_the_appointment(cast: Cast) -> None:
    account = accept(letter(cast))

    assert account is not None
    held = appointments_of(account=account, day=DAY)
    assert [(one.role, one.organisation.name) for one in held] == [
        (RoleName.COMMUNITY_WORKER, "建设社区居委会")
    ]
    assert account.check_password("a-long-sentence-of-mine")


@pytest.mark.parametrize("role", [RoleName.CITY_REGISTRAR, RoleName.DISTRICT_LIAISON])
def test_inviter_gives_no_more_than_the_own_level(cast: Cast, role: RoleName) -> None:
    with pytest.raises(NotPermitted, match="比您现在的身份高"):
        invite(
            by=cast.he,
            id=new_id(),
            name="陈静",
            role=role,
            organisation=place("420103001"),
            at=MORNING,
        )


def test_inviter_invites_nobody_outside_the_own_range(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        invite(
            by=cast.he,
            id=new_id(),
            name="陈静",
            role=RoleName.COMMUNITY_WORKER,
            organisation=place("420104001001"),
            at=MORNING,
        )


def test_role_is_held_only_where_it_belongs(cast: Cast) -> None:
    with pytest.raises(Refused, match="社区里没有党支部书记"):
        invite(
            by=cast.he,
            id=new_id(),
            name="陈静",
            role=RoleName.BRANCH_SECRETARY,
            organisation=place("420103001001"),
            at=MORNING,
        )


def test_worker_invites_nobody(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        invite(
            by=cast.luo,
            id=new_id(),
            name="陈静",
            role=RoleName.COMMUNITY_WORKER,
            organisation=place("420103001001"),
            at=MORNING,
        )


def test_code_is_told_once_and_kept_as_a_digest(cast: Cast) -> None:
    form = new_id()
    told = [
        invite(
            by=cast.he,
            id=form,
            name="陈静",
            role=RoleName.COMMUNITY_WORKER,
            organisation=place("420103001001"),
            at=MORNING,
        )
        for _ in range(2)
    ]

    (first, code), (second, nothing) = told
    assert (first, nothing) == (second, None)
    assert bytes(Invitation.objects.get(id=form).code_digest) == code_digest(code or "")


def test_code_opens_once(cast: Cast) -> None:
    code = letter(cast)
    accept(code)

    assert accept(code, username="somebody") is None
    assert not Account.objects.filter(username="somebody").exists()


def test_code_opens_nothing_after_its_end(cast: Cast) -> None:
    code = letter(cast)

    assert accept(code, moment=MORNING + timedelta(days=14)) is None


def test_withdrawn_code_opens_nothing(cast: Cast) -> None:
    code = letter(cast)
    withdraw_invitation(by=cast.he, invitation_id=Invitation.objects.get().id, at=MORNING)

    assert accept(code) is None


def test_invitation_of_another_district_is_not_there(cast: Cast) -> None:
    invitation, _ = invite(
        by=cast.qian,
        id=new_id(),
        name="陈静",
        role=RoleName.COMMUNITY_WORKER,
        organisation=place("420104001001"),
        at=MORNING,
    )

    with pytest.raises(OutOfReach):
        withdraw_invitation(by=cast.he, invitation_id=invitation.id, at=MORNING)


def test_accepted_invitation_is_not_withdrawn(cast: Cast) -> None:
    accept(letter(cast))

    with pytest.raises(Refused, match="陈静已经接受了"):
        withdraw_invitation(by=cast.he, invitation_id=Invitation.objects.get().id, at=MORNING)


def test_invitation_is_withdrawn_once(cast: Cast) -> None:
    letter(cast)
    invitation = Invitation.objects.get()
    later = MORNING + timedelta(hours=1)

    for moment in (MORNING, later):
        withdrawn = withdraw_invitation(by=cast.he, invitation_id=invitation.id, at=moment)

    assert withdrawn.ends_at == MORNING
    assert acts_at("420103001002", "access.withdraw_invitation") == 1


def test_invitation_needs_a_name(cast: Cast) -> None:
    with pytest.raises(Refused, match="请写上被邀请人的姓名"):
        invite(
            by=cast.he,
            id=new_id(),
            name="  ",
            role=RoleName.COMMUNITY_WORKER,
            organisation=place("420103001001"),
            at=MORNING,
        )

    assert not Invitation.objects.exists()


def test_taken_sign_in_name_leaves_the_letter_open(cast: Cast) -> None:
    code = letter(cast)

    with pytest.raises(Refused, match="已经有人用了"):
        accept(code, username="luo")

    assert accept(code) is not None


def test_ten_wrong_codes_an_hour_are_enough(cast: Cast) -> None:
    code = letter(cast)
    for minute in range(10):
        assert accept("2222222222", moment=MORNING + timedelta(minutes=minute)) is None

    with pytest.raises(Refused, match="试错的次数太多了"):
        accept(code, moment=MORNING + timedelta(minutes=10))

    assert accept(code, moment=MORNING + timedelta(minutes=61)) is not None


def test_wrong_codes_of_one_network_leave_another_alone(cast: Cast) -> None:
    code = letter(cast)
    for _ in range(10):
        accept("2222222222")

    assert accept(code, network="198.51.100.0/24") is not None


def test_failed_tries_are_kept_for_a_day(cast: Cast) -> None:
    accept("2222222222")
    accept("2222222222", moment=MORNING + timedelta(days=1, minutes=1))

    assert FailedTry.objects.count() == 1


def test_machine_of_a_letter_holds_three_permissions_at_one_place(cast: Cast) -> None:
    by = acting_as_invitation(code=letter(cast), at=MORNING)

    assert by.permissions == INVITATION_PERMISSIONS
    assert by.permissions == {
        Permission.ACCEPT_INVITATION,
        Permission.EDIT_ACCOUNT,
        Permission.EDIT_APPOINTMENT,
    }
    assert by.may(Permission.EDIT_APPOINTMENT, at=place("420103001002").path)
    assert not by.may(Permission.EDIT_APPOINTMENT, at=place("420103001001").path)


def test_machine_of_a_wrong_code_may_appoint_nowhere(cast: Cast) -> None:
    by = acting_as_invitation(code="2222222222", at=MORNING)

    assert by.range is None
    assert not by.may(Permission.EDIT_APPOINTMENT, at=place("4201").path)


def test_accepting_is_on_record_at_the_inviting_organisation(cast: Cast) -> None:
    accept(letter(cast))

    with scope.entered(Reach(trail=place("420103001002").range)):
        acts = Entry.objects.filter(name="machine:invitation").values_list("act", flat=True)
        assert sorted(acts) == [
            "access.accept_invitation",
            "access.appoint",
            "accounts.open_account",
        ]


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


def closed(by_cast: Cast, organisation: Organisation) -> date | None:
    return close_organisation(by=by_cast.he, id=organisation.id, at=MORNING, day=DAY).closed_on


@pytest.fixture
def grid(cast: Cast) -> Organisation:
    """Make a grid under 环保 where nobody works and nobody lives."""
    community = place("420103001001")
    return open_organisation(
        by=cast.he, parent=community, kind=Kind.GRID, name="第三网格", code="G3", day=DAY
    )


def test_organisation_that_nothing_needs_is_closed(cast: Cast, grid: Organisation) -> None:
    assert closed(cast, grid) == DAY
    assert not Organisation.objects.standing_on(DAY).filter(id=grid.id).exists()


def test_organisation_is_closed_once(cast: Cast, grid: Organisation) -> None:
    closed(cast, grid)

    again = close_organisation(by=cast.he, id=grid.id, at=MORNING, day=TOMORROW)

    assert again.closed_on == DAY
    assert acts_at("420103001", "access.close_organisation") == 1


def test_organisation_of_another_district_is_not_there(cast: Cast) -> None:
    with pytest.raises(OutOfReach):
        closed(cast, place("420104001001"))


def test_organisation_with_one_below_stays(cast: Cast, grid: Organisation) -> None:
    open_organisation(by=cast.he, parent=grid, kind=Kind.BUILDING, name="3 栋", day=DAY)

    with pytest.raises(Refused, match="下面还有组织"):
        closed(cast, grid)


def test_organisation_where_somebody_is_appointed_stays(cast: Cast, grid: Organisation) -> None:
    sun = Account.objects.get(username="sun")
    appoint(by=cast.he, account=sun, role=RoleName.GRID_WORKER, organisation=grid, day=DAY)

    with pytest.raises(Refused, match="还有人在这里任职"):
        closed(cast, grid)


def test_organisation_to_which_somebody_is_invited_stays(cast: Cast, grid: Organisation) -> None:
    invite(
        by=cast.he,
        id=new_id(),
        name="陈静",
        role=RoleName.GRID_WORKER,
        organisation=grid,
        at=MORNING,
    )

    with pytest.raises(Refused, match="还有没接受的邀请"):
        closed(cast, grid)


def test_organisation_with_people_stays_though_the_actor_sees_none_of_them(
    cast: Cast, grid: Organisation
) -> None:
    make_person("何志斌", **at(patch="G3"))

    with pytest.raises(Refused, match="还有党员的记录写着这里"):
        close_organisation(by=cast.qian, id=grid.id, at=MORNING, day=DAY)


def test_street_clerk_closes_no_community(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        closed(cast, place("420103001002"))


def test_closed_organisation_takes_nobody(cast: Cast, grid: Organisation) -> None:
    closed(cast, grid)

    with pytest.raises(Refused, match="已经撤销"):
        appoint(
            by=cast.he,
            account=Account.objects.get(username="sun"),
            role=RoleName.GRID_WORKER,
            organisation=grid,
            day=DAY,
        )
