"""The keys under which a sighting is found again, as keyed digests."""

from collections.abc import Iterable
from itertools import chain

from huiliu.core.blind import digest, digests
from huiliu.people.matching import Seen, keys_of


def digests_of(seen: Seen) -> list[bytes]:
    """Return the digests of a sighting: equal ones for whoever may be the same person."""
    return digests("sighting", keys_of(seen))


def sign_in_digest(telephone: str) -> bytes:
    return digest("sign_in", telephone)


def all_digests(seen: Seen) -> list[bytes]:
    """Return the digests to store: those for recognising, and one for each telephone's sign-in."""
    stored = [*digests_of(seen), *digests("sign_in", seen.telephones)]
    return list(dict.fromkeys(stored))


def digests_among(sightings: Iterable[Seen]) -> set[bytes]:
    return set(digests("sighting", chain.from_iterable(map(keys_of, sightings))))
