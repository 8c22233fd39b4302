"""The course of a stay: every state that acts can lead to, and who is next in each of them."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from csv import DictReader
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from huiliu.stays.choices import Act, ClosedBecause, StayMove, StayState
from huiliu.stays.course_rules import (
    DISTRICT,
    Course,
    Home,
    accepted,
    answerable,
    climbed,
    closed,
    confirmed,
    disowned,
    dispatched,
    doubted,
    found_again,
    home_found,
    is_possible,
    letter_dropped,
    letter_lapsed,
    letter_sent,
    moved,
    next_of,
    refused,
    reorganised,
    reported,
    suspended,
    verified,
)

CITY = "0001/"
HANKOU, HANYANG = f"{CITY}0001/", f"{CITY}0002/"
STREET, OTHER_STREET = f"{HANKOU}0001/", f"{HANYANG}0001/"
HUANBAO, LIANXI = f"{STREET}0001/", f"{STREET}0002/"
RONGHUA = f"{OTHER_STREET}0001/"
BRANCH = Home(f"{RONGHUA}0001/")
VILLAGE = Home("0002/0001/", outside=True)
UNHEARD = replace(VILLAGE, path="0002/0002/", reached=False)
HOSTS = (HUANBAO, LIANXI, RONGHUA)
HOMES = (BRANCH, VILLAGE, UNHEARD)
JOINED = ((HUANBAO, LIANXI), (STREET, f"{HANYANG}0002/"))
"""A community that is joined to its neighbour; a street that goes to another district."""
DEEPEST = 12


def beginnings() -> Iterator[Course]:
    """Yield every way in which a stay begins: from home, at the host, as a lead, at a station."""
    for home in (*HOMES, None):
        for host in HOSTS:
            yield Course(bound_for=host, home=home, host=host, host_met=True)
            yield Course(bound_for=host, home=home, host=host, is_lead=True)
            yield Course(bound_for=host, home=home, host=host, reported=True)
    for host, bound_for in product((*HOSTS, None), (BRANCH.path, STREET, HANKOU)):
        yield Course(bound_for=bound_for, home=BRANCH, home_met=True, host=host)


def after(course: Course) -> Iterator[tuple[StayMove, Course]]:
    """Yield what each act that is possible makes of a course."""
    for move, next_one in acts_on(course):
        if is_possible(course, move):
            yield move, next_one()


def acts_on(course: Course) -> Iterator[tuple[StayMove, Callable[[], Course]]]:
    yield StayMove.VERIFIED, lambda: verified(course)
    for host in HOSTS:
        yield StayMove.DISPATCHED, lambda host=host: dispatched(course, to=host)
        yield StayMove.REFUSED, lambda host=host: refused(course, next_host=host)
        yield StayMove.REPORTED, lambda host=host: reported(course, at=host)
        yield StayMove.MOVED, lambda host=host: moved(course, to=host, bound_for=None)
    yield StayMove.REFUSED, lambda: refused(course, next_host=None)
    for bound_for in (None, HANKOU, OTHER_STREET):
        yield StayMove.MOVED, lambda place=bound_for: moved(course, to=None, bound_for=place)
    yield StayMove.ACCEPTED, lambda: accepted(course)
    yield StayMove.CONFIRMED, lambda: confirmed(course)
    for home in HOMES:
        yield StayMove.DISOWNED, lambda home=home: disowned(course, true_home=home)
        yield StayMove.HOME_FOUND, lambda home=home: home_found(course, home=home)
    yield StayMove.DISOWNED, lambda: disowned(course, true_home=None)
    for receiver in (LIANXI, None):
        yield StayMove.LETTER_SENT, lambda to=receiver: letter_sent(course, receiver=to)
    yield StayMove.LETTER_LAPSED, lambda: letter_lapsed(course)
    yield StayMove.LETTER_DROPPED, lambda: letter_dropped(course)
    yield StayMove.DOUBTED, lambda: doubted(course)
    yield StayMove.FOUND_AGAIN, lambda: found_again(course)
    yield StayMove.SUSPENDED, lambda: suspended(course)
    yield StayMove.RESTORED, lambda: found_again(course)
    yield StayMove.CLIMBED, lambda: climbed(course)
    for before, to in JOINED:
        yield StayMove.REORGANISED, lambda b=before, t=to: reorganised(course, before=b, after=t)
    yield StayMove.CLOSED, lambda: closed(course, because=ClosedBecause.RETURNED)


@pytest.fixture(scope="module")
def reached() -> dict[Course, int]:
    """Every course that acts can lead to, with how many acts it takes."""
    found = dict.fromkeys(beginnings(), 0)
    edge = list(found)
    for depth in range(1, DEEPEST + 1):
        edge = [one for course in edge for _, one in after(course) if one not in found]
        found.update(dict.fromkeys(edge, depth))
        edge = list(dict.fromkeys(edge))
    return found


def fault_of(course: Course) -> str:
    """Say what is wrong with a course: nobody is next, nobody answers, or nothing measures time."""
    standing = next_of(course)
    if standing.state == StayState.CLOSED:
        return ""
    if not answerable(course):
        return "nobody answers"
    if standing.state == StayState.ACTIVE:
        return "" if course.host_met and course.home_met else "nobody keeps in touch"
    if standing.queue is None or standing.act is None:
        return "nobody is next"
    if standing.act.value not in workdays():
        return f"no clock for {standing.act}"
    asked_outside = not standing.queue.startswith(CITY)
    reached = course.home is not None and course.home.reached
    return "waits for whom nothing reaches" if asked_outside and not reached else ""


def workdays() -> dict[str, int]:
    table = Path("huiliu/stays/data/clocks.csv").read_text(encoding="utf-8")
    return {row["act"]: int(row["workdays"]) for row in DictReader(table.splitlines())}


def test_every_course_has_somebody_who_is_next_who_answers_and_a_clock(
    reached: dict[Course, int],
) -> None:
    sys.stdout.write(f"courses: {len(reached)} within {DEEPEST} acts\n")

    assert {fault_of(course) for course in reached} == {""}
    assert {next_of(course).state for course in reached} == {*StayState}
    assert {next_of(course).act for course in reached} == {*Act, None} - {Act.CALL_BACK}


def test_from_every_course_that_goes_on_both_sides_can_still_meet(
    reached: dict[Course, int],
) -> None:
    before: dict[Course, list[Course]] = defaultdict(list)
    for course in reached:
        for _move, one in after(course):
            before[one].append(course)
    meeting = [course for course in reached if next_of(course).state == StayState.ACTIVE]
    known = set(meeting)
    while meeting:
        meeting = [one for course in meeting for one in before[course] if one not in known]
        known |= set(meeting)

    edge = {course for course, depth in reached.items() if depth == DEEPEST}
    open_ones = {course for course in reached if not course.closed}
    assert open_ones - known - edge == set()


def test_time_that_is_over_climbs_to_the_district_and_stays_there(
    reached: dict[Course, int],
) -> None:
    for course in reached:
        if is_possible(course, StayMove.CLIMBED):
            top = course
            for _ in range(6):
                top = climbed(top)
            queue = next_of(top).queue
            assert queue is not None
            assert len(queue) <= DISTRICT
            assert climbed(top) == top


def test_refusal_without_a_next_host_is_for_the_level_above_to_settle() -> None:
    sent = Course(bound_for=BRANCH.path, home=BRANCH, home_met=True, host=HUANBAO)

    left = next_of(refused(sent, next_host=None))

    assert (left.state, left.act, left.queue) == (StayState.REGISTERED_OUT, Act.DISPATCH, STREET)


def test_who_has_reported_in_need_not_do_so_again_after_a_refusal() -> None:
    came = reported(Course(bound_for=HUANBAO, home=VILLAGE), at=HUANBAO)

    sent_on = next_of(refused(came, next_host=LIANXI))

    assert (sent_on.state, sent_on.queue) == (StayState.REPORTED, LIANXI)


def test_home_answers_until_the_receipt_is_there() -> None:
    both = Course(bound_for=HUANBAO, home=BRANCH, home_met=True, host=HUANBAO, host_met=True)

    under_way = letter_sent(both, receiver=HUANBAO)

    assert (next_of(under_way).queue, answerable(under_way)) == (HUANBAO, BRANCH.path)


def test_home_that_nothing_reaches_is_looked_for_by_the_district_of_the_host() -> None:
    came = Course(bound_for=HUANBAO, home=UNHEARD, host=HUANBAO, host_met=True)

    waiting = next_of(came)

    assert (waiting.act, waiting.queue, answerable(came)) == (Act.FIND_HOME, HANKOU, HUANBAO)


def test_reorganising_leaves_nothing_under_the_old_path(reached: dict[Course, int]) -> None:
    for course in reached:
        for before, to in JOINED:
            moved_on = reorganised(course, before=before, after=to)
            paths = (moved_on.host, moved_on.bound_for, moved_on.receiver)
            assert not any(path.startswith(before) for path in paths if path)


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        (Course(bound_for=HUANBAO, host=HUANBAO, host_met=True, home_met=True), ""),
        (Course(bound_for="", home_met=True), "nobody answers"),
        (Course(bound_for="0002/0009/", host=None), "waits for whom nothing reaches"),
    ],
)
def test_planted_course_without_anybody_is_found(planted: Course, fault: str) -> None:
    assert fault_of(planted) == fault
