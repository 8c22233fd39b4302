"""The course of a stay: what is known of it says who acts next. Plain rules over paths.

An act changes what is known, and nothing else; state, act and queue follow from that. So no act can
leave a stay without somebody who answers for it.
"""

from dataclasses import dataclass, replace

from huiliu.core.paths import STEP
from huiliu.stays.choices import (
    Act,
    ClosedBecause,
    Doubt,
    Letter,
    Side,
    StayMove,
    StayState,
)

DISTRICT = 2 * STEP
"""Nobody above a district looks into a single case: so high it climbs, and no further."""


@dataclass(frozen=True, slots=True)
class Home:
    """The organisation that holds the formal relationship."""

    path: str
    outside: bool = False
    reached: bool = True
    """Whether an account, a far list or a letter reaches it."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a stay, as far as it says who acts next."""

    bound_for: str
    """Who finds a host while none is named: whoever is nearest to where somebody went.

    That is a street or a district; where nothing is known of it, whoever registered the stay.
    """
    home: Home | None = None
    home_met: bool = False
    """Whether the home has confirmed."""
    host: str | None = None
    host_met: bool = False
    """Whether the host has taken somebody in."""
    is_lead: bool = False
    """Whether nobody has said yet that this is a member at all."""
    reported: bool = False
    letter: Letter = Letter.NONE
    receiver: str | None = None
    """To whom the letter goes; outside the city, nobody here."""
    doubt: Doubt = Doubt.NONE
    closed: ClosedBecause = ClosedBecause.OPEN
    climbed: int = 0
    """How many levels it has climbed because nobody acted in time."""


@dataclass(frozen=True, slots=True)
class Next:
    """Where a stay stands, and who has to do what; nobody while both sides have their rhythm."""

    state: StayState
    act: Act | None = None
    queue: str | None = None


def next_of(course: Course) -> Next:
    if course.closed:
        return Next(StayState.CLOSED)
    found = _by_doubt(course) or _by_letter(course) or _by_sides(course)
    if found is None:
        return Next(StayState.ACTIVE)
    return replace(found, queue=_above(found.queue, course.climbed, course))


def answerable(course: Course) -> str | None:
    """Return who answers for somebody: the home once it has confirmed, until a receipt is there."""
    if course.closed:
        return None
    if course.home and course.home_met and course.home.reached and not course.home.outside:
        return course.home.path
    return course.host if course.host_met else next_of(course).queue


def home_side(course: Course) -> str:
    """Return who speaks for the home: itself, if it can be reached, or the district of the host."""
    if course.home is not None and course.home.reached:
        return course.home.path
    return _district(course)


def connected(course: Course) -> frozenset[Side]:
    """Return the links that there are: of the sides that have met, and one's own.

    A home outside the city that nothing reaches records nothing here of its own.
    """
    met = {
        Side.HOME: course.home_met and _home_is_reached(course),
        Side.HOST: course.host_met,
        Side.SELF: True,
    }
    return frozenset(side for side, is_met in met.items() if is_met)


def in_rhythm(course: Course) -> frozenset[Side]:
    """Return which links are due from time to time: none of somebody who is looked for."""
    return frozenset() if course.closed or course.doubt else connected(course)


def _by_doubt(course: Course) -> Next | None:
    if course.doubt == Doubt.REVIEW:
        return Next(StayState.CONTACT_LOST_REVIEW, Act.REVIEW, home_side(course))
    if course.doubt == Doubt.SUSPENDED:
        return Next(StayState.SUSPENDED, Act.DECIDE, home_side(course))
    return None


def _by_letter(course: Course) -> Next | None:
    if course.letter == Letter.UNDER_WAY:
        receiver = course.receiver or home_side(course)
        return Next(StayState.IN_TRANSIT, Act.GIVE_RECEIPT, receiver)
    if course.letter == Letter.LAPSED:
        return Next(StayState.LETTER_LAPSED, Act.RENEW_LETTER, home_side(course))
    return None


def _by_sides(course: Course) -> Next | None:
    if course.is_lead:
        return Next(StayState.LEAD, Act.VERIFY, home_side(course))
    if course.host is None:
        state = StayState.REGISTERED_OUT if course.home_met else StayState.REGISTERED_IN
        return Next(state, Act.DISPATCH, course.bound_for)
    if not course.host_met:
        state = StayState.REPORTED if course.reported else StayState.DISPATCHED
        return Next(state, Act.ACCEPT_AT_HOST, course.host)
    if not course.home_met or course.home is None:
        act = Act.CONFIRM_AT_HOME if _home_is_reached(course) else Act.FIND_HOME
        return Next(StayState.REGISTERED_IN, act, home_side(course))
    return None


def _home_is_reached(course: Course) -> bool:
    return course.home is not None and course.home.reached


def _district(course: Course) -> str:
    return (course.host or course.bound_for)[:DISTRICT]


def _above(path: str | None, levels: int, course: Course) -> str | None:
    """Return who has it after so many climbs; above a home outside, the host's district."""
    if path is None or levels == 0:
        return path
    if course.home is not None and course.home.outside and path == course.home.path:
        return _district(course)
    return path[: max(DISTRICT, len(path) - levels * STEP)]


_WITH_A_HOST_NAMED = frozenset({StayState.DISPATCHED, StayState.REPORTED})
_UNSETTLED = frozenset({StayState.REGISTERED_OUT, StayState.REGISTERED_IN, *_WITH_A_HOST_NAMED})
_GOING_ON = _UNSETTLED | {StayState.ACTIVE}
_OPEN = frozenset(StayState) - {StayState.CLOSED}

POSSIBLE: dict[StayMove, frozenset[StayState]] = {
    StayMove.VERIFIED: frozenset({StayState.LEAD}),
    StayMove.DISPATCHED: _UNSETTLED,
    StayMove.REFUSED: _WITH_A_HOST_NAMED,
    StayMove.REPORTED: frozenset({StayState.LEAD, *_UNSETTLED}),
    StayMove.ACCEPTED: _WITH_A_HOST_NAMED,
    StayMove.CONFIRMED: _GOING_ON,
    StayMove.DISOWNED: frozenset({StayState.LEAD, *_GOING_ON}),
    StayMove.HOME_FOUND: frozenset({StayState.LEAD, *_GOING_ON}),
    StayMove.MOVED: _GOING_ON,
    StayMove.LETTER_SENT: frozenset({StayState.ACTIVE, StayState.LETTER_LAPSED}),
    StayMove.LETTER_LAPSED: frozenset({StayState.IN_TRANSIT}),
    StayMove.LETTER_DROPPED: frozenset({StayState.IN_TRANSIT, StayState.LETTER_LAPSED}),
    StayMove.DOUBTED: _GOING_ON,
    StayMove.FOUND_AGAIN: frozenset({StayState.CONTACT_LOST_REVIEW}),
    StayMove.SUSPENDED: frozenset({StayState.CONTACT_LOST_REVIEW}),
    StayMove.RESTORED: frozenset({StayState.SUSPENDED}),
    StayMove.CLOSED: _OPEN,
    StayMove.CLIMBED: _OPEN - {StayState.ACTIVE},
    StayMove.REORGANISED: _OPEN,
    StayMove.TAKEN_BACK: frozenset(StayState),
    StayMove.JOINED: _OPEN,
}
"""In which states each act makes sense; pages offer no other, and actions refuse it in words."""


ANSWERS: dict[Act, frozenset[StayMove]] = {
    Act.ACCEPT_AT_HOST: frozenset({StayMove.ACCEPTED, StayMove.REFUSED}),
    Act.DISPATCH: frozenset({StayMove.DISPATCHED}),
    Act.CONFIRM_AT_HOME: frozenset({StayMove.CONFIRMED, StayMove.DISOWNED}),
    Act.FIND_HOME: frozenset({StayMove.HOME_FOUND, StayMove.CONFIRMED}),
    Act.REVIEW: frozenset({StayMove.FOUND_AGAIN}),
}
"""What whoever is asked can say to each; a host cannot say for the home whose member it is.

The district speaks for a home that nothing but its own telephone reaches.
"""


def is_possible(course: Course, move: StayMove) -> bool:
    if move == StayMove.CONFIRMED and course.home is None:
        return False
    return next_of(course).state in POSSIBLE[move]


def answers_to(course: Course) -> frozenset[StayMove]:
    """Return what whoever is asked can say now."""
    act = next_of(course).act
    said = ANSWERS.get(act, frozenset()) if act else frozenset()
    return frozenset(move for move in said if is_possible(course, move))


def verified(course: Course) -> Course:
    """Know that it is a member; whose, the home has said where it can be asked."""
    return replace(course, is_lead=False, home_met=_home_is_reached(course), climbed=0)


def dispatched(course: Course, *, to: str) -> Course:
    return replace(course, host=to, host_met=False, climbed=0)


def refused(course: Course, *, next_host: str | None) -> Course:
    """Name the next host; whoever knows none hands it to the level above, which has to."""
    if next_host is not None:
        return dispatched(course, to=next_host)
    above = _above(next_of(course).queue, 1, course) or course.bound_for
    return replace(course, host=None, host_met=False, bound_for=above, climbed=0)


def reported(course: Course, *, at: str) -> Course:
    """Be taken in where one reports, wherever one had been sent."""
    return replace(course, host=at, reported=True, climbed=0)


def accepted(course: Course) -> Course:
    return replace(course, host_met=True, climbed=0)


def confirmed(course: Course) -> Course:
    return replace(course, home_met=True, climbed=0)


def disowned(course: Course, *, true_home: Home | None) -> Course:
    """Leave a home that says it is none of its members: another is named, or has to be found."""
    return replace(course, home=true_home, home_met=False, climbed=0)


def home_found(course: Course, *, home: Home) -> Course:
    return replace(course, home=home, home_met=False, climbed=0)


def moved(course: Course, *, to: str | None, bound_for: str | None) -> Course:
    """Leave the old host; a new one is named, or somebody has to find it."""
    known = bound_for or (course.host or "")[:DISTRICT] or course.bound_for
    return replace(course, host=to, host_met=False, reported=False, bound_for=known, climbed=0)


def letter_sent(course: Course, *, receiver: str | None) -> Course:
    return replace(course, letter=Letter.UNDER_WAY, receiver=receiver, climbed=0)


def letter_lapsed(course: Course) -> Course:
    return replace(course, letter=Letter.LAPSED, climbed=0)


def letter_dropped(course: Course) -> Course:
    return replace(course, letter=Letter.NONE, receiver=None, climbed=0)


def doubted(course: Course) -> Course:
    return replace(course, doubt=Doubt.REVIEW, climbed=0)


def found_again(course: Course) -> Course:
    return replace(course, doubt=Doubt.NONE, climbed=0)


def suspended(course: Course) -> Course:
    """Keep what a meeting elsewhere has decided; nothing here ever decides it."""
    return replace(course, doubt=Doubt.SUSPENDED, climbed=0)


def closed(course: Course, *, because: ClosedBecause) -> Course:
    return replace(course, closed=because)


def joined(course: Course, *, other: Course) -> Course:
    """Know from the registration at home whose member it is; of all else the host's goes on."""
    home = other.home or course.home
    return replace(course, home=home, home_met=other.home_met and home is not None, climbed=0)


def climbed(course: Course) -> Course:
    """Hand on what nobody did in time, one level up; at the top the clock begins anew."""
    above = replace(course, climbed=course.climbed + 1)
    return above if next_of(above).queue != next_of(course).queue else course


def reorganised(course: Course, *, before: str, after: str) -> Course:
    """Let what stood under an organisation stand under another from now on."""
    home = course.home and replace(course.home, path=_under(course.home.path, before, after))
    return replace(
        course,
        home=home,
        host=course.host and _under(course.host, before, after),
        bound_for=_under(course.bound_for, before, after),
        receiver=course.receiver and _under(course.receiver, before, after),
    )


def _under(path: str, before: str, after: str) -> str:
    return after + path.removeprefix(before) if path.startswith(before) else path
