"""The container of a signature (CMS), cheaply: all but digest and signature is the same each time.

pyHanko makes one container per process, attributes of PAdES included. Of every further document
only the digest among the signed attributes and the signature over these are its own: 1 ms instead
of 15, and with an RSA key the half second of checking the key anew is saved as well.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from asn1crypto import cms as asn1_cms  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from association.credentials import keys

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

T = TypeVar("T")

ALGORITHM = "sha256"
_VARIES = 16  # an elliptic signature is a few bytes longer or shorter each time


def over(digest: bytes) -> bytes:
    """The container for a document with this SHA-256. Raises keys.KeyUnreadableError."""
    form, stand_in = _form(keys.signer())
    container = asn1_cms.ContentInfo.load(form)
    signer = container["content"]["signer_infos"][0]
    attributes = signer["signed_attrs"].untag().dump().replace(stand_in, digest)
    signer["signed_attrs"] = asn1_cms.CMSAttributes.load(attributes)
    signer["signature"] = _signature(attributes)
    content: bytes = container.dump()
    return content


def room() -> int:
    """Hexadecimal digits to reserve for one. What a signature doesn't fill is left as nothing."""
    return 2 * (len(_form(keys.signer())[0]) + _VARIES)


def _signature(attributes: bytes) -> bytes:
    key = keys.private()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(attributes, ec.ECDSA(hashes.SHA256()))
    return key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())


@cache
def _form(signer: "SimpleSigner") -> tuple[bytes, bytes]:
    """A container of this key's, and the digest in it that stands for any other."""
    stand_in = hashlib.sha256(secrets.token_bytes(32)).digest()
    made = apart(lambda: asyncio.run(signer.async_sign(stand_in, ALGORITHM, use_pades=True)))
    form: bytes = made.dump()
    assert form.count(stand_in) == 1, "a digest stands once among the attributes"
    return form, stand_in


def apart(call: Callable[[], T]) -> T:
    """The library starts an event loop; a thread that is running one already lets it have none."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return call()
    with ThreadPoolExecutor(max_workers=1) as other:
        return other.submit(call).result()
