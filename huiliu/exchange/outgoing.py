"""What goes out: who may take which set, who is on it, and what stands in its rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from huiliu.access.roles import ROLES
from huiliu.access.rules import FITTING
from huiliu.contact.queries import WAITING, duties
from huiliu.core.acting import Acting
from huiliu.core.errors import OutOfReach
from huiliu.core.paths import Range
from huiliu.core.permissions import Permission
from huiliu.core.register import FACTS
from huiliu.exchange.choices import ExportSet, ExportState
from huiliu.exchange.models import Export, Permit
from huiliu.exchange.rules import MOST_ON_PAPER
from huiliu.exchange.sets import SETS, FixedSet
from huiliu.organisations.choices import Kind
from huiliu.organisations.models import Organisation
from huiliu.people.models import Person
from huiliu.people.queries import facts_of_each
from huiliu.people.words import TELEPHONES, value_words
from huiliu.stays.choices import StayState
from huiliu.stays.models import Stay

LONGEST = 100
RECEIVED = (StayState.REGISTERED_IN, StayState.ACTIVE, StayState.CONTACT_LOST_REVIEW)

Members = dict[UUID, dict[str, str]]
"""Who is on a set, in its order, each with what the set itself says of them."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A set that may be taken out now, and how many people it would hold."""

    fixed_set: FixedSet
    permit: Permit
    people: int


def takes_exports(place: Organisation) -> bool:
    """Say whether somebody at such an organisation can be allowed to take anything out."""
    roles = [role for role in ROLES.values() if Permission.TAKE_EXPORT in role.permissions]
    return any(Kind(place.kind) in FITTING[role.name] for role in roles)


def permit_for(
    *, by: Acting, fixed_set: ExportSet, day: date, organisation: UUID | None = None
) -> Permit | None:
    """Return what allows an organisation, one's own by default, to take a set out on a day.

    What somebody opened as another, they do not use themselves.
    """
    at = organisation or by.organisation_id
    held = Permit.objects.in_force(day).filter(organisation=at, fixed_set=fixed_set)
    return held.exclude(opened_by_account=str(by.in_person())).first()


def sets_offered(*, by: Acting, day: date) -> list[Offered]:
    held = [(one, permit_for(by=by, fixed_set=code, day=day)) for code, one in SETS.items()]
    return [
        Offered(one, permit, len(people_in(by=by, fixed_set=one.code, day=day)))
        for one, permit in held
        if permit is not None
    ]


def permits_below(*, by: Acting, day: date) -> list[Permit]:
    """Return what is open to organisations in one's range, the soonest end first."""
    if by.range is None:
        return []
    below = Permit.objects.in_force(day).select_related("organisation")
    inside = below.filter(organisation__path__gte=by.range.lo, organisation__path__lt=by.range.hi)
    return list(inside.order_by("ends_on", "organisation__path", "id"))


def place_to_permit(*, by: Acting, id: UUID) -> Organisation:
    """Return an organisation below one's own; no other is there."""
    place = Organisation.objects.filter(id=id).exclude(path=by.organisation_path).first()
    if place is None or by.range is None or not by.range.holds(place.path):
        raise OutOfReach
    return place


def people_in(*, by: Acting, fixed_set: ExportSet, day: date) -> list[UUID]:
    """Return whom a set would hold now; a call list ends with its sheet."""
    found = list(_members(by, fixed_set, day))
    return found[:MOST_ON_PAPER] if SETS[fixed_set].on_paper else found


def all_in_reach(*, persons: Collection[UUID]) -> bool:
    """Say whether whoever acts reaches every one of these people."""
    wanted = set(persons)
    return Person.objects.filter(id__in=wanted).count() == len(wanted)


def rows_of_set(
    *, by: Acting, fixed_set: ExportSet, persons: Collection[UUID], day: date
) -> dict[UUID, list[str]]:
    """Return the rows of those of these people who are on the set today, in the actor's reach."""
    allowed = set(persons)
    members = _members(by, fixed_set, day)
    held = {person: said for person, said in members.items() if person in allowed}
    named = Person.objects.in_bulk(held)
    facts = facts_of_each(persons=held)
    return {
        person: SETS[fixed_set].row(said | _of_person(named[person]) | _words(facts[person]))
        for person, said in held.items()
    }


def exports(*, by: Acting) -> list[Export]:
    """Return the exports of one's organisation and those below it, newest first."""
    rows = Export.objects.select_related("organisation").defer("persons")
    own = Q(organisation=by.organisation_id)
    waiting = Q(state=ExportState.WAITING)
    return list(rows.filter(own | waiting).order_by("-asked_at", "-id")[:LONGEST])


def export_in_reach(*, id: UUID) -> Export:
    export = Export.objects.select_related("organisation").filter(id=id).first()
    if export is None:
        raise OutOfReach
    return export


def _members(by: Acting, fixed_set: ExportSet, day: date) -> Members:
    return _to_call(by, day) if fixed_set == ExportSet.CALL_LIST else _received(by)


def _to_call(by: Acting, day: date) -> Members:
    windows = duties(by=by).in_states(day, WAITING).order_by("limit_on", "aim_on", "id")
    found: Members = {}
    for person, limit_on in windows.values_list("person_id", "limit_on"):
        found.setdefault(person, {"stays_window.limit_on": limit_on.isoformat()})
    return found


def _received(by: Acting) -> Members:
    held: Range | None = by.reach.host
    if held is None:
        return {}
    stays = Stay.objects.filter(host_path__gte=held.lo, host_path__lt=held.hi, closed_on=None)
    came = stays.filter(state__in=RECEIVED).select_related("host").order_by("person__pinyin", "id")
    found: Members = {}
    for stay in came:
        said = {"stays_stay.host_id": stay.host.name if stay.host else ""}
        if stay.arrived_on:
            said["stays_stay.arrived_on"] = stay.arrived_on.isoformat()
        found.setdefault(stay.person_id, said)
    return found


def _of_person(person: Person) -> dict[str, str]:
    return {
        "people_person.name": person.name,
        "people_person.sex": str(person.get_sex_display()),
    }


def _words(facts: Mapping[str, object]) -> dict[str, str]:
    """Return facts in words: a telephone number whole, because calling is what it is for."""
    return {
        f"{FACTS}.{field}": value_words(field, value, own=field in TELEPHONES)
        for field, value in facts.items()
    }
