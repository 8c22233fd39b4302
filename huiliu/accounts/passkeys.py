"""Passkeys: what the browser is asked, and whether its answer is right. The library knows how.

A passkey belongs to the host name under which it was made; there is none for a bare IP address.
"""

import json
import struct
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from typing import Any, NamedTuple
from uuid import UUID

from fido2 import cbor
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

PRODUCT = "汇流"
_WRONG = (
    *(ValueError, KeyError, TypeError, AttributeError, AssertionError, IndexError),
    *(RecursionError, struct.error),
)
"""What the library ends with when an answer is none, or not the right one."""

LONGEST = 32 * 1024
"""Characters of an answer; a browser's has three thousand. Reading a long one takes long."""

State = dict[str, Any]
"""What has to be kept, in the session, between asking and the answer."""


class Begun(NamedTuple):
    """What the browser is asked, as JSON, and what is kept of it."""

    options: str
    state: State


class Used(NamedTuple):
    """Which passkey gave a right answer, and how often it has ever been used, if it counts."""

    credential: bytes
    counter: int


def can_be_used(host: str) -> bool:
    """Say whether a host has a name that passkeys can belong to."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


def begin_adding(
    *, host: str, account_id: UUID, username: str, name: str, known: Collection[bytes]
) -> Begun:
    user = PublicKeyCredentialUserEntity(name=username, id=account_id.bytes, display_name=name)
    options, state = _server(host).register_begin(
        user, _read(known), user_verification=UserVerificationRequirement.PREFERRED
    )
    return Begun(json.dumps(dict(options)), state)


def finish_adding(*, host: str, state: State, answer: str) -> Used | None:
    """Return the new passkey; None of an answer that is not to what was asked here."""
    try:
        said = _mapping(answer)
        _refuse_number_of_bytes(said)
        added = _server(host).register_complete(state, said)
    except _WRONG:
        return None
    data = added.credential_data
    return Used(bytes(data), added.counter) if data is not None else None


def begin_giving(*, host: str, known: Collection[bytes]) -> Begun:
    options, state = _server(host).authenticate_begin(
        _read(known), user_verification=UserVerificationRequirement.PREFERRED
    )
    return Begun(json.dumps(dict(options)), state)


def finish_giving(*, host: str, state: State, known: Collection[bytes], answer: str) -> Used | None:
    """Return the passkey that answered what was asked here; None of any other answer."""
    try:
        response = AuthenticationResponse.from_dict(_mapping(answer))
        used = _server(host).authenticate_complete(state, _read(known), response)
    except _WRONG:
        return None
    return Used(bytes(used), response.response.authenticator_data.counter)


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(name=PRODUCT, id=host))


def _read(known: Collection[bytes]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(one) for one in known]


def _mapping(answer: str) -> Mapping[str, Any]:
    """Read an answer, numbers as text: where the library wants bytes it would make so many."""
    if len(answer) > LONGEST:
        raise ValueError
    read = json.loads(answer, parse_int=str, parse_float=str)
    if not isinstance(read, dict):
        raise TypeError
    return read


def _refuse_number_of_bytes(said: Mapping[str, Any]) -> None:
    """Refuse the same within what the browser packed: a number where the library wants bytes."""
    packed = cbor.decode(websafe_decode(said["response"]["attestationObject"]))
    if not (isinstance(packed, Mapping) and isinstance(packed.get("authData"), bytes)):
        raise TypeError
