"""Sealed text opens with its person's key, at its own place, and nowhere else."""

from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings

from huiliu.core import keys
from huiliu.core.blind import digest
from huiliu.core.ids import new_id
from huiliu.core.sealing import seal, seal_facts, unseal, unseal_facts

HE, MA = new_id(), new_id()


@pytest.fixture
def held() -> dict[UUID, bytes]:
    return keys.make([HE, MA])


def test_sealed_text_opens_with_its_key_at_its_place(held: dict[UUID, bytes]) -> None:
    sealed = seal("住在三楼", key=held[HE], place="contact.attempt.1")

    assert unseal(sealed, key=held[HE], place="contact.attempt.1") == "住在三楼"
    assert "住在三楼".encode() not in sealed


@pytest.mark.parametrize(
    ("person", "place"), [(MA, "contact.attempt.1"), (HE, "contact.attempt.2")]
)
def test_sealed_text_stays_shut_elsewhere(
    held: dict[UUID, bytes], person: UUID, place: str
) -> None:
    sealed = seal("住在三楼", key=held[HE], place="contact.attempt.1")

    with pytest.raises(InvalidTag):
        unseal(sealed, key=held[person], place=place)


def test_text_of_an_unknown_suite_is_refused(held: dict[UUID, bytes]) -> None:
    with pytest.raises(ValueError, match="unknown suite"):
        unseal(b"\x09" + bytes(40), key=held[HE], place="contact.attempt.1")


def test_facts_come_back_as_they_were(held: dict[UUID, bytes]) -> None:
    facts = {"mobile": "13800138000", "floor": 3}

    sealed = seal_facts(facts, key=held[HE], place="people.sighting.1")

    assert unseal_facts(sealed, key=held[HE], place="people.sighting.1") == facts
    assert unseal_facts(None, key=held[HE], place="people.sighting.1") == {}


def test_keys_are_kept_outside_the_database() -> None:
    person = new_id()
    made = keys.make([person])

    assert keys.of([person]) == made
    assert (settings.HUILIU_KEYS / "keys.sqlite").is_file()


def test_key_in_the_store_is_wrapped() -> None:
    person = new_id()
    made = keys.make([person])[person]

    stored = b"".join(path.read_bytes() for path in settings.HUILIU_KEYS.glob("keys.sqlite*"))

    assert made not in stored


def test_destroyed_key_is_gone() -> None:
    person = new_id()
    keys.make([person])

    keys.destroy([person])

    with pytest.raises(keys.KeyMissing):
        keys.of_one(person)


def test_blind_index_is_equal_for_equal_values_of_one_column() -> None:
    assert digest("mobile", "13800138000") == digest("mobile", "13800138000")
    assert digest("mobile", "13800138000") != digest("mobile", "13800138001")
    assert digest("mobile", "13800138000") != digest("landline", "13800138000")
    assert len(digest("mobile", "13800138000")) == 16
