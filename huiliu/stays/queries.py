"""Reads of stays, links and windows, always within a reach and for a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from huiliu.access.models import Appointment
from huiliu.access.roles import RoleName
from huiliu.core import keys, scope
from huiliu.core.acting import Acting
from huiliu.core.sealing import unseal
from huiliu.organisations.choices import ReachedBy
from huiliu.organisations.models import Organisation
from huiliu.stays.choices import Act, ClosedBecause, Doubt, Letter, StayMove
from huiliu.stays.course_rules import ANSWERS, Course, Home, is_possible
from huiliu.stays.models import Clock, Link, Rule, Stay, StayStep, Window


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules in force on a day, the most specific first."""

    rules: tuple[Rule, ...]
    day: date
    _found: dict[tuple[str, str | None], Rule] = field(default_factory=dict)

    @classmethod
    def on(cls, day: date) -> Self:
        ranked = sorted(Rule.objects.all(), key=lambda rule: rule.standing.rank, reverse=True)
        return cls(rules=tuple(ranked), day=day)

    def rule_for(self, *, side: str, path: str | None) -> Rule:
        """Return the most specific rule that fits; an installation always has the default ones."""
        if (side, path) not in self._found:
            self._found[side, path] = self._rule_for(side, path)
        return self._found[side, path]

    def _rule_for(self, side: str, path: str | None) -> Rule:
        for rule in self.rules:
            if rule.side == side and rule.standing.fits(path=path, day=self.day):
                return rule
        message = f"no rule for {side}"
        raise LookupError(message)


def course_of(stay: Stay) -> Course:
    """Return what is known of a stay, as far as it says who acts next."""
    return Course(
        bound_for=stay.bound_path,
        home=home_as_known(stay.home, path=stay.home_path) if stay.home else None,
        home_met=stay.home_registered_on is not None and stay.home is not None,
        host=stay.host_path,
        host_met=stay.host_registered_on is not None and stay.host_path is not None,
        doubt=Doubt(stay.doubt),
        closed=ClosedBecause(stay.closed_because),
        climbed=stay.climbed,
    )


def last_step_of(stay: Stay) -> StayStep | None:
    """Return the last step that stands: what was taken back counts as never said."""
    standing: list[StayStep] = []
    for step in StayStep.objects.filter(stay=stay).order_by("made_at", "id"):
        if step.move == StayMove.TAKEN_BACK:
            standing.pop()
        else:
            standing.append(step)
    return standing[-1] if standing else None


def course_before(step: StayStep) -> Course | None:
    """Return what was known before a step, if it is kept."""
    if step.known_before is None:
        return None
    kept = dict(step.known_before["course"])
    home = kept.pop("home")
    kinds = {"letter": Letter, "doubt": Doubt, "closed": ClosedBecause}
    said = {name: kinds[name](value) if name in kinds else value for name, value in kept.items()}
    return Course(home=_home_today(Home(**home)) if home else None, **said)


def _home_today(home: Home) -> Home:
    """Return a home with whether it can be reached by now, whatever was so then."""
    return home_as_known(Organisation.objects.get(path=home.path))


def home_as_known(home: Organisation, *, path: str | None = None) -> Home:
    """Return a home as the course knows it; where it stands today may be under its successor."""
    reached = home.reached_by != ReachedBy.NOTHING
    return Home(path or home.path, outside=home.outside, reached=reached)


def last_stay_of(*, persons: Iterable[UUID]) -> Stay | None:
    """Return the stay that goes on, or else the one that ended last."""
    stays = Stay.objects.filter(person__in=persons, joined_into=None)
    going_on_first = stays.order_by(F("closed_on").desc(nulls_first=True), "opened_on", "id")
    return going_on_first.select_related("home", "host", "queue").first()


def asked_stays(*, by: Acting, below: bool, longest: int) -> list[Stay]:
    """Return the stays that wait for an answer of one's own organisation, the most urgent first.

    Or `below`: for one of an organisation under it, for which it may answer as well.
    """
    found = _asked(by).exclude(queue_path=by.organisation_path) if below else _own(by)
    related = found.select_related("person", "home", "host", "queue")
    return list(related.order_by("waits_until", "id")[:longest])


def asked_stay(*, by: Acting, id: UUID) -> Stay | None:
    """Return a stay that waits for an answer of one's own organisation or one under it."""
    return _asked(by).select_related("person", "home", "host", "queue").filter(id=id).first()


def told_stay(*, by: Acting, id: UUID) -> Stay | None:
    """Return a stay that goes on, for whose home, host or queue somebody acts."""
    held = Stay.objects.filter(id=id, closed_on=None)
    stay = held.select_related("person", "home", "host", "queue").first()
    return stay if stay is not None and speaks_for(stay, by=by) else None


def waits_for_home(*, by: Acting, organisation: UUID) -> bool:
    """Say whether somebody with this home waits in one's queue for that home to be found."""
    return _asked(by).filter(home=organisation, waits_for=Act.FIND_HOME).exists()


def may_move(stay: Stay) -> bool:
    """Say whether it makes sense now that somebody says of themselves where they have gone."""
    return stay.closed_on is None and is_possible(course_of(stay), StayMove.MOVED)


def speaks_for(stay: Stay, *, by: Acting) -> bool:
    """Say whether somebody acts for the home or the host, or for who is asked about it."""
    reach = by.reach
    sides = ((reach.home, stay.home_path), (reach.host, stay.host_path))
    held = (*sides, (reach.queue, stay.queue_path))
    return any(place is not None and place.holds(path) for place, path in held)


def count_asked(*, by: Acting) -> tuple[int, int]:
    """Count what waits for one's own organisation, and for those under it."""
    is_own = Q(queue_path=by.organisation_path)
    counted = _asked(by).aggregate(own=Count("id", filter=is_own), whole=Count("id"))
    return counted["own"], counted["whole"] - counted["own"]


def _asked(by: Acting) -> QuerySet[Stay]:
    held = by.reach.queue
    if held is None:
        return Stay.objects.none()
    within = Stay.objects.filter(queue_path__gte=held.lo, queue_path__lt=held.hi)
    return within.filter(closed_on=None, waits_for__in=ANSWERS)


def _own(by: Acting) -> QuerySet[Stay]:
    return _asked(by).filter(queue_path=by.organisation_path)


def steps_of(*, stays: Iterable[Stay]) -> dict[UUID, list[tuple[StayStep, str]]]:
    """Return what happened to each stay, the first first, with the sentence of each step.

    What happened to the registrations that were joined into it is among it.
    """
    found: dict[UUID, list[tuple[StayStep, str]]] = {stay.id: [] for stay in stays}
    joined = Stay.objects.filter(joined_into__in=found).values_list("id", flat=True)
    asked = StayStep.objects.filter(stay__in=[*found, *joined])
    steps = list(asked.select_related("stay").order_by("made_at", "id"))
    held = keys.of({step.person_id for step in steps})
    for step in steps:
        sealed = step.words_to_all
        key = held.get(step.person_id)
        words = unseal(bytes(sealed), key=key, place=step.place) if sealed and key else ""
        own = step.stay_id if step.stay_id in found else step.stay.joined_into_id
        found[UUID(str(own))].append((step, words))
    return found


def standing_windows(*, links: Iterable[Link], day: date) -> QuerySet[Window]:
    """Return the windows of links, by which they are found; by their stay they have no index."""
    return Window.objects.known().filter(link__in=[link.id for link in links]).with_state(day)


def links_of(*, stay: Stay) -> list[Link]:
    links = Link.objects.filter(stay=stay)
    named = links.select_related("contact_person__account", "contact_person__organisation")
    return list(named.order_by("side"))


def link_held(*, by: Acting, id: UUID, locked: bool = False) -> Link | None:
    """Return a link of a stay that goes on, if the acting organisation's side answers for it."""
    links = Link.objects.select_for_update(of=("self",)) if locked else Link.objects.all()
    related = links.select_related("stay", "person", "home", "host")
    link = related.filter(id=id, stay__closed_on=None).first()
    return link if link is not None and link.held_within(by.reach) else None


def contact_persons_for(*, link: Link, day: date) -> list[Appointment]:
    """Return whom the organisation of this link can name today, in the order of their office."""
    held = Appointment.objects.in_force(day).filter(
        role=RoleName.CONTACT_PERSON, organisation__path=link.own_path
    )
    return list(held.select_related("account", "organisation").order_by("begins_on", "id"))


def entrusted_counts(*, appointments: Iterable[UUID]) -> dict[UUID, int]:
    """Count the people in reach whom each of these appointments answers for."""
    named = Link.objects.filter(contact_person__in=list(appointments), stay__closed_on=None)
    counted = named.values_list("contact_person").annotate(n=Count("id")).order_by()
    return dict(counted)


def contact_persons_of(*, links: Iterable[UUID], day: date) -> dict[UUID, str]:
    """Return who answers for these links by name on a day; most have nobody."""
    named = Link.objects.filter(id__in=list(links), contact_person__isnull=False)
    found = {
        link.id: link.contact_person_on(day)
        for link in named.select_related("contact_person__account")
    }
    return {id: person.account.name for id, person in found.items() if person is not None}


def acting_with_entrusted(*, by: Acting) -> Acting:
    """Return the same acting, reaching the people whose links are entrusted to it now.

    The name stands on the link of every registration of a person, so that all rows are found.
    """
    if by.reach.appointment is None:
        return by
    with scope.entered(by.reach):
        named = Link.objects.filter(contact_person=by.reach.appointment)
        persons = tuple(named.order_by("person").values_list("person", flat=True).distinct())
    return by.reaching(replace(by.reach, entrusted=persons))


def workdays_in_force(*, day: date) -> dict[Act, int]:
    """Return how many workdays each act has, by the clocks of the day."""
    clocks = Clock.objects.filter(begins_on__lte=day).exclude(ends_on__lte=day)
    return {Act(clock.act): clock.workdays for clock in clocks.order_by("begins_on", "id")}
