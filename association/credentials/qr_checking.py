"""A QR code checked without the register: by public keys alone, of a file or of this portal."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.db import OperationalError
from django.db.models import TextChoices

from association.base.errors import Refused
from association.credentials import qr_claim, qr_key
from association.credentials.enums import SignatureState

_END = "-----END PUBLIC KEY-----"


class NameCheck(TextChoices):
    SAME = "same", "与证书相符"
    DIFFERENT = "different", "与证书不符"
    NOT_ASKED = "not_asked", "没有核对"


def told(text: str, *, name: str = "", file: Path | None = None) -> dict[str, Any]:
    """What a code says, as ``manage.py verify --qr`` prints it. Raises Refused if ``file`` holds
    no public key, or ``name`` is asked of a text without the code's address.
    """
    claim = qr_claim.read(text, _of_file(file) if file else _ours())
    valid = claim.signature == SignatureState.VALID
    checked = NameCheck.NOT_ASKED
    if valid and name:
        if not claim.token:
            raise Refused("核对姓名要用二维码的完整内容（以 http 开头），不能只有 # 后面的数字。")
        checked = NameCheck.SAME if claim.names(name) else NameCheck.DIFFERENT
    return {
        "signature": claim.signature.value,
        "number": claim.number,
        "issued_on": claim.issued_on.isoformat() if claim.issued_on else None,
        "facts": list(claim.facts),
        "name": checked.value,
        "key": claim.key,
    }


def _ours() -> Iterator[Ed25519PublicKey]:
    """The key that signs now, from its file; earlier ones only if that one doesn't hold."""
    yield qr_key.private().public_key()
    try:
        yield from qr_key.registered()
    except OperationalError:
        return


def _of_file(path: Path) -> list[Ed25519PublicKey]:
    """Of one or more PEM blocks, or of the portal's ``keys.json``."""
    try:
        text = path.read_text(encoding="utf-8")
        if text.lstrip().startswith("{"):
            return [qr_key.loaded(each["x"]) for each in json.loads(text)["keys"]]
        blocks = [f"{block}{_END}".strip() for block in text.split(_END)[:-1]]
        keys = [load_pem_public_key(block.encode()) for block in blocks]
    except OSError as error:
        raise Refused(f"公钥文件 {path} 读不出来：{error.strerror}。") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"公钥文件 {path} 里的内容不是公钥。") from error
    found = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    if not found:
        raise Refused(f"公钥文件 {path} 里没有 Ed25519 公钥。")
    return found
