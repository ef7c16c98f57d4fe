"""The file of a credential, from the facts of its row alone: drawn, then signed.

Drawing goes through ``pdf.render`` and signing through ``signing.sign``: another engine for either
stands behind the same function. Nothing here writes a row but for the keys that are first used.
"""

import logging

from django.conf import settings

from association.base import clock, pdf
from association.base.errors import Refused
from association.credentials import addresses, keys, pictures, qr, qr_claim, qr_key, signing
from association.credentials.models import Credential

MEDIA_TYPE = "application/pdf"

log = logging.getLogger(__name__)


def ready() -> None:
    """Registers the keys that are used from here on. Raises Refused if one can't be read."""
    try:
        signing.certificate()
        qr_key.register()
    except keys.KeyUnreadableError as error:
        log.exception("The signing key can't be used")
        raise Refused("签名密钥读不出来，没有签发。请系统管理员核对签名密钥的设置。") from error


def made(credential: Credential) -> bytes:
    """The signed file. Raises Refused if a photo among the facts is gone."""
    return signing.sign(printed(credential), reason=f"签发 {credential.number}")


def file_name(credential: Credential) -> str:
    return f"{credential.title} {credential.number}.pdf"


def printed(credential: Credential) -> bytes:
    shown = pictures.found(credential.facts)
    address = addresses.public_address(credential)
    context = {
        "credential": credential,
        "facts": credential.facts,
        "pictures": {name: f"{pdf.PICTURE}{name}" for name in shown},
        "issuer": settings.ASSOCIATION_NAME,
        "address": address,
        "register": addresses.register(),
        "qr": f"{pdf.PICTURE}qr",
    }
    code = qr.png(*scanned(credential))
    return pdf.render(credential.template, context, pictures={**shown, "qr": code})


def scanned(credential: Credential) -> tuple[str, str]:
    """What the QR code says: address, and the digits behind it, if the kind wants any."""
    address = addresses.public_address(credential)
    if credential.in_qr is None:
        return address, ""
    digits = qr_claim.sealed(
        number=credential.number,
        token=credential.token,
        name=credential.subject,
        day=credential.issued_at.astimezone(clock.TZ).date(),
        facts=credential.in_qr,
        key=qr_key.private(),
    )
    return f"{address}#", digits
