"""New rows as plain tuples, in the order of their tables' columns: a roster writes many of them.

Their keys are texts: a person's is made once and written with a dozen rows.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID


class NewPerson(NamedTuple):
    id: str
    home_id: str | None
    home_path: str | None
    host_id: str | None
    host_path: str | None
    patch_id: str | None
    patch_path: str | None
    queue_id: str | None
    queue_path: str | None
    same_as_id: str | None
    name: str
    pinyin: str
    sex: str
    birth_year: int | None
    batch: str | None
    hidden: list[str]


class NewSighting(NamedTuple):
    id: str
    home_id: str | None
    home_path: str | None
    host_id: str | None
    host_path: str | None
    patch_id: str | None
    patch_path: str | None
    queue_id: str | None
    queue_path: str | None
    person_id: str
    source: str
    seen_on: date
    batch: str | None
    sheet: str
    line: int | None
    said: Mapping[str, Any]
    sealed: bytes
    content_digest: bytes


def place_of_sighting(id: UUID | str) -> str:
    """Return where the sealed facts of a sighting stand, which they are bound to."""
    return f"people.sighting.{id}"


class NewSightingKey(NamedTuple):
    digest: bytes
    sighting_id: str
