"""Taking lists out is closed until somebody above opens it, and ends again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from huiliu.access.roles import RoleName
from huiliu.core import scope
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.exchange.actions import (
    end_permit,
    permit_export,
)
from huiliu.exchange.outgoing import permits_below, place_to_permit, sets_offered
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from tests.cast import DAY, Cast
from tests.exchange.exporting import (
    AT,
    CALLS,
    HOUR,
    HUANBAO,
    ROSTER,
    acts_of,
    appointed_again,
    asked,
    permitted,
)
from tests.offices import in_office

RONGHUA = "420104001001"


def test_nobody_takes_anything_out_until_it_is_opened(cast: Cast, driver: Person) -> None:
    with pytest.raises(Refused, match="没有开通"):
        asked(cast.luo)

    assert sets_offered(by=cast.luo, day=DAY) == []


def test_district_opens_one_set_to_one_community_until_a_day(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)

    with scope.entered(cast.luo.reach):
        [offered] = sets_offered(by=cast.luo, day=DAY)
    assert (offered.fixed_set.code, offered.people) == (ROSTER, 1)
    assert offered.permit.ends_on == DAY + timedelta(days=30)
    assert sets_offered(by=cast.luo, day=DAY + timedelta(days=30)) == []
    assert sets_offered(by=cast.he, day=DAY) == []
    assert [one.organisation.code for one in permits_below(by=cast.tang, day=DAY)] == [HUANBAO]
    assert permits_below(by=replace(cast.tang, range=None), day=DAY) == []
    beside = in_office(RoleName.DISTRICT_LIAISON, "420104")
    assert permits_below(by=beside, day=DAY) == []
    [entry] = acts_of("permit_export")
    assert (entry.name, entry.detail["set"]) == ("唐联络", "roster_received")
    with pytest.raises(Refused, match="没有开通"):
        asked(cast.luo, CALLS)


def test_district_sees_what_is_open_below_it_alone(cast: Cast) -> None:
    beside = in_office(RoleName.DISTRICT_LIAISON, "420104")
    permitted(cast.tang)
    permitted(beside, code=RONGHUA)

    assert [one.organisation.code for one in permits_below(by=cast.tang, day=DAY)] == [HUANBAO]
    assert [one.organisation.code for one in permits_below(by=beside, day=DAY)] == [RONGHUA]


@pytest.mark.parametrize("code", [RONGHUA, "420103", "4201"])
def test_district_opens_nothing_beside_or_above_it_nor_to_itself(cast: Cast, code: str) -> None:
    inside, other = (Organisation.objects.get(code=one) for one in (HUANBAO, code))

    assert place_to_permit(by=cast.tang, id=inside.id) == inside
    with pytest.raises(OutOfReach):
        place_to_permit(by=cast.tang, id=other.id)


def test_opening_twice_is_one_and_another_waits_for_the_end(cast: Cast) -> None:
    permit = permitted(cast.tang)
    again = permit_export(
        by=cast.tang,
        id=permit.id,
        organisation=permit.organisation_id,
        fixed_set=ROSTER,
        ends_on=permit.ends_on,
        because=permit.because,
        at=AT,
        day=DAY,
    )

    assert again == permit
    with pytest.raises(Refused, match="已经开通着"):
        permitted(cast.tang)
    end_permit(by=cast.tang, id=permit.id, at=AT)
    end_permit(by=cast.tang, id=permit.id, at=AT)
    permitted(cast.tang)
    assert (len(acts_of("end_permit")), len(acts_of("permit_export"))) == (1, 2)


def test_id_of_what_a_colleague_opened_opens_nothing(cast: Cast) -> None:
    permit = permitted(cast.tang)

    with pytest.raises(Refused, match="已经开通着"):
        permit_export(
            by=in_office(RoleName.DISTRICT_LIAISON, "420103", username="second"),
            id=permit.id,
            organisation=permit.organisation_id,
            fixed_set=ROSTER,
            ends_on=permit.ends_on,
            because=permit.because,
            at=AT,
            day=DAY,
        )


@pytest.mark.parametrize(
    ("because", "days", "words"),
    [
        ("", 30, "写一句"),
        ("长" * 61, 30, "写一句"),
        ("报表", 0, "到哪一天"),
        ("报表", 93, "到哪一天"),
    ],
)
def test_permit_has_a_reason_and_an_end(cast: Cast, because: str, days: int, words: str) -> None:
    place = Organisation.objects.get(code=HUANBAO)

    with pytest.raises(Refused, match=words):
        permit_export(
            by=cast.tang,
            id=new_id(),
            organisation=place.id,
            fixed_set=ROSTER,
            ends_on=DAY + timedelta(days=days),
            because=because,
            at=AT,
            day=DAY,
        )


@pytest.mark.parametrize("code", ["420103", "420104001001"])
def test_nobody_opens_it_to_themselves_or_beyond_their_range(cast: Cast, code: str) -> None:
    with pytest.raises(OutOfReach):
        permitted(cast.tang, code=code)


def test_above_the_street_there_is_nothing_to_open(cast: Cast) -> None:
    with pytest.raises(Refused, match="这一级看不到"):
        permitted(cast.qian, code="420103")


def test_permit_is_ended_by_those_above_alone(cast: Cast) -> None:
    permit = permitted(cast.qian, code="420104001001")

    with pytest.raises(OutOfReach):
        end_permit(by=cast.tang, id=permit.id, at=AT)
    with pytest.raises(OutOfReach):
        end_permit(by=cast.tang, id=new_id(), at=AT)
    with pytest.raises(NotPermitted):
        end_permit(by=cast.sun, id=permit.id, at=AT)


def test_permit_that_was_ended_is_not_opened_by_sending_the_form_again(cast: Cast) -> None:
    permit = permitted(cast.tang)
    end_permit(by=cast.tang, id=permit.id, at=AT)

    with pytest.raises(Refused, match="这一次已经停了"):
        permit_export(
            by=cast.tang,
            id=permit.id,
            organisation=permit.organisation_id,
            fixed_set=ROSTER,
            ends_on=permit.ends_on,
            because=permit.because,
            at=AT + HOUR,
            day=DAY,
        )


def test_who_opened_it_as_another_takes_nothing_out_under_it(cast: Cast, driver: Person) -> None:
    permitted(cast.tang)
    himself = appointed_again(cast.tang, HUANBAO)

    with pytest.raises(Refused, match="没有开通"):
        asked(himself)
