"""Rows for tests, with nothing in them that a test did not ask for."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from huiliu.core import keys, scope
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.core.sealing import seal_facts
from huiliu.organisations.models import Organisation
from huiliu.people.choices import Sex, Source
from huiliu.people.models import Person, Sighting
from huiliu.people.pinyin import pinyin_of
from huiliu.stays.choices import Because, Side, StayState
from huiliu.stays.models import Link, Rule, Stay, Window
from tests.cast import DAY


def at(**codes: str | None) -> dict[str, Any]:
    """Return address columns from organisation codes: `at(host="420103001001")`."""
    columns: dict[str, Any] = {}
    for name, code in codes.items():
        place = Organisation.objects.get(code=code)
        columns |= {f"{name}_id": place.id, f"{name}_path": place.path}
    return columns


def make_person(
    name: str,
    *,
    sealed: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
    **place: Any,
) -> Person:
    """Make a file with one sighting by the host."""
    person = Person(id=new_id(), name=name, pinyin=pinyin_of(name), sex=Sex.UNKNOWN, **place)
    key = keys.make([person.id])[person.id]
    sighting = Sighting(
        person=person,
        source=Source.HOST,
        seen_on=DAY,
        said={"name": name, **(said or {})},
        content_digest=b"",
        **place,
    )
    sighting.sealed = seal_facts(dict(sealed or {}), key=key, place=sighting.place)
    with scope.entered(Reach.everywhere()):
        person.save(force_insert=True)
        sighting.save(force_insert=True)
    return person


def make_stay(
    person: Person, *, opened_on: date = DAY, connected: Collection[Side] = tuple(Side)
) -> Stay:
    """Make a stay that the host registered, or where there is none the home; with three links."""
    place = person.addresses()
    registered = "host_registered_on" if person.host_path else "home_registered_on"
    stay = Stay(
        person=person,
        state=StayState.REGISTERED_IN,
        opened_on=opened_on,
        bound_path=person.host_path or person.queue_path or person.home_path or person.patch_path,
        **place,
        **{registered: opened_on},
    )
    links = [
        Link(stay=stay, person=person, side=side, connected=side in connected, **place)
        for side in Side
    ]
    with scope.entered(Reach.everywhere()):
        stay.save(force_insert=True)
        Link.objects.bulk_create(links)
    return stay


def make_window(
    stay: Stay, *, opens_on: date, aim_on: date, limit_on: date, side: Side = Side.HOST
) -> Window:
    with scope.entered(Reach.everywhere()):
        link = Link.objects.get(stay=stay, side=side)
        window = Window(
            link=link,
            stay=stay,
            person_id=stay.person_id,
            side=side,
            opens_on=opens_on,
            aim_on=aim_on,
            limit_on=limit_on,
            because=Because.REGISTERED,
            since=stay.opened_on,
            rule=Rule.objects.get(side=side),
            known_from=datetime.combine(stay.opened_on, time.min, tzinfo=UTC),
            **stay.addresses(),
        )
        window.save(force_insert=True)
    return window
