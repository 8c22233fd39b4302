"""The key store: a data key for each person row, wrapped, in a file of its own beside the database.

A row's key is written here before the row is committed, so that a crash leaves at worst a key
without a row. Destroying the key makes every copy of the row's sealed text unreadable, backups too.
"""

import hmac
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from huiliu.core.secret_files import made_once, put_once

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyMissing(Exception):
    """The person's key was destroyed or never made: what was sealed with it is gone."""


def master_key() -> bytes:
    return _master_key(settings.HUILIU_KEYS)


def installation_key(purpose: str) -> bytes:
    """Return a key for what is sealed about no person, such as second factors."""
    return hmac.digest(master_key(), f"installation {purpose}".encode(), "sha256")


def make(persons: Iterable[UUID]) -> dict[UUID, bytes]:
    """Make and store a new key for each person row; a row that has one already keeps it."""
    wrapper = AESGCM(master_key())
    made = {person: secrets.token_bytes(KEY_BYTES) for person in persons}
    with _store() as store:
        store.executemany(
            "INSERT OR IGNORE INTO data_key (person, wrapped) VALUES (?, ?)",
            ((person.bytes, _wrap(wrapper, person, key)) for person, key in made.items()),
        )
    return made


def of(persons: Iterable[UUID]) -> dict[UUID, bytes]:
    """Return the keys of those persons that have one."""
    wrapper = AESGCM(master_key())
    wanted = [(person.bytes,) for person in persons]
    found: dict[UUID, bytes] = {}
    with _store() as store:
        store.execute("CREATE TEMP TABLE wanted (person BLOB)")
        store.executemany("INSERT INTO wanted VALUES (?)", wanted)
        for raw, wrapped in store.execute(
            "SELECT person, wrapped FROM wanted JOIN data_key USING (person)"
        ):
            found[UUID(bytes=raw)] = _unwrap(wrapper, raw, wrapped)
    return found


def of_one(person: UUID) -> bytes:
    try:
        return of([person])[person]
    except KeyError:
        message = f"no key for {person}"
        raise KeyMissing(message) from None


def destroy(persons: Iterable[UUID]) -> None:
    """Forget these keys; neither free pages of the file nor its journal hold them afterwards."""
    with _store() as store:
        store.execute("PRAGMA secure_delete = ON")
        store.executemany(
            "DELETE FROM data_key WHERE person = ?", ((person.bytes,) for person in persons)
        )
        store.commit()
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_to(path: Path) -> None:
    """Copy the store as it stands at one moment, whoever writes to it meanwhile."""
    with _store() as store, closing(sqlite3.connect(path)) as copy:
        store.backup(copy)


def add_from(path: Path) -> None:
    """Add the keys of a copy of this store that it does not have."""
    with closing(sqlite3.connect(path)) as copy, _store() as store:
        rows = copy.execute("SELECT person, wrapped FROM data_key")
        store.executemany("INSERT OR IGNORE INTO data_key (person, wrapped) VALUES (?, ?)", rows)


def forget_master() -> None:
    """Read the master key anew, after another one was put in its place."""
    _master_key.cache_clear()


def _wrap(wrapper: AESGCM, person: UUID, key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + wrapper.encrypt(nonce, key, person.bytes)


def _unwrap(wrapper: AESGCM, person: bytes, wrapped: bytes) -> bytes:
    return wrapper.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], person)


@contextmanager
def _store() -> Iterator[sqlite3.Connection]:
    path = Path(settings.HUILIU_KEYS) / "keys.sqlite"
    put_once(path, _empty_store)
    with closing(sqlite3.connect(path, timeout=30)) as store, store:
        yield store


def _empty_store(path: Path) -> None:
    """Make the store whole under another name: two that change its mode at once lock each other."""
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute(
            "CREATE TABLE data_key (person BLOB PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID"
        )


@cache
def _master_key(folder: Path) -> bytes:
    return made_once(folder / "master.key", size=KEY_BYTES)
