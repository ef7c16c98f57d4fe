"""Personal data at rest: sealed with AES-256-GCM, found again by a keyed digest (blind index).

The keys come from ``DATA_KEYS``, the newest first, else from ``DATA_DIR/keys/data.key``, which is
made once and readable by us alone. The newest key seals; all of them open. A ``context`` ("which
field of which table") is bound into both: a sealed value copied into another column doesn't open,
and the same number has unlike digests in two tables.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
DIGEST_LENGTH = 43  # 256 bits in base64 without padding
_NONCE_BYTES = 12


class CannotOpen(Exception):  # noqa: N818 - reads as what happened
    """No key of ours opens this value, or it was changed."""


@dataclass(frozen=True, slots=True)
class Key:
    """One master key: its name stands before what it sealed; the two uses never share a key."""

    name: str
    sealing: bytes
    digesting: bytes

    @classmethod
    def read(cls, text: str) -> "Key":
        """Raises ImproperlyConfigured; the sentence never repeats the key."""
        try:
            master = _decode(text)
        except ValueError:
            master = b""
        if len(master) != KEY_BYTES:
            raise ImproperlyConfigured(
                f"A data key is {KEY_BYTES} random bytes in base64url; one of DATA_KEYS isn't."
            )
        return cls(_derived(master, b"name", 6).hex(), _derived(master, b"seal"),
                   _derived(master, b"index"))  # fmt: skip


def seal(text: str, *, context: str) -> str:
    """``key name.nonce and ciphertext``: another text each time, also for the same value."""
    key = keyring()[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key.sealing).encrypt(nonce, text.encode(), context.encode())
    return f"{key.name}.{_encode(nonce + sealed)}"


def unseal(sealed: str, *, context: str) -> str:
    """Raises CannotOpen."""
    name, _, body = sealed.partition(".")
    key = next((key for key in keyring() if key.name == name), None)
    if key is None:
        raise CannotOpen(f"There is no data key {name!r}.")
    try:
        raw = _decode(body)
        nonce, text = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        return AESGCM(key.sealing).decrypt(nonce, text, context.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(f"The value doesn't open under {context}.") from error


def sealed_by_newest(sealed: str) -> bool:
    return sealed.partition(".")[0] == keyring()[0].name


def digest(text: str, *, context: str) -> str:
    """The blind index of a value, under the newest key."""
    return _digest(keyring()[0], text, context)


def digests(text: str, *, context: str) -> list[str]:
    """Under every key: what a row may be filed as while the keys are being changed."""
    return [_digest(key, text, context) for key in keyring()]


def _digest(key: Key, text: str, context: str) -> str:
    message = f"{context}\0{text}".encode()
    return _encode(hmac.new(key.digesting, message, hashlib.sha256).digest())


# --- Keys ----------------------------------------------------------------------------------------
def keyring() -> tuple[Key, ...]:
    """All of them, the newest first. A changed key file is seen at once by every process."""
    return _parsed(settings.DATA_KEYS or _file_text())


def in_file() -> bool:
    """Whether the keys are ours to change, or are handed in from outside."""
    return not settings.DATA_KEYS


def add_key() -> Key:
    """Puts a new key before the others, in the file."""
    text = new_key_text()
    _write([text, *_lines(_file_text())])
    return Key.read(text)


def keep_only(names: set[str]) -> list[str]:
    """Takes every other key out of the file; the newest always stays. Answers what went."""
    lines = _lines(_file_text())
    kept = [text for at, text in enumerate(lines) if at == 0 or Key.read(text).name in names]
    gone = [Key.read(text).name for text in lines if text not in kept]
    _write(kept)
    return gone


def new_key_text() -> str:
    return _encode(secrets.token_bytes(KEY_BYTES))


def path() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "data.key"


@lru_cache(maxsize=8)
def _parsed(text: str) -> tuple[Key, ...]:
    return tuple(Key.read(line) for line in _lines(text))


def _lines(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _file_text() -> str:
    place = path()
    try:
        status = place.stat()
    except FileNotFoundError:
        _make(place)
        status = place.stat()
    return _read(place, (status.st_mtime_ns, status.st_ino, status.st_size))


@lru_cache(maxsize=8)
def _read(place: Path, _as_of: tuple[int, int, int]) -> str:
    return place.read_text(encoding="ascii")


def _make(place: Path) -> None:
    """The first key. Of two processes that come at once, one wins and both use its key."""
    draft = _draft(place, [new_key_text()])
    try:
        os.link(draft, place)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _write(lines: list[str]) -> None:
    _draft(path(), lines).replace(path())


def _draft(place: Path, lines: list[str]) -> Path:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join([*lines, ""]))
        file.flush()
        os.fsync(file.fileno())
    return draft


def _derived(master: bytes, use: bytes, length: int = KEY_BYTES) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=b"personal data " + use).derive(master)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
