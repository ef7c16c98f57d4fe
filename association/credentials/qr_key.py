"""The key that signs what QR codes carry: Ed25519, made once, beside the one for documents.

Its public half is published and registered, so that a code printed before a change of the key is
still told for ours. Elliptic keys of documents won't do: a code has no room for their signatures'
certificates, and whoever checks one has nothing but the public half.
"""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from association.base import clock
from association.credentials import keys
from association.credentials.models import QrKey


def path() -> Path:
    """Where it lies, or will."""
    return Path(settings.DATA_DIR) / "keys" / "qr.pem"


def prepare() -> Path:
    """The key's file, made if there is none. Whoever comes second takes the first one's."""
    return keys.kept(path(), _new_pem)


def _new_pem() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def private() -> Ed25519PrivateKey:
    """Loaded once per process. Raises keys.KeyUnreadableError."""
    return _private(prepare())


@cache
def _private(file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise keys.KeyUnreadableError(f"{file} can't be read: {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise keys.KeyUnreadableError(f"{file} holds no Ed25519 key.")
    return key


def forget() -> None:
    """Reads the key anew next time."""
    _private.cache_clear()


def register() -> QrKey:
    """The row of the key that signs now; written when it is first used."""
    raw = private().public_key().public_bytes_raw()
    row, _ = QrKey.objects.get_or_create(
        fingerprint=hashlib.sha256(raw).hexdigest(),
        defaults={"public": encoded(raw), "first_used_at": clock.now()},
    )
    return row


def registered() -> list[Ed25519PublicKey]:
    """Every key that codes of ours were ever signed with, the newest first."""
    return [loaded(row.public) for row in QrKey.objects.all()]


def key_set(rows: Iterable[QrKey]) -> dict[str, Any]:
    """As a JSON Web Key Set (RFC 7517, RFC 8037): what anybody may keep to check codes with."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": row.fingerprint[:16],
                "x": row.public,
            }
            for row in rows
        ]
    }


def fingerprint(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def pem(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def encoded(raw: bytes) -> str:
    """base64url without its padding, as JOSE writes bytes."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Raises ValueError unless it is base64url in its one way of writing these bytes."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encoded(raw) != text:
        raise ValueError("not the one way of writing it")
    return raw


def loaded(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(decoded(public))
