"""New rows as plain tuples, in the order of their tables' columns: a roster writes many of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID


class NewPerson(NamedTuple):
    id: UUID
    home_id: UUID | None
    home_path: str | None
    host_id: UUID | None
    host_path: str | None
    patch_id: UUID | None
    patch_path: str | None
    queue_id: UUID | None
    queue_path: str | None
    same_as_id: UUID | None
    name: str
    pinyin: str
    sex: str
    birth_year: int | None
    batch: UUID | None


class NewSighting(NamedTuple):
    id: UUID
    home_id: UUID | None
    home_path: str | None
    host_id: UUID | None
    host_path: str | None
    patch_id: UUID | None
    patch_path: str | None
    queue_id: UUID | None
    queue_path: str | None
    person_id: UUID
    source: str
    seen_on: date
    batch: UUID | None
    sheet: str
    line: int | None
    said: Mapping[str, Any]
    sealed: bytes
    content_digest: bytes


def place_of_sighting(id: UUID) -> str:
    """Return where the sealed facts of a sighting stand, which they are bound to."""
    return f"people.sighting.{id}"


class NewSightingKey(NamedTuple):
    digest: bytes
    sighting_id: UUID
