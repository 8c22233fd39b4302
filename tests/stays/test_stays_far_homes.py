"""A home outside the city gets a list: it is asked itself, calls its own, and is shut again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from huiliu.access.actions import (
    Secretary,
    enter_by_letter,
    enter_far_list,
    open_far_list,
    send_far_code,
    write_far_letter,
)
from huiliu.access.models import Appointment, FarList
from huiliu.access.queries import (
    acting_as_clock,
    acting_as_sign_in,
    acting_under,
    far_list_at,
    far_lists_of,
    telephone_of_far_list,
)
from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.queries import due_list
from huiliu.core import scope
from huiliu.core.acting import Acting, Channel
from huiliu.core.errors import NotPermitted, OutOfReach, Refused, TooMany
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.actions import Registration, register_person
from huiliu.exchange.actions import Told as Row
from huiliu.exchange.roster.direction import Direction
from huiliu.exchange.roster.fields import Field
from huiliu.insight.queries import tallies_agree
from huiliu.organisations.choices import ReachedBy
from huiliu.organisations.models import Organisation
from huiliu.stays.actions import (
    Said,
    confirm_home,
    disown_stay,
    open_far_home,
    shut_far_home,
    take_back_step,
)
from huiliu.stays.choices import Act, Side, StayState, WindowState
from huiliu.stays.climbing import climb_stays, shut_far_homes
from huiliu.stays.models import Link, Stay, Window
from huiliu.stays.queries import asked_stays
from tests.cast import DAY, Cast

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
VILLAGE, TOWN = "湖南省临湘市坦渡村", "湖南省临湘市羊楼镇"
ZOU = Secretary("邹桂兰", "13800009988", DAY + timedelta(days=90))
BY_LETTER = replace(ZOU, name="左长明", telephone="")
EVERY = tuple(WindowState)


@pytest.fixture
def cheng(cast: Cast) -> Stay:
    return come(cast, "程立", "13900001111")


def come(cast: Cast, name: str, telephone: str, *, home: str = VILLAGE) -> Stay:
    """Let somebody from a far village be registered at 环保."""
    said = {Field.NAME: name, Field.TELEPHONE: telephone, Field.BRANCH: home}
    place = Organisation.objects.get(code="420103001001")
    done = register_person(
        by=cast.luo, id=new_id(), place=place, told=Row(Direction.INFLOW, said), at=AT, day=DAY
    )
    assert isinstance(done, Registration)
    with scope.entered(Reach.everywhere()):
        return Stay.objects.select_related("home").get(person=done.person)


def opened(
    cast: Cast, stay: Stay, *, secretary: Secretary = ZOU, id: UUID | None = None
) -> FarList:
    assert stay.home is not None
    far_list = open_far_home(
        by=cast.tang, id=id or new_id(), organisation=stay.home, secretary=secretary, at=AT, day=DAY
    )
    held = far_list_at(id=far_list.id)
    assert held is not None
    return held


def acting_in(far_list: FarList) -> Acting:
    held = Appointment.objects.select_related("account", "organisation").get(
        id=far_list.appointment_id
    )
    return acting_under(appointment=held, account=held.account, channel=Channel.PAGE)


def now(stay: Stay) -> Stay:
    with scope.entered(Reach.everywhere()):
        return Stay.objects.select_related("queue", "home").get(id=stay.id)


def standing(stay: Stay) -> tuple[str, str, str]:
    """Return the state, what is waited for, and of whom."""
    found = now(stay)
    return found.state, found.waits_for, found.queue.name if found.queue else ""


def figures_agree() -> bool:
    with scope.entered(Reach.everywhere()):
        return tallies_agree()


def asked(by: Acting) -> list[str]:
    with scope.entered(by.reach):
        return [stay.person.name for stay in asked_stays(by=by, below=False, longest=10)]


def due(by: Acting) -> list[str]:
    with scope.entered(by.reach):
        return [line.window.person.name for line in due_list(by=by, day=DAY, states=EVERY)]


def said(words: str = "") -> Said:
    return Said(id=new_id(), at=AT, day=DAY, words=words)


def home_link(stay: Stay) -> Link:
    with scope.entered(Reach.everywhere()):
        return Link.objects.get(stay=stay, side=Side.HOME)


def test_home_that_gets_a_list_is_asked_itself(cast: Cast, cheng: Stay) -> None:
    assert standing(cheng) == (StayState.REGISTERED_IN, Act.FIND_HOME, "江汉区")

    zou = acting_in(opened(cast, cheng))

    assert standing(cheng) == (StayState.REGISTERED_IN, Act.CONFIRM_AT_HOME, VILLAGE)
    assert asked(zou) == ["程立"]
    assert asked(cast.tang) == []
    assert figures_agree()


def test_all_of_the_home_follow_and_nobody_of_another(cast: Cast, cheng: Stay) -> None:
    second = come(cast, "万喜来", "13900002222")
    other = come(cast, "向家英", "13900003333", home=TOWN)

    zou = acting_in(opened(cast, cheng))

    assert sorted(asked(zou)) == ["万喜来", "程立"]
    assert standing(second)[1] == Act.CONFIRM_AT_HOME
    assert standing(other) == (StayState.REGISTERED_IN, Act.FIND_HOME, "江汉区")


def test_who_comes_later_is_asked_of_the_home_at_once(cast: Cast, cheng: Stay) -> None:
    zou = acting_in(opened(cast, cheng))

    come(cast, "万喜来", "13900002222")

    assert sorted(asked(zou)) == ["万喜来", "程立"]


def test_home_that_says_yes_has_a_rhythm_of_its_own(cast: Cast, cheng: Stay) -> None:
    zou = acting_in(opened(cast, cheng))
    assert not home_link(cheng).connected

    confirm_home(by=zou, stay_id=cheng.id, said=said())

    assert standing(cheng) == (StayState.ACTIVE, "", "")
    assert home_link(cheng).connected
    assert due(zou) == ["程立"]
    assert figures_agree()


def test_far_secretary_records_a_contact_of_the_home_side(cast: Cast, cheng: Stay) -> None:
    zou = acting_in(opened(cast, cheng))
    confirm_home(by=zou, stay_id=cheng.id, said=said())
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, DAY, note="都好")

    record_contact(by=zou, id=new_id(), link_id=home_link(cheng).id, told=told, at=AT, day=DAY)

    with scope.entered(zou.reach):
        [window] = Window.objects.filter(link=home_link(cheng).id, known_to=None)
    assert window.since == DAY


def test_far_secretary_does_not_record_for_the_host(cast: Cast, cheng: Stay) -> None:
    zou = acting_in(opened(cast, cheng))
    with scope.entered(Reach.everywhere()):
        host = Link.objects.get(stay=cheng, side=Side.HOST)
    told = Told(ContactChannel.TELEPHONE, Outcome.REACHED, DAY)

    with pytest.raises(OutOfReach):
        record_contact(by=zou, id=new_id(), link_id=host.id, told=told, at=AT, day=DAY)


def test_home_that_says_not_ours_hands_it_back_to_the_district(cast: Cast, cheng: Stay) -> None:
    zou = acting_in(opened(cast, cheng))

    disown_stay(by=zou, stay_id=cheng.id, home_id=None, said=said("早就转到镇上了"))

    assert standing(cheng) == (StayState.REGISTERED_IN, Act.FIND_HOME, "江汉区")
    assert asked(zou) == []


def test_what_the_home_does_not_answer_climbs_to_the_district(cast: Cast, cheng: Stay) -> None:
    opened(cast, cheng)
    until = now(cheng).waits_until
    assert until is not None

    climb_stays(by=acting_as_clock(), at=AT, day=until + timedelta(1))

    assert standing(cheng) == (StayState.REGISTERED_IN, Act.CONFIRM_AT_HOME, "江汉区")


def test_list_that_is_shut_hands_back_what_waits_and_keeps_what_was_said(
    cast: Cast, cheng: Stay
) -> None:
    far_list, second = opened(cast, cheng), come(cast, "万喜来", "13900002222")
    confirm_home(by=acting_in(far_list), stay_id=cheng.id, said=said())

    for _ in range(2):
        shut_far_home(by=cast.tang, far_list_id=far_list.id, at=AT, day=DAY)

    assert standing(cheng) == (StayState.ACTIVE, "", "")
    assert not home_link(cheng).connected
    assert standing(second) == (StayState.REGISTERED_IN, Act.FIND_HOME, "江汉区")
    with scope.entered(Reach.everywhere()):
        assert not Window.objects.filter(link=home_link(cheng).id, known_to=None).exists()
    assert figures_agree()


def test_list_that_is_shut_forgets_the_number_and_lets_nobody_in(cast: Cast, cheng: Stay) -> None:
    far_list = opened(cast, cheng)
    _, code = write_far_letter(by=cast.tang, far_list_id=far_list.id, day=DAY)
    assert telephone_of_far_list(far_list) == "13800009988"

    shut_far_home(by=cast.tang, far_list_id=far_list.id, at=AT, day=DAY)

    held = far_list_at(id=far_list.id)
    assert held is not None
    assert (held.sealed, held.paper_digest) == (None, None)
    assert by_letter(held, code) is None
    assert not Appointment.objects.in_force(DAY).filter(id=held.appointment_id).exists()


def test_night_shuts_what_is_over_and_nothing_before(cast: Cast, cheng: Stay) -> None:
    opened(cast, cheng)
    clock = acting_as_clock()

    assert shut_far_homes(by=clock, at=AT, day=ZOU.until - timedelta(1)) == 0
    assert shut_far_homes(by=clock, at=AT, day=ZOU.until) == 1
    assert shut_far_homes(by=clock, at=AT, day=ZOU.until + timedelta(1)) == 0

    assert standing(cheng)[1] == Act.FIND_HOME


def test_home_with_a_second_list_is_reached_as_long_as_one_is_open(cast: Cast, cheng: Stay) -> None:
    first = opened(cast, cheng)
    assert cheng.home is not None
    second = open_far_list(
        by=cast.tang, id=new_id(), organisation=cheng.home, secretary=BY_LETTER, at=AT, day=DAY
    )

    shut_far_home(by=cast.tang, far_list_id=first.id, at=AT, day=DAY)
    assert standing(cheng)[1] == Act.CONFIRM_AT_HOME
    shut_far_home(by=cast.tang, far_list_id=second.id, at=AT, day=DAY)

    assert standing(cheng)[1] == Act.FIND_HOME


def test_same_form_sent_twice_opens_one_list(cast: Cast, cheng: Stay) -> None:
    id = new_id()

    assert opened(cast, cheng, id=id).id == opened(cast, cheng, id=id).id

    assert FarList.objects.count() == 1


def test_who_has_nobody_of_that_home_waiting_opens_no_list(cast: Cast, cheng: Stay) -> None:
    assert cheng.home is not None

    with pytest.raises(NotPermitted):
        open_far_home(
            by=cast.luo, id=new_id(), organisation=cheng.home, secretary=ZOU, at=AT, day=DAY
        )
    opened(cast, cheng)
    with pytest.raises(OutOfReach):
        opened(cast, cheng)


@pytest.mark.parametrize("until", [DAY, DAY + timedelta(days=367)])
def test_list_ends_after_today_and_within_a_year(cast: Cast, cheng: Stay, until: date) -> None:
    with pytest.raises(Refused, match="一年以内"):
        opened(cast, cheng, secretary=replace(ZOU, until=until))

    assert now(cheng).home is not None
    assert Organisation.objects.get(name=VILLAGE).reached_by == ReachedBy.NOTHING


def test_home_in_the_city_gets_no_list(cast: Cast) -> None:
    with pytest.raises(Refused, match="在本市"):
        open_far_list(
            by=cast.tang,
            id=new_id(),
            organisation=Organisation.objects.get(code="B1"),
            secretary=ZOU,
            at=AT,
            day=DAY,
        )


def test_district_sees_and_shuts_its_own_lists_alone(cast: Cast, cheng: Stay) -> None:
    far_list = opened(cast, cheng)
    place = Organisation.objects.get(code="420104")
    elsewhere = replace(
        cast.tang, organisation_id=place.id, organisation_path=place.path, range=place.range
    )

    assert [one.id for one in far_lists_of(by=cast.tang, day=DAY)] == [far_list.id]
    assert far_lists_of(by=elsewhere, day=DAY) == []
    with pytest.raises(OutOfReach):
        shut_far_home(by=elsewhere, far_list_id=far_list.id, at=AT, day=DAY)
    with pytest.raises(OutOfReach):
        write_far_letter(by=elsewhere, far_list_id=far_list.id, day=DAY)


def test_step_that_is_taken_back_asks_whoever_can_be_reached_today(cast: Cast, cheng: Stay) -> None:
    told = said("书记姓邹，电话里说是")
    confirm_home(by=cast.tang, stay_id=cheng.id, said=told)
    second = come(cast, "万喜来", "13900002222")
    opened(cast, second)

    take_back_step(by=cast.tang, step_id=told.id, at=AT, day=DAY)

    assert standing(cheng) == (StayState.REGISTERED_IN, Act.CONFIRM_AT_HOME, VILLAGE)


# The door


def by_letter(far_list: FarList, code: str, *, at: datetime = AT, day: date = DAY) -> object:
    return enter_by_letter(by=acting_as_sign_in(), far_list=far_list, code=code, at=at, day=day)


def send(far_list: FarList, id: UUID, *, at: datetime = AT, day: date = DAY) -> None:
    send_far_code(
        by=acting_as_sign_in(), id=id, far_list=far_list, network="192.0.2.1", at=at, day=day
    )


def digits(capsys: pytest.CaptureFixture[str]) -> str:
    line = capsys.readouterr().err.strip().splitlines()[-1]
    return line.split("六位数是 ")[1][:6]


def enter(far_list: FarList, id: UUID, code: str, *, day: date = DAY) -> object:
    return enter_far_list(
        by=acting_as_sign_in(), far_list=far_list, code_id=id, code=code, at=AT, day=day
    )


def test_six_digits_open_the_list_once(
    cast: Cast, cheng: Stay, capsys: pytest.CaptureFixture[str]
) -> None:
    far_list, id = opened(cast, cheng), new_id()
    send(far_list, id)
    code = digits(capsys)

    assert enter(far_list, id, code) == far_list.appointment.account
    assert enter(far_list, id, code) is None


def test_six_digits_of_another_list_open_nothing(
    cast: Cast, cheng: Stay, capsys: pytest.CaptureFixture[str]
) -> None:
    far_list = opened(cast, cheng)
    other = opened(cast, come(cast, "向家英", "13900003333", home=TOWN))
    id = new_id()
    send(other, id)

    assert enter(far_list, id, digits(capsys)) is None


def test_six_digits_are_sent_once_for_a_form_and_five_times_a_day(
    cast: Cast, cheng: Stay, capsys: pytest.CaptureFixture[str]
) -> None:
    far_list, id = opened(cast, cheng), new_id()
    for minute in range(5):
        send(far_list, new_id() if minute else id, at=AT + timedelta(minutes=2 * minute))
    send(far_list, id)
    assert len(capsys.readouterr().err.strip().splitlines()) == 5

    with pytest.raises(Refused, match="一天里最多发五次"):
        send(far_list, new_id(), at=AT + timedelta(minutes=20))


def test_list_without_a_number_sends_nothing(cast: Cast, cheng: Stay) -> None:
    far_list = opened(cast, cheng, secretary=BY_LETTER)

    with pytest.raises(Refused, match="用信上的编码"):
        send(far_list, new_id())


def test_list_that_is_over_sends_nothing_and_opens_to_no_code(
    cast: Cast, cheng: Stay, capsys: pytest.CaptureFixture[str]
) -> None:
    far_list, id = opened(cast, cheng), new_id()
    send(far_list, id)

    assert enter(far_list, id, digits(capsys), day=ZOU.until) is None
    with pytest.raises(Refused, match="用信上的编码"):
        send(far_list, new_id(), day=ZOU.until)


def test_letter_opens_as_often_as_needed_until_the_next_one(cast: Cast, cheng: Stay) -> None:
    far_list = opened(cast, cheng, secretary=BY_LETTER)
    first, code = write_far_letter(by=cast.tang, far_list_id=far_list.id, day=DAY)
    assert by_letter(first, code) == by_letter(first, code) == far_list.appointment.account

    second, newer = write_far_letter(by=cast.tang, far_list_id=far_list.id, day=DAY)

    assert by_letter(second, code) is None
    assert by_letter(second, newer) == far_list.appointment.account
    assert by_letter(second, newer, day=ZOU.until) is None


def test_letter_is_not_written_for_a_list_that_is_over(cast: Cast, cheng: Stay) -> None:
    far_list = opened(cast, cheng)

    with pytest.raises(Refused, match="已经到期"):
        write_far_letter(by=cast.tang, far_list_id=far_list.id, day=ZOU.until)


def test_guesses_at_a_letter_become_slow_and_open_nothing(cast: Cast, cheng: Stay) -> None:
    far_list = opened(cast, cheng, secretary=BY_LETTER)
    held, code = write_far_letter(by=cast.tang, far_list_id=far_list.id, day=DAY)

    heard = []
    for _ in range(8):
        try:
            heard.append(by_letter(held, "2222222222"))
        except TooMany:
            heard.append("wait")

    assert heard == [None] * 5 + ["wait"] * 3
    with pytest.raises(TooMany):
        by_letter(held, code)
    assert by_letter(held, code, at=AT + timedelta(minutes=16)) is not None


def test_account_of_a_list_has_no_password_and_no_other_way_in(cast: Cast, cheng: Stay) -> None:
    account = opened(cast, cheng).appointment.account

    assert not account.has_usable_password()
    assert account.name == "邹桂兰"
