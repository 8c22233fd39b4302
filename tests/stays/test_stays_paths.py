"""Random walks through the real actions agree with the plain rules after every step.

Forty walks in every run, two thousand with `--whole`.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest

from huiliu.access.actions import appoint
from huiliu.access.queries import acting_as_clock, acting_as_set_up
from huiliu.access.roles import RoleName
from huiliu.accounts.actions import open_account
from huiliu.core import scope
from huiliu.core.acting import Acting
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.organisations.models import Organisation
from huiliu.stays.actions import (
    Said,
    accept_stay,
    climb_stay,
    confirm_home,
    disown_stay,
    dispatch_stay,
    doubt_stay,
    end_stay,
    find_again,
    move_stay,
    name_home,
    refuse_stay,
    take_back_step,
)
from huiliu.stays.choices import ClosedBecause, StayMove
from huiliu.stays.course_rules import (
    Course,
    accepted,
    answers_to,
    climbed,
    closed,
    confirmed,
    disowned,
    dispatched,
    doubted,
    found_again,
    home_found,
    is_possible,
    moved,
    next_of,
    refused,
)
from huiliu.stays.models import Stay, StayStep
from huiliu.stays.queries import course_of, home_as_known
from tests.cast import DAY, PASSWORD, Cast, acting_of
from tests.stays.test_stays_course import AT, assert_all_agree, come, found, place, sent
from tests.web.stays.test_web_matches import outside_home

LONGEST = 9
WALKS, WHOLE = 40, 2_000
FURTHER = {
    "jian": (RoleName.COMMUNITY_WORKER, "420103001002"),
    "jiao": (RoleName.STREET_CLERK, "420104001"),
    "qiao": (RoleName.DISTRICT_LIAISON, "420104"),
}
HOSTS = ("420103001001", "420103001002", "420104001001")
HOMES = ("B1", "W1", "420104001001")


Saying = tuple[Callable[..., None], Callable[..., Course]]
"""The action, and the rule that it follows."""
PLAIN: dict[StayMove, Saying] = {
    StayMove.ACCEPTED: (accept_stay, accepted),
    StayMove.CONFIRMED: (confirm_home, confirmed),
}
TO_A_HOST: dict[StayMove, Saying] = {
    StayMove.REFUSED: (refuse_stay, lambda course, path: refused(course, next_host=path)),
    StayMove.DISPATCHED: (dispatch_stay, lambda course, path: dispatched(course, to=path)),
}
TO_A_HOME: dict[StayMove, Saying] = {
    StayMove.DISOWNED: (disown_stay, lambda course, home: disowned(course, true_home=home)),
    StayMove.HOME_FOUND: (name_home, lambda course, home: home_found(course, home=home)),
}
TO_NOBODY: dict[StayMove, Saying] = {
    StayMove.REFUSED: (partial(refuse_stay, to_id=None), partial(refused, next_host=None)),
    StayMove.DISOWNED: (partial(disown_stay, home_id=None), partial(disowned, true_home=None)),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody can say now: the act, and what is known after it."""

    act: Callable[[], object]
    after: Course


@dataclass(slots=True)
class Walk:
    stay: Stay
    offices: dict[str, Acting]
    """By path, who acts there."""
    said: list[tuple[Acting, StayStep, Course]] = field(default_factory=list)
    """What can still be taken back, with what was known before."""
    day: date = DAY
    moment: int = 0

    def saying(self) -> Said:
        self.moment += 1
        at = AT + timedelta(days=(self.day - DAY).days, seconds=self.moment)
        return Said(id=new_id(), at=at, day=self.day, words="试过了")

    def steps(self) -> Iterator[Step]:
        """Yield everything that can be said now, by whoever is asked or has a side."""
        stay, course = found(self.stay), course_of(found(self.stay))
        standing = next_of(course)
        if standing.queue is not None:
            yield from self._answers(self.offices[standing.queue], course)
            until = stay.waits_until
            if until is not None and is_possible(course, StayMove.CLIMBED):
                yield Step(partial(self.climb, until + timedelta(1)), climbed(course))
        sides = {path for path in (course.host, course.home and course.home.path) if path}
        for path in sorted(sides & self.offices.keys()):
            yield from self._tells(self.offices[path], course)
        if self.said:
            by, step, before = self.said[-1]
            yield Step(partial(self.take_back, by, step), before)

    def climb(self, day: date) -> None:
        self.day, self.said = day, []
        at = self.saying().at
        climb_stay(by=acting_as_clock(), stay_id=self.stay.id, at=at, day=day)

    def take_back(self, by: Acting, step: StayStep) -> None:
        take_back_step(by=by, step_id=step.id, at=self.saying().at, day=self.day)
        self.said = []

    def _answers(self, by: Acting, course: Course) -> Iterator[Step]:
        say = partial(self._say, by, course)
        for move in answers_to(course):
            if move in PLAIN:
                act, rule = PLAIN[move]
                yield Step(partial(say, act), rule(course))
            if move in TO_A_HOST:
                act, rule = TO_A_HOST[move]
                for to in self._others(course):
                    yield Step(partial(say, act, to_id=to.id), rule(course, to.path))
            if move in TO_A_HOME:
                act, rule = TO_A_HOME[move]
                for home in self._other_homes(course):
                    after = rule(course, home_as_known(home))
                    yield Step(partial(say, act, home_id=home.id), after)
            if move in TO_NOBODY:
                act, rule = TO_NOBODY[move]
                yield Step(partial(say, act), rule(course))

    def _tells(self, by: Acting, course: Course) -> Iterator[Step]:
        say = partial(self._say, by, course)
        if is_possible(course, StayMove.MOVED):
            yield Step(partial(say, move_stay, to_id=None), moved(course, to=None, bound_for=None))
            for to in self._others(course):
                after = moved(course, to=to.path, bound_for=to.path)
                yield Step(partial(say, move_stay, to_id=to.id), after)
        if is_possible(course, StayMove.DOUBTED):
            yield Step(partial(say, doubt_stay), doubted(course))
        if is_possible(course, StayMove.FOUND_AGAIN):
            yield Step(partial(say, find_again), found_again(course))
        if is_possible(course, StayMove.CLOSED):
            after = closed(course, because=ClosedBecause.RETURNED)
            yield Step(partial(say, end_stay, because=ClosedBecause.RETURNED), after)

    def _others(self, course: Course) -> list[Organisation]:
        """Return the hosts that can be named: all but the one that is known already."""
        return [one for one in map(place, HOSTS) if one.path != course.host]

    def _other_homes(self, course: Course) -> list[Organisation]:
        known = course.home.path if course.home else None
        return [one for one in map(place, HOMES) if one.path != known]

    def _say(self, by: Acting, before: Course, act: Callable[..., None], **named: object) -> None:
        said = self.saying()
        act(by=by, stay_id=self.stay.id, said=said, **named)
        with scope.entered(Reach.everywhere()):
            self.said.append((by, StayStep.objects.get(id=said.id), before))


@pytest.fixture
def offices(cast: Cast) -> dict[str, Acting]:
    """Return somebody at every organisation that may be asked, by where it stands."""
    by = acting_as_set_up()
    for username, (role, code) in FURTHER.items():
        account = open_account(by=by, username=username, name="某同志", password=PASSWORD)
        appoint(by=by, account=account, role=role, organisation=place(code), day=DAY)
    outside_home()
    everybody = (cast.luo, cast.sun, cast.he, cast.tang, cast.zhou, *map(acting_of, FURTHER))
    return {str(one.organisation_path): one for one in everybody}


@pytest.mark.parametrize("part", range(4))
def test_walks_agree_with_the_rules(
    offices: dict[str, Acting], part: int, pytestconfig: pytest.Config
) -> None:
    walks = (WHOLE if pytestconfig.getoption("whole") else WALKS) // 4
    chance, taken = Random(pytestconfig.getoption("seed") + part), 0
    for number in range(walks):
        begin = (sent, come, partial(come, home="W1"))[number % 3]
        walk = Walk(begin(f"何志{number:04d}"), offices)
        for _ in range(LONGEST):
            possible = list(walk.steps())
            if not possible:
                break
            step = chance.choice(possible)
            step.act()
            taken += 1
            with scope.entered(Reach.everywhere()):
                assert course_of(found(walk.stay)) == step.after
            assert_all_agree(walk.stay)
    sys.stdout.write(f"walks: {walks}, {taken} steps\n")

    assert taken > 3 * walks


def test_planted_difference_is_found(offices: dict[str, Acting]) -> None:
    walk = Walk(sent(), offices)
    [step] = [one for one in walk.steps() if one.after.host_met]
    step.act()

    with scope.entered(Reach.everywhere()):
        known = course_of(found(walk.stay))
    assert known == step.after
    assert known != replace(step.after, climbed=1)
