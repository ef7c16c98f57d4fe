"""What a QR code says of itself, signed: enough to check paper without the register.

The code is ``https://…/verify/<token>/#<digits>``. The digits are a compact JWS (RFC 7515, EdDSA),
each of its letters as two digits: its ASCII code less 45, as SMART Health Cards write it. A QR code
packs digits three times as close as letters, which keeps it at version 10. What follows ``#`` never
reaches a server or its logs.

The payload is one line of text: number, day of issue, mark of the name, then the facts that the
kind chose, one blank between them. The mark is that of the name under the token, so that it tells
nothing without the code and nobody can collect names by it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from association.credentials import check_character, qr_key
from association.credentials.enums import SignatureState

_HEADER = '{"alg":"EdDSA"}'
_MARK = 8  # letters: 48 bits, and a forger has to hit one name, not any two
_SHIFT = 45  # no sign of a compact JWS comes before the hyphen
_CODE = re.compile(r"(?:.*/([A-Za-z0-9_-]{22,64})/?#|#)?((?:\d\d)+)", re.DOTALL)


def sealed(
    *, number: str, token: str, name: str, day: date, facts: Sequence[str], key: Ed25519PrivateKey
) -> str:
    """The digits behind the ``#``. Raises ValueError if a fact has a blank in it, or is empty."""
    words = [number, f"{day:%Y%m%d}", mark(token, name), *facts]
    if any(not word or re.search(r"\s", word) for word in words):
        raise ValueError(f"{words} can't stand in a QR code: none may be empty or have a blank.")
    said = f"{_encoded(_HEADER)}.{_encoded(' '.join(words))}"
    signature = qr_key.encoded(key.sign(said.encode()))
    return "".join(f"{ord(sign) - _SHIFT:02d}" for sign in f"{said}.{signature}")


def mark(token: str, name: str) -> str:
    """Tells a changed name; however it is spaced, and whether full width, is no matter."""
    said = f"{token}\n{check_character.plain(name)}".encode()
    return qr_key.encoded(hashlib.sha256(said).digest())[:_MARK]


def _encoded(text: str) -> str:
    return qr_key.encoded(text.encode())


@dataclass(frozen=True, slots=True)
class Claim:
    """What a code says. Only where ``signature`` is valid does the rest mean anything."""

    signature: SignatureState
    number: str = ""
    issued_on: date | None = None
    facts: tuple[str, ...] = ()
    key: str = ""
    """Fingerprint of the key that it holds under."""
    token: str = ""
    mark: str = ""

    def names(self, name: str) -> bool:
        """Whether it was issued to this name. Needs the whole address: the token stands in it."""
        return bool(self.token) and mark(self.token, name) == self.mark


MISSING = Claim(SignatureState.MISSING)
INVALID = Claim(SignatureState.INVALID)


def read(text: str, keys: Iterable[Ed25519PublicKey]) -> Claim:
    """What a scanned code, or the part behind its ``#``, says under one of these keys.

    Never raises, whatever was scanned.
    """
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return INVALID if "#" in text else MISSING
    token, digits = found[1] or "", found[2]
    letters = "".join(chr(int(digits[at : at + 2]) + _SHIFT) for at in range(0, len(digits), 2))
    header, _, rest = letters.partition(".")
    payload, _, signature = rest.partition(".")
    if header != _encoded(_HEADER):
        return INVALID
    try:
        said, held = qr_key.decoded(payload).decode(), qr_key.decoded(signature)
        key = _holding(keys, f"{header}.{payload}".encode(), held)
        if key is None:
            return INVALID
        number, day, name, *facts = said.split(" ")
        issued_on = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return INVALID
    valid, fingerprint = SignatureState.VALID, qr_key.fingerprint(key)
    return Claim(valid, number, issued_on, tuple(facts), fingerprint, token, name)


def _holding(
    keys: Iterable[Ed25519PublicKey], said: bytes, signature: bytes
) -> Ed25519PublicKey | None:
    for key in keys:
        try:
            key.verify(signature, said)
        except InvalidSignature:
            continue
        return key
    return None
