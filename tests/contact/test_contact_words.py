"""What a line of the due list says: why now, what was before, and where."""

from datetime import UTC, date, datetime

import pytest

from huiliu.contact.actions import Told, record_contact, void_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.contact.models import Attempt
from huiliu.contact.queries import due_list
from huiliu.contact.words import Line, line_of
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.people.models import Person
from huiliu.stays.choices import Side, WindowState
from huiliu.stays.models import Link
from tests.cast import DAY, Cast
from tests.factories import at, make_person, make_stay, make_window

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
OPENS, AIM, LIMIT = date(2026, 11, 10), date(2026, 11, 20), date(2026, 12, 5)
EVERY = tuple(WindowState)


@pytest.fixture
def driver(cast: Cast) -> Person:
    person = make_person("何志斌", **at(host="420103001001", patch="420103001001"))
    stay = make_stay(person, opened_on=date(2026, 10, 21))
    make_window(stay, opens_on=OPENS, aim_on=AIM, limit_on=LIMIT)
    return person


def line(by: Acting, day: date = DAY) -> Line:
    with scope.entered(by.reach):
        [due] = due_list(by=by, day=day, states=EVERY)
        return line_of(due, day)


def tried(by: Acting, person: Person, outcome: Outcome, day: date = DAY) -> None:
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(person=person, side=Side.HOST)
    told = Told(ContactChannel.TELEPHONE, outcome, day)
    attempt = new_id()
    record_contact(by=by, id=attempt, link_id=link.id, told=told, at=MORNING, day=DAY)


@pytest.mark.parametrize(
    ("day", "state", "reason"),
    [
        (date(2026, 11, 9), "resting", "近期不用联系，11-10 起可以联系。"),
        (date(2026, 11, 10), "open", "现在就可以联系，最好在 11-20 前后。"),
        (date(2026, 11, 20), "due", "该联系了，最迟 12-05。"),
        (
            date(2026, 12, 6),
            "overdue",
            "已经 46 天没有联系上，可以换个时间打，或请楼栋长捎句话。",
        ),
    ],
)
def test_reason_says_why_now(
    cast: Cast, driver: Person, day: date, state: str, reason: str
) -> None:
    said = line(cast.luo, day)

    assert (said.state, said.reason) == (state, reason)


def test_days_of_another_year_are_written_with_it(cast: Cast, driver: Person) -> None:
    assert line(cast.luo).window_text == "11-10 至 12-05"
    assert line(cast.luo, date(2027, 1, 4)).window_text == "2026-11-10 至 2026-12-05"


def test_place_is_where_the_person_lives(cast: Cast, driver: Person) -> None:
    assert line(cast.luo).place == "环保社区居委会"


def test_newly_registered_person_was_not_contacted_yet(cast: Cast, driver: Person) -> None:
    said = line(cast.luo)

    assert (said.last_contact_text, said.attempts_text) == ("登记后还没联系过", "")


def test_last_contact_is_named_by_its_day(cast: Cast, driver: Person) -> None:
    tried(cast.luo, driver, Outcome.REACHED, date(2026, 11, 21))

    said = line(cast.luo)

    assert (said.last_contact_text, said.attempts_text) == ("上次联系 11-21", "")


def test_attempts_since_are_counted(cast: Cast, driver: Person) -> None:
    for day in (date(2026, 11, 21), DAY):
        tried(cast.luo, driver, Outcome.NOT_REACHED, day)

    assert line(cast.luo).attempts_text == "11-23 试过，没联系上，共试了 2 次。"


def test_attempts_before_the_last_contact_count_no_more(cast: Cast, driver: Person) -> None:
    tried(cast.luo, driver, Outcome.NOT_REACHED, date(2026, 11, 21))
    tried(cast.luo, driver, Outcome.REACHED)

    assert line(cast.luo).attempts_text == ""


def test_voided_contact_leaves_nothing_to_say_of_the_last(cast: Cast, driver: Person) -> None:
    tried(cast.luo, driver, Outcome.REACHED)
    with scope.entered(Reach.everywhere()):
        attempt = Attempt.objects.get(person=driver)
    void_contact(by=cast.luo, id=attempt.id, because="记错了人", at=MORNING, day=DAY)

    assert line(cast.luo).last_contact_text == ""
