"""What taking a batch back would remove, and what has to stay because others have built on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from huiliu.access.crossing import Crossing, crossing
from huiliu.access.models import Oneself
from huiliu.contact.models import Attempt
from huiliu.core.acting import Acting
from huiliu.core.errors import Refused
from huiliu.exchange.choices import BatchState, Kept
from huiliu.exchange.models import Batch
from huiliu.needs.models import Need
from huiliu.people.choices import MatchState
from huiliu.people.models import Match, Person, Sighting
from huiliu.stays.choices import StayMove
from huiliu.stays.models import Link, StayStep


@dataclass(frozen=True, slots=True)
class Undoing:
    """The files that go, and those that stay, each with the reasons."""

    going: frozenset[UUID]
    staying: dict[UUID, tuple[Kept, ...]]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an undo would do, as one actor may read it beforehand."""

    going: int
    staying: list[tuple[Person, tuple[Kept, ...]]]
    """Who stays and is in reach, with the reasons."""
    others: int
    """How many stay whom the actor may not see."""


def foreseen(*, by: Acting, batch: UUID) -> Foreseen:
    """Look ahead at an undo: ties are sought everywhere, names are shown from one's own reach."""
    with crossing(Crossing.DISPATCH, by=by):
        undoing = undoing_of(batch=batch)
    seen = Person.objects.filter(id__in=undoing.staying).order_by("pinyin", "id")
    staying = [(person, undoing.staying[person.id]) for person in seen]
    others = len(undoing.staying) - len(staying)
    return Foreseen(going=len(undoing.going), staying=staying, others=others)


def undoing_of(*, batch: UUID) -> Undoing:
    """Sort the files that a batch opened; asked inside a crossing, so that no tie is overlooked."""
    opened = set(Person.objects.filter(batch=batch).values_list("id", flat=True))
    ties: dict[UUID, list[Kept]] = {}
    for reason, persons in _ties(batch):
        for person in persons:
            if person in opened:
                ties.setdefault(person, []).append(reason)
    staying = {person: tuple(reasons) for person, reasons in ties.items()}
    return Undoing(going=frozenset(opened - staying.keys()), staying=staying)


def accept_undo(batch: Batch, *, at: datetime) -> None:
    """Refuse to take back what was never put in, or long ago."""
    if batch.state != BatchState.APPLIED or batch.applied_at is None:
        raise Refused("这一批没有导入过，不用撤回。")
    if at - batch.applied_at > timedelta(days=settings.HUILIU_UNDO_DAYS):
        raise Refused(f"导入超过{settings.HUILIU_UNDO_DAYS}天，不能整批撤回，请逐条更正。")


def _ties(batch: UUID) -> Iterable[tuple[Kept, Iterable[UUID]]]:
    """Yield who else has to do with the files of the batch. These are too many to be listed."""
    opened = Person.objects.filter(batch=batch).values("id")
    attempts = Attempt.objects.filter(person__batch=batch)
    yield Kept.CONTACTED, attempts.values_list("person_id", flat=True).distinct()
    needs = Need.objects.filter(person__batch=batch)
    yield Kept.NEED, needs.values_list("person_id", flat=True).distinct()
    links = Link.objects.filter(person__batch=batch, contact_person__isnull=False)
    yield Kept.ENTRUSTED, links.values_list("person_id", flat=True).distinct()
    steps = StayStep.objects.filter(person__batch=batch).exclude(move=StayMove.CLIMBED)
    yield Kept.DECIDED, steps.values_list("person_id", flat=True).distinct()
    others = Sighting.objects.filter(person__batch=batch).exclude(batch=batch)
    yield Kept.SEEN_ELSEWHERE, others.values_list("person_id", flat=True).distinct()
    yield Kept.MATCHED, _matched(batch)
    signed_in = Oneself.objects.filter(person__in=opened)
    yield Kept.SIGNED_IN, signed_in.values_list("person", flat=True)


def _matched(batch: UUID) -> set[UUID]:
    """Return who stands in a match that somebody has touched, or that another batch proposed."""
    untouched = Q(batch=batch, state=MatchState.PROPOSED, home_agreed_on=None, host_agreed_on=None)
    either = Q(home_person__batch=batch) | Q(host_person__batch=batch)
    found = Match.objects.filter(either).exclude(untouched)
    pairs = found.values_list("home_person_id", "host_person_id")
    return {person for pair in pairs for person in pair}
