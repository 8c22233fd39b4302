"""A passkey in tests: a real key that answers what it is asked, as a browser would."""

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAGS = AuthenticatorData.FLAG
NO_MODEL = b"\0" * 16


class Passkey:
    """Counts each use, as a key that cannot be copied does."""

    def __init__(self, *, host: str = "testserver", origin: str = "https://testserver") -> None:
        self.host, self.origin = host, origin
        self.key = generate_private_key(SECP256R1())
        self.id = secrets.token_bytes(16)
        self.uses = 0

    def made(self, options: str) -> str:
        """Answer the request for a new passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(NO_MODEL, self.id, public)
        data = AuthenticatorData.create(
            sha256(self.host.encode()), FLAGS.UP | FLAGS.UV | FLAGS.AT, self._count(), credential
        )
        attestation = AttestationObject.create("none", data, {})
        told = self._told("webauthn.create", options)
        return self._answer(
            {
                "clientDataJSON": websafe_encode(told),
                "attestationObject": websafe_encode(attestation),
            }
        )

    def given(self, options: str) -> str:
        """Answer the request for a passkey that is there."""
        data = AuthenticatorData.create(
            sha256(self.host.encode()), FLAGS.UP | FLAGS.UV, self._count()
        )
        told = self._told("webauthn.get", options)
        signature = self.key.sign(bytes(data) + sha256(told), ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(told),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
            }
        )

    def _told(self, kind: str, options: str) -> CollectedClientData:
        challenge = json.loads(options)["publicKey"]["challenge"]
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, response: dict[str, Any]) -> str:
        id = websafe_encode(self.id)
        told = {"id": id, "rawId": id, "type": "public-key", "response": response}
        return json.dumps(told | {"clientExtensionResults": {}})

    def _count(self) -> int:
        self.uses += 1
        return self.uses
