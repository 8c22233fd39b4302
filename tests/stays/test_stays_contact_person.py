"""Who answers for a link: named, changed, taken back; and whom that person reaches."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from huiliu.access.actions import appoint, end_appointment, restore_appointment
from huiliu.access.models import Appointment
from huiliu.access.queries import acting_as_set_up, acting_under, appointments_of
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.accounts.models import Account
from huiliu.audit.models import Entry
from huiliu.core import scope
from huiliu.core.acting import Acting, Channel
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.reach import Reach
from huiliu.organisations.models import Organisation
from huiliu.people.actions import agree_match
from huiliu.people.choices import MatchState
from huiliu.people.models import Match, Person
from huiliu.people.queries import rows_of
from huiliu.stays.actions import name_contact_person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from huiliu.stays.queries import acting_with_entrusted, contact_persons_for, entrusted_counts
from tests.cast import DAY, PASSWORD, Cast, whole_cast
from tests.factories import at, make_person, make_stay

HUANBAO, RONGHUA = "420103001001", "420104001001"
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
TOMORROW = DAY + timedelta(days=1)


def contact_person(username: str, name: str, code: str = HUANBAO) -> Appointment:
    """Let somebody be a contact person of an organisation."""
    by, place = acting_as_set_up(), Organisation.objects.get(code=code)
    account = open_account(by=by, username=username, name=name, password=PASSWORD)
    return appoint(
        by=by, account=account, role=RoleName.CONTACT_PERSON, organisation=place, day=DAY
    )


def acting(appointment: Appointment) -> Acting:
    held = Appointment.objects.select_related("account", "organisation").get(id=appointment.id)
    by = acting_under(appointment=held, account=held.account, channel=Channel.PAGE)
    return acting_with_entrusted(by=by)


def link_of(name: str, *, side: Side = Side.HOST, **codes: str) -> Link:
    """Let somebody be away, and return one of the three links."""
    stay = make_stay(make_person(name, **at(**codes)))
    with scope.entered(Reach.everywhere()):
        return Link.objects.get(stay=stay, side=side)


def seen(by: Acting) -> list[str]:
    with scope.entered(by.reach):
        return list(Person.objects.order_by("pinyin").values_list("name", flat=True))


def named(link: Link) -> str | None:
    with scope.entered(Reach.everywhere()):
        held = Link.objects.select_related("contact_person__account").get(id=link.id)
    return held.contact_person.account.name if held.contact_person else None


@pytest.fixture
def fang(cast: Cast) -> Appointment:
    """方 is a contact person of 环保."""
    return contact_person("fang", "方联系")


def test_contact_person_reaches_whom_was_entrusted_and_nobody_else(
    cast: Cast, fang: Appointment
) -> None:
    he = link_of("何志斌", host=HUANBAO)
    link_of("马春兰", host=HUANBAO)

    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)

    assert seen(acting(fang)) == ["何志斌"]


def test_contact_person_to_whom_nobody_was_entrusted_reaches_nobody(
    cast: Cast, fang: Appointment
) -> None:
    link_of("何志斌", host=HUANBAO)

    assert seen(acting(fang)) == []


def test_what_is_taken_back_is_out_of_reach_at_once(cast: Cast, fang: Appointment) -> None:
    he = link_of("何志斌", host=HUANBAO)
    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)

    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=None, day=DAY)

    assert (seen(acting(fang)), seen(cast.luo)) == ([], ["何志斌"])


def test_another_contact_person_takes_over(cast: Cast, fang: Appointment) -> None:
    he, shen = link_of("何志斌", host=HUANBAO), contact_person("shen", "沈联系")
    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)

    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=shen.id, day=DAY)

    assert (seen(acting(fang)), seen(acting(shen))) == ([], ["何志斌"])


def test_entrusted_are_those_of_the_appointment_alone(cast: Cast, fang: Appointment) -> None:
    """Whatever else the same person reaches."""
    he, _ma = (link_of(name, host=HUANBAO) for name in ("何志斌", "马春林"))
    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)
    both = replace(cast.luo.reach, appointment=fang.id)

    assert acting_with_entrusted(by=cast.luo.reaching(both)).reach.entrusted == (he.person_id,)


def test_naming_twice_is_recorded_once(cast: Cast, fang: Appointment) -> None:
    he = link_of("何志斌", host=HUANBAO)
    for _time in range(2):
        name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)

    with scope.entered(Reach(trail=cast.luo.range)):
        made = Entry.objects.filter(act="stays.name_contact_person")
        assert [entry.detail for entry in made] == [{"before": "", "after": str(fang.id)}]


def test_two_who_name_at_one_moment_name_one_after_the_other(own_database: None) -> None:
    cast = whole_cast()
    he = link_of("何志斌", host=HUANBAO)
    both = [contact_person("fang", "方联系").id, contact_person("shen", "沈联系").id]

    def name(appointment: UUID) -> None:
        try:
            name_contact_person(by=cast.luo, link_id=he.id, appointment_id=appointment, day=DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(name, both))

    with scope.entered(Reach(trail=cast.luo.range)):
        made = Entry.objects.filter(act="stays.name_contact_person").order_by("id")
        first, last = (entry.detail for entry in made)
    assert {first["after"], last["after"]} == {str(id) for id in both}
    assert (first["before"], last["before"]) == ("", first["after"])


def test_home_names_its_own_contact_person(cast: Cast) -> None:
    link = link_of("何志斌", side=Side.HOME, home="B1", host=HUANBAO)
    gu = contact_person("gu", "顾联系", "B1")

    name_contact_person(by=cast.zhou, link_id=link.id, appointment_id=gu.id, day=DAY)

    assert (named(link), seen(acting(gu))) == ("顾联系", ["何志斌"])


def test_street_names_for_its_communities(cast: Cast, fang: Appointment) -> None:
    he = link_of("何志斌", host=HUANBAO)

    name_contact_person(by=cast.he, link_id=he.id, appointment_id=fang.id, day=DAY)

    assert named(he) == "方联系"


@pytest.mark.parametrize("side", [Side.HOME, Side.SELF])
def test_host_does_not_name_for_the_home_or_the_member(
    cast: Cast, fang: Appointment, side: Side
) -> None:
    link = link_of("何志斌", side=side, home="B1", host=HUANBAO)

    with pytest.raises(OutOfReach):
        name_contact_person(by=cast.luo, link_id=link.id, appointment_id=fang.id, day=DAY)


def test_nobody_names_for_a_neighbour(cast: Cast, fang: Appointment) -> None:
    he = link_of("何志斌", host=HUANBAO)

    with pytest.raises(OutOfReach):
        name_contact_person(by=cast.sun, link_id=he.id, appointment_id=fang.id, day=DAY)


def test_community_where_somebody_only_lives_names_nobody(cast: Cast, fang: Appointment) -> None:
    """罗 visits for the host, 荣华; whom 荣华 sends is its own affair."""
    he = link_of("何志斌", host=RONGHUA, patch=HUANBAO)

    with pytest.raises(OutOfReach):
        name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)


def test_contact_person_names_nobody(cast: Cast, fang: Appointment) -> None:
    he = link_of("何志斌", host=HUANBAO)
    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)

    with pytest.raises(NotPermitted):
        name_contact_person(by=acting(fang), link_id=he.id, appointment_id=None, day=DAY)


def test_contact_person_of_another_organisation_is_refused(cast: Cast) -> None:
    he, gu = link_of("何志斌", host=HUANBAO), contact_person("gu", "顾联系", RONGHUA)

    with pytest.raises(Refused, match="不是这个组织的联系人"):
        name_contact_person(by=cast.luo, link_id=he.id, appointment_id=gu.id, day=DAY)


def test_somebody_with_another_role_is_refused(cast: Cast) -> None:
    he = link_of("何志斌", host=HUANBAO)

    with pytest.raises(Refused, match="不是这个组织的联系人"):
        name_contact_person(by=cast.luo, link_id=he.id, appointment_id=cast.luo.under(), day=DAY)


def test_link_that_is_not_connected_is_entrusted_to_nobody(cast: Cast, fang: Appointment) -> None:
    stay = make_stay(make_person("何志斌", **at(host=HUANBAO)), connected=[Side.SELF])
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(stay=stay, side=Side.HOST)

    with pytest.raises(Refused, match="还没有接上"):
        name_contact_person(by=cast.luo, link_id=link.id, appointment_id=fang.id, day=DAY)


def test_appointment_that_ends_ends_its_reach_and_the_organisation_answers(
    cast: Cast, fang: Appointment
) -> None:
    he = link_of("何志斌", host=HUANBAO)
    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)

    end_appointment(by=cast.he, appointment_id=fang.id, ends_on=DAY, at=AT, day=DAY)

    assert appointments_of(account=Account.objects.get(username="fang"), day=DAY) == []
    with scope.entered(cast.luo.reach):
        assert he.answered_within(cast.luo.reach)
        assert contact_persons_for(link=he, day=DAY) == []


def test_end_that_is_taken_back_gives_the_people_back(cast: Cast, fang: Appointment) -> None:
    he = link_of("何志斌", host=HUANBAO)
    name_contact_person(by=cast.luo, link_id=he.id, appointment_id=fang.id, day=DAY)
    end_appointment(by=cast.he, appointment_id=fang.id, ends_on=DAY, at=AT, day=DAY)

    restore_appointment(by=cast.he, appointment_id=fang.id, day=DAY)

    assert seen(acting(fang)) == ["何志斌"]


def test_people_of_each_contact_person_are_counted(cast: Cast, fang: Appointment) -> None:
    shen = contact_person("shen", "沈联系")
    for name in ("何志斌", "马春兰"):
        link = link_of(name, host=HUANBAO)
        name_contact_person(by=cast.luo, link_id=link.id, appointment_id=fang.id, day=DAY)

    with scope.entered(cast.luo.reach):
        assert entrusted_counts(appointments=[fang.id, shen.id]) == {fang.id: 2}


def joined(cast: Cast, here: Person, there: Person) -> None:
    """Let both sides say that two files are one person."""
    match = Match(
        home_person=there,
        host_person=here,
        reasons=["name"],
        state=MatchState.PROPOSED,
        proposed_on=DAY,
        **here.addresses() | {"home_id": there.home_id, "home_path": there.home_path},
    )
    with scope.entered(Reach.everywhere()):
        match.save(force_insert=True)
    for by in (cast.luo, cast.zhou):
        agree_match(by=by, id=match.id, at=AT, day=DAY)


@pytest.mark.parametrize("joining_first", [False, True])
def test_contact_person_of_either_side_reaches_the_joined_file(
    cast: Cast, fang: Appointment, *, joining_first: bool
) -> None:
    gu = contact_person("gu", "顾联系", "B1")
    here, there = make_person("何志斌", **at(host=HUANBAO)), make_person("何志斌", **at(home="B1"))
    stays = {
        Side.HOST: make_stay(here, connected=[Side.HOST, Side.SELF]),
        Side.HOME: make_stay(there, connected=[Side.HOME, Side.SELF]),
    }
    if joining_first:
        joined(cast, here, there)
        stays[Side.HOME] = stays[Side.HOST]
    for side, by, one in ((Side.HOST, cast.luo, fang), (Side.HOME, cast.zhou, gu)):
        with scope.entered(Reach.everywhere()):
            link = Link.objects.get(stay=stays[side], side=side)
        name_contact_person(by=by, link_id=link.id, appointment_id=one.id, day=DAY)
    if not joining_first:
        joined(cast, here, there)

    rows = {here.id, there.id}
    for one in (fang, gu):
        by = acting(one)
        with scope.entered(by.reach):
            assert set(rows_of(person=Person.objects.get(id=here.id))) == rows
    with scope.entered(Reach.everywhere()):
        open_links = Link.objects.filter(stay__closed_on=None).exclude(contact_person=None)
        assert sorted(open_links.values_list("side", "contact_person")) == [
            ("home", gu.id),
            ("host", fang.id),
        ]
