"""A passkey without a machine: the same messages a phone would send, made in Python."""

import json
import secrets
from hashlib import sha256
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.models import User
from tests.accounts.steps import ADD_KEY

HOST = "localhost"
_FLAG = AuthenticatorData.FLAG


class Key:
    """One key pair of one person on this host."""

    def __init__(self, user: User) -> None:
        self.id = secrets.token_bytes(16)
        self.handle = user_pk_to_url_str(user).encode()
        self.secret = generate_private_key(SECP256R1())

    def register(self, options: dict[str, Any]) -> str:
        """What the browser sends back when the key is added."""
        public = ES256.from_cryptography_key(self.secret.public_key())
        data = self._data(AttestedCredentialData.create(b"\0" * 16, self.id, public))
        attestation = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", options)
        return self._said(client, {"attestationObject": websafe_encode(attestation)})

    def sign(self, options: dict[str, Any]) -> str:
        """What the browser sends back when the key signs in."""
        data, client = self._data(), self._client("webauthn.get", options)
        signature = self.secret.sign(data + sha256(client).digest(), ECDSA(SHA256()))
        return self._said(
            client,
            {
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(self.handle),
            },
        )

    def _data(self, attested: bytes = b"") -> AuthenticatorData:
        flags = _FLAG.UP | _FLAG.UV | (_FLAG.AT if attested else 0)
        data: AuthenticatorData = AuthenticatorData.create(
            sha256(HOST.encode()).digest(), flags, 0, attested
        )
        return data

    def _client(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        challenge = options["publicKey"]["challenge"]
        return CollectedClientData.create(kind, challenge, f"http://{HOST}")

    def _said(self, client: CollectedClientData, response: dict[str, Any]) -> str:
        return json.dumps(
            {
                "type": "public-key",
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "response": {"clientDataJSON": websafe_encode(client), **response},
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )


def add_key(client: Client, user: User, **more: str) -> Key:
    """Add a key to the account of the person signed in there."""
    options = client.get(ADD_KEY).context["js_data"]["creation_options"]
    key = Key(user)
    facts = {"name": "Điện thoại", "passwordless": "on", "credential": key.register(options)}
    assert client.post(ADD_KEY, facts | more).status_code == 302
    return key
