"""Files are opened and refreshed, taken back with a roster, and erased for good."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from huiliu.access.actions import (
    unbind_self,
)
from huiliu.access.crossing import Crossing, crossing
from huiliu.audit.entries import record
from huiliu.core import erasures, keys
from huiliu.core.acting import Acting
from huiliu.core.actions import action, repeated
from huiliu.core.bulk import remove_many, write_in_turn
from huiliu.core.errors import OutOfReach
from huiliu.core.permissions import Permission
from huiliu.people.choices import (
    MatchState,
    Sex,
)
from huiliu.people.columns import NewPerson, NewSighting, NewSightingKey
from huiliu.people.events import FILE_ERASED
from huiliu.people.models import Match, Person, Sighting, SightingKey
from huiliu.people.pinyin import pinyin_of
from huiliu.people.queries import (
    every_row_of,
    leading_facts,
)


@action(Permission.IMPORT_ROSTER)
def open_files(
    *,
    by: Acting,
    persons: Iterable[NewPerson],
    sightings: Iterable[NewSighting],
    sighting_keys: Iterable[NewSightingKey],
    matches: Iterable[Match],
) -> None:
    """Write new files with their sightings, and further sightings of known files, in bulk."""
    written = write_in_turn(
        {Person: persons, Sighting: sightings, SightingKey: sighting_keys, Match: matches}
    )
    counts = {str(model._meta.model_name): len(rows) for model, rows in written.items()}
    record(by=by, act="people.open_files", detail=counts)


@action(Permission.IMPORT_ROSTER)
def refresh_files(*, by: Acting, persons: Collection[UUID]) -> None:
    """Set what lists show of these people to what their sightings now say."""
    changed = []
    facts = leading_facts(persons=persons)
    for person in Person.objects.filter(id__in=list(persons)).order_by("id"):
        shown = (person.name, person.pinyin, person.sex, person.birth_year)
        show(person, facts.get(person.id, {}))
        if shown != (person.name, person.pinyin, person.sex, person.birth_year):
            changed.append(person)
    Person.objects.bulk_update(changed, ["name", "pinyin", "sex", "birth_year"], batch_size=500)
    record(by=by, act="people.refresh_files", detail={"persons": len(changed)})


@action(Permission.IMPORT_ROSTER)
def remove_sightings(*, by: Acting, batch: UUID, persons: Collection[UUID]) -> int:
    """Take back what a batch said, and the files of these persons, whom nothing else knows."""
    Match.objects.filter(
        batch=batch, state=MatchState.PROPOSED, home_agreed_on=None, host_agreed_on=None
    ).delete()
    said = dict(Sighting.objects.filter(batch=batch).values_list("id", "person_id"))
    touched = set(said.values()) - set(persons)
    remove_many(SightingKey, column="sighting_id", among=said)
    removed = remove_many(Sighting, column="id", among=said)
    remove_many(Person, column="id", among=persons)
    record(
        by=by,
        act="people.remove_sightings",
        detail={"batch": str(batch), "rows": removed, "persons": len(persons)},
    )
    refresh_files(by=by, persons=touched)
    transaction.on_commit(partial(keys.destroy, list(persons)))
    return removed


@action(Permission.ERASE_FILE)
def erase_file(*, by: Acting, persons: Collection[UUID], at: datetime) -> int:
    """Remove files for good, with every row that is one of them, the account, and the keys.

    The ledger has them before this commits, so that neither a crash nor a restored backup brings
    them back. Returns how many rows there were.
    """
    reached = Person.objects.select_for_update(of=("self",)).filter(id__in=list(persons))
    found = list(reached.order_by("id").values_list("id", flat=True))
    if not found:
        raise OutOfReach
    with crossing(Crossing.ERASE, by=by) as wide:
        rows = every_row_of(persons=found)
        FILE_ERASED.happened(by=wide, persons=rows)
        Match.objects.filter(Q(home_person__in=rows) | Q(host_person__in=rows)).delete()
        sightings = Sighting.objects.filter(person__in=rows).values_list("id", flat=True)
        remove_many(SightingKey, column="sighting_id", among=list(sightings))
        remove_many(Sighting, column="person_id", among=rows)
        remove_many(Person, column="id", among=rows)
    unbind_self(by=by, persons=rows)
    for row in rows:
        record(by=by, act="people.erase_file", person=row)
    erasures.add(rows, at=at)
    transaction.on_commit(partial(keys.destroy, rows))
    return len(rows)


@action(Permission.ERASE_FILE)
def finish_erasures(*, by: Acting, at: datetime) -> int:
    """Erase again whom the ledger names and who is here all the same; return how many rows.

    A crash between the ledger and the keys leaves somebody behind, and so does a backup that was
    taken before.
    """
    erased = erasures.persons()
    if not erased:
        repeated()
        return 0
    with crossing(Crossing.ERASE, by=by) as wide:
        standing = Person.objects.select_for_update(of=("self",)).filter(id__in=erased)
        back = list(standing.values_list("id", flat=True))
        count = erase_file(by=wide, persons=back, at=at) if back else 0
    transaction.on_commit(partial(keys.destroy, erased))
    return count


@action(Permission.FOLLOW_COURSE)
def move_file(
    *,
    by: Acting,
    person: Person,
    rows: Collection[UUID],
    addresses: Mapping[str, Any],
    home_side: Mapping[str, Any],
) -> None:
    """Address a file to where its person stands now; what was written of it follows by its paths.

    `rows` are all that are this person; `home_side` is the queue of who speaks for the home.

    Whoever is asked whether two files are one is now those who have this one; where nothing is
    known of its home any more, whoever speaks for that.
    """
    paths = {column: path for column, path in addresses.items() if column.endswith("_path")}
    Person.objects.filter(id=person.id).update(**addresses)
    Person.objects.filter(id__in=rows).update(**paths)
    Sighting.objects.filter(person__in=rows).update(**paths)
    asked = Match.objects.filter(state=MatchState.PROPOSED)
    asked.filter(host_person__in=rows).update(**_of(addresses, "host", "patch"), **home_side)
    speaks = home_side if addresses["home_path"] is None else {}
    asked.filter(home_person__in=rows).update(**_of(addresses, "home"), **speaks)
    record(by=by, act="people.move_file", person=person.id)


def _of(addresses: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {column: value for column, value in addresses.items() if column.startswith(names)}


def show(person: Person, facts: dict[str, object]) -> None:
    """Set on a file what lists show, from the facts that lead."""
    person.name = str(facts.get("name", person.name))
    person.pinyin = pinyin_of(person.name)
    sex = facts.get("sex")
    person.sex = sex["code"] or Sex.UNKNOWN if isinstance(sex, dict) else Sex.UNKNOWN
    year = facts.get("birth_year")
    person.birth_year = year if isinstance(year, int) else None
