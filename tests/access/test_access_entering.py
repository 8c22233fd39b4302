"""Invitations by letter, the codes in them, and who comes in by one."""

from datetime import timedelta

import pytest

from huiliu.access.actions import (
    invite,
    open_own_account,
    withdraw_invitation,
)
from huiliu.access.models import Invitation
from huiliu.access.queries import (
    acting_as_invitation,
    acting_as_set_up,
    acting_as_sign_in,
    appointments_of,
    code_digest,
    is_members_alone,
    open_invitations,
)
from huiliu.access.roles import INVITATION_PERMISSIONS, RoleName
from huiliu.accounts.models import Account
from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.permissions import Permission
from huiliu.core.reach import Reach
from tests.access.offices import MORNING, accept, acts_at, letter, place
from tests.cast import DAY, Cast
from tests.factories import at, make_person


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


def test_open_invitations_are_those_of_a_range(cast: Cast) -> None:
    for code in ("420103001001", "420104001001"):
        invite(
            by=acting_as_set_up(),
            id=new_id(),
            name=f"陈静 {code}",
            role=RoleName.COMMUNITY_WORKER,
            organisation=place(code),
            at=MORNING,
        )

    def seen_from(code: str) -> list[str]:
        return [one.name for one in open_invitations(path=place(code).path, at=MORNING)]

    assert seen_from("420103") == ["陈静 420103001001"]
    assert seen_from("420104") == ["陈静 420104001001"]
    assert len(seen_from("4201")) == 2


def test_account_is_a_members_alone_whatever_others_hold(cast: Cast) -> None:
    luo = make_person("骆建国", **at(host="420103001001"))
    bound = open_own_account(by=acting_as_sign_in(), name="本人", persons=[luo.id])
    loose = open_own_account(by=acting_as_sign_in(), name="已经离开的人", persons=[])
    letter(cast)

    assert is_members_alone(account=loose)
    assert not is_members_alone(account=bound)
