"""Recording contacts: what turns a window and what does not."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from huiliu.audit.models import Entry
from huiliu.contact.actions import Told, record_contact, void_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.models import Attempt
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.errors import NotPermitted, OutOfReach, Refused
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.needs.choices import NeedKind, NeedState
from huiliu.needs.models import Need
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link, Stay, Window
from tests.cast import DAY, Cast
from tests.factories import at, make_person, make_stay, make_window

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
LONG_AGO = date(2026, 9, 1)


def told(outcome: Outcome, **more: object) -> Told:
    return Told(channel=ContactChannel.TELEPHONE, outcome=outcome, happened_on=DAY, **more)


@pytest.fixture
def driver(cast: Cast) -> Person:
    """何师傅 drives, lives at 环保 and was due yesterday."""
    person = make_person("何志斌", **at(host="420103001001", patch="420103001001"))
    stay = make_stay(person, opened_on=LONG_AGO)
    make_window(
        stay, opens_on=date(2026, 11, 1), aim_on=date(2026, 11, 11), limit_on=date(2026, 11, 22)
    )
    return person


def host_link(person: Person) -> Link:
    with scope.entered(Reach.everywhere()):
        return Link.objects.get(person=person, side=Side.HOST)


def tell(by: Acting, link: Link, what: Told, *, id: UUID | None = None) -> Attempt:
    """Record an attempt this morning."""
    return record_contact(by=by, id=id or new_id(), link_id=link.id, told=what, at=MORNING, day=DAY)


def windows(person: Person) -> list[tuple[date, date, bool]]:
    with scope.entered(Reach.everywhere()):
        rows = Window.objects.filter(person=person, side=Side.HOST).order_by("known_from", "id")
        return [(row.aim_on, row.limit_on, row.known_to is None) for row in rows]


def test_contact_turns_the_window_of_the_side_that_made_it(cast: Cast, driver: Person) -> None:
    tell(cast.luo, host_link(driver), told(Outcome.REACHED))

    assert windows(driver) == [
        (date(2026, 11, 11), date(2026, 11, 22), False),
        (date(2026, 12, 23), date(2027, 1, 7), True),
    ]


def test_attempt_leaves_the_window(cast: Cast, driver: Person) -> None:
    tell(cast.luo, host_link(driver), told(Outcome.NOT_REACHED))

    assert windows(driver) == [(date(2026, 11, 11), date(2026, 11, 22), True)]


def test_sending_the_same_form_twice_records_once(cast: Cast, driver: Person) -> None:
    form = new_id()
    for _ in range(2):
        tell(
            cast.luo,
            host_link(driver),
            told(Outcome.REACHED, need=NeedKind.MEDICAL, need_words="想查查血压"),
            id=form,
        )

    with scope.entered(Reach.everywhere()):
        assert Attempt.objects.filter(person=driver).count() == 1
        assert [need.state for need in Need.objects.filter(person=driver)] == [NeedState.OPEN]


def test_worker_of_another_community_finds_nothing(cast: Cast, driver: Person) -> None:
    with pytest.raises(OutOfReach):
        tell(cast.sun, host_link(driver), told(Outcome.REACHED))

    assert windows(driver) == [(date(2026, 11, 11), date(2026, 11, 22), True)]


def test_host_does_not_record_for_the_home(cast: Cast, driver: Person) -> None:
    with scope.entered(Reach.everywhere()):
        home_link = Link.objects.get(person=driver, side=Side.HOME)

    with pytest.raises(OutOfReach):
        tell(cast.luo, home_link, told(Outcome.REACHED))


def test_registrar_may_not_record(cast: Cast, driver: Person) -> None:
    with pytest.raises(NotPermitted):
        tell(cast.qian, host_link(driver), told(Outcome.REACHED))


def test_contact_in_the_future_is_refused(cast: Cast, driver: Person) -> None:
    tomorrow = Told(
        channel=ContactChannel.VISIT, outcome=Outcome.REACHED, happened_on=date(2026, 11, 24)
    )
    with pytest.raises(Refused, match="日子还没到"):
        tell(cast.luo, host_link(driver), tomorrow)


def test_voided_contact_gives_the_window_before_it_back(cast: Cast, driver: Person) -> None:
    attempt = tell(cast.luo, host_link(driver), told(Outcome.REACHED))

    void_contact(by=cast.luo, id=attempt.id, because="记错了人", at=MORNING, day=DAY)

    assert windows(driver)[-1] == (date(2026, 11, 11), date(2026, 11, 22), True)


def recorded(by: Acting, person: Person, **more: object) -> Attempt:
    return tell(by, host_link(person), told(**{"outcome": Outcome.REACHED, **more}))


def voided(by: Acting, attempt: Attempt, *, because: str = "记错了人") -> Attempt:
    return void_contact(by=by, id=attempt.id, because=because, at=MORNING, day=DAY)


def test_voided_attempt_leaves_the_window(cast: Cast, driver: Person) -> None:
    attempt = recorded(cast.luo, driver, outcome=Outcome.NOT_REACHED)

    voided(cast.luo, attempt)

    assert windows(driver) == [(date(2026, 11, 11), date(2026, 11, 22), True)]


def test_contact_of_a_stay_that_is_over_turns_no_window(cast: Cast, driver: Person) -> None:
    attempt = recorded(cast.luo, driver)
    with scope.entered(Reach.everywhere()):
        over = {"state": "closed", "closed_on": DAY, "closed_because": "joined"}
        Stay.objects.filter(person=driver).update(**over)

    voided(cast.luo, attempt)

    assert windows(driver)[-1] == (date(2026, 12, 23), date(2027, 1, 7), True)


def test_contact_is_voided_once(cast: Cast, driver: Person) -> None:
    attempt = recorded(cast.luo, driver)

    again = [voided(cast.luo, attempt, because=words) for words in ("记错了人", "又一次")]

    assert [one.voided_because for one in again] == ["记错了人", "记错了人"]
    assert len(windows(driver)) == 3


def test_contact_of_another_is_not_voided(cast: Cast, driver: Person) -> None:
    attempt = recorded(cast.luo, driver)

    with pytest.raises(Refused, match="这条联系是别人记的"):
        voided(cast.he, attempt)


def test_voiding_asks_for_a_reason(cast: Cast, driver: Person) -> None:
    attempt = recorded(cast.luo, driver)

    with pytest.raises(Refused, match="请写一句为什么撤回"):
        voided(cast.luo, attempt, because="  ")


def test_contact_of_another_community_is_not_there_to_void(cast: Cast, driver: Person) -> None:
    attempt = recorded(cast.luo, driver)

    with pytest.raises(OutOfReach):
        voided(cast.sun, attempt)


def test_note_is_limited_and_says_by_how_much(cast: Cast, driver: Person) -> None:
    with pytest.raises(Refused, match="说明最多300字，现在有301字"):
        recorded(cast.luo, driver, note="长" * 301)

    assert recorded(cast.luo, driver, note="长" * 300).note_to_all is not None


def test_link_that_is_not_connected_takes_no_contact(cast: Cast) -> None:
    person = make_person("谢家乐", **at(host="420103001001"))
    make_stay(person, connected=[Side.SELF])

    with pytest.raises(Refused, match="这一边还没有接上"):
        recorded(cast.luo, person)


def test_voided_contact_leaves_the_one_before_it_standing(cast: Cast, driver: Person) -> None:
    earlier = Told(
        channel=ContactChannel.VISIT, outcome=Outcome.REACHED, happened_on=date(2026, 11, 20)
    )
    tell(cast.luo, host_link(driver), earlier)
    mistaken = tell(cast.luo, host_link(driver), told(Outcome.REACHED))

    void_contact(by=cast.luo, id=mistaken.id, because="记错了人", at=MORNING, day=DAY)

    assert windows(driver)[-1] == (date(2026, 12, 20), date(2027, 1, 4), True)


def test_contact_and_its_window_are_on_record(cast: Cast, driver: Person) -> None:
    tell(cast.luo, host_link(driver), told(Outcome.REACHED))

    with scope.entered(Reach(own=(driver.id,))):
        acts = list(Entry.objects.filter(person=driver.id).values_list("act", "name"))
    assert sorted(acts) == [
        ("contact.record_contact", "罗社区"),
        ("stays.turn_window", "罗社区"),
    ]
