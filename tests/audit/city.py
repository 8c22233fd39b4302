"""A city in which people act; its logs are sealed and verified when a test says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from huiliu.audit.models import Entry, Reading
from huiliu.audit.rules import first_id_of
from huiliu.audit.sealer import Sealer
from huiliu.audit.signing import public_key
from huiliu.audit.verification import Report, verify
from huiliu.audit.witnesses import Witnesses
from huiliu.core.clock import now
from huiliu.core.ids import new_id

PLACES = tuple(UUID(int=number) for number in range(1, 9))
"""Organisations whose entries fall into different shards."""


@dataclass(slots=True)
class City:
    """Its clock stands until `wait` moves it."""

    at: datetime = field(default_factory=now)
    sealer: Sealer = field(default_factory=Sealer)

    def act(self, *, place: UUID = PLACES[0], at: datetime | None = None) -> UUID:
        """Leave one entry, as the application does; return its key."""
        made = entry_of(place=place, at=at or self.at)
        Entry.objects.bulk_create([made])
        return made.id

    def look(self, *, place: UUID = PLACES[0]) -> UUID:
        made = Reading(**trace_of(place=place, at=self.at), page="due_list", persons=[new_id()])
        Reading.objects.bulk_create([made])
        return made.id

    def act_everywhere(self) -> None:
        for place in PLACES:
            self.act(place=place)

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)

    def seal(self) -> int:
        return self.sealer.turn(at=self.at)

    def verify(self, *, roots: Path | None = None) -> Report:
        witnesses = Witnesses.read(key=public_key(), roots=roots)
        return verify(at=self.at, witnesses=witnesses)

    def kinds(self) -> set[str]:
        return {kind.value for kind in self.verify().kinds}


def with_history() -> City:
    """Let three days pass: two rounds on each, and a root for each that has ended."""
    city = City()
    city.seal()
    for _ in range(3):
        city.wait(days=1)
        for _ in range(2):
            city.wait(minutes=1)
            city.act_everywhere()
            city.look()
            city.seal()
    return city


def trace_of(*, place: UUID, at: datetime) -> Mapping[str, Any]:
    return {
        "id": UUID(int=first_id_of(at).int | uuid4().int & (1 << 74) - 1),
        "at": at,
        "name": "罗社区",
        "role": "community_worker",
        "organisation": str(place),
        "organisation_name": "环保社区居委会",
        "organisation_path": "0001/0001/",
        "channel": "page",
    }


def entry_of(*, place: UUID, at: datetime) -> Entry:
    return Entry(
        **trace_of(place=place, at=at),
        act="contact.record_contact",
        subject="contact.attempt:1",
        detail={"outcome": "reached", "days": [1, 2]},
    )


def owner(command: str | sql.Composed, *given: Any) -> list[tuple[Any, ...]]:
    """Do something as the owner of the database, whom no policy and no revoked right stops."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(command, given)
        return cursor.fetchall() if cursor.description else []


def url_of(alias: str) -> str:
    held: dict[str, Any] = settings.DATABASES[alias]
    return make_conninfo(
        host=held["HOST"],
        port=held["PORT"],
        user=held["USER"],
        password=held["PASSWORD"],
        dbname=held["NAME"],
    )


def connect(alias: str) -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(url_of(alias))
