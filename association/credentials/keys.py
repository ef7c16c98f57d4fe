"""The key that documents are signed with, and its certificate.

The association's own is a .p12 file named by ``CREDENTIAL_P12``. Without one the portal makes a
key of its own at set-up, once, in ``DATA_DIR/keys``, with a certificate that it signs itself: the
signature then proves that nothing was changed since, but a stranger's viewer knows no issuer.
"""

import os
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings

from association.base import clock

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

LIFE = timedelta(days=20 * 365)
_SLACK = timedelta(days=1)  # a signature made by another clock is not before its certificate


class KeyUnreadableError(RuntimeError):
    """The named key can't be used; the message says which setting to mend."""


def signer() -> "SimpleSigner":
    """Key and certificate as pyHanko takes them, loaded once per process.

    Raises KeyUnreadableError if the .p12 file is missing, encrypted otherwise, or holds no key.
    """
    return _signer(str(settings.CREDENTIAL_P12), settings.CREDENTIAL_P12_PASSWORD)


def private() -> "PrivateKey":
    """The key alone, loaded once per process. Raises KeyUnreadableError as ``signer`` does."""
    return _material(str(settings.CREDENTIAL_P12), settings.CREDENTIAL_P12_PASSWORD)[0]


@cache
def _material(p12: str, password: str) -> "Material":
    return _read_p12(Path(p12), password) if p12 else _read_own(prepare())


@cache
def _signer(p12: str, password: str) -> "SimpleSigner":
    from pyhanko.sign.signers import SimpleSigner  # 0.4 s to import: only who signs pays for it
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - as that

    key, certificate, others = _material(p12, password)
    chain = [_asn1(one) for one in (certificate, *others)]
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=chain[0],
        signing_key=asn1_keys.PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore.from_certs(chain),  # type: ignore[no-untyped-call]
    )


def forget() -> None:
    """Reads the key anew next time: another one was named or put in its place."""
    _material.cache_clear()
    _signer.cache_clear()


PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Material = tuple[PrivateKey, x509.Certificate, list[x509.Certificate]]


def _read_p12(path: Path, password: str) -> Material:
    try:
        content = path.read_bytes()
        key, certificate, others = pkcs12.load_key_and_certificates(
            content, password.encode() or None
        )
    except (OSError, ValueError) as error:
        raise KeyUnreadableError(
            f"CREDENTIAL_P12={path} can't be read: {error}. Check the path and the password."
        ) from error
    if not isinstance(key, PrivateKey) or certificate is None:
        raise KeyUnreadableError(
            f"CREDENTIAL_P12={path} lacks a key (elliptic curve or RSA) or its certificate."
        )
    return key, certificate, others


def _read_own(path: Path) -> Material:
    pem = path.read_bytes()
    key = load_pem_private_key(pem, password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key, x509.load_pem_x509_certificate(pem), []


def set_up() -> None:
    """Makes the portal's own key while it is being set up, if it will need one."""
    if not settings.CREDENTIAL_P12:
        prepare()


def own_path() -> Path:
    """Where the portal's own key lies, or will."""
    return Path(settings.DATA_DIR) / "keys" / "credentials.pem"


def prepare() -> Path:
    """The portal's own key, made if there is none. Whoever comes second takes the first one's."""
    return kept(own_path(), lambda: _new_pem(settings.ASSOCIATION_NAME))


def kept(path: Path, make: Callable[[], bytes]) -> Path:
    """The file of a key, readable by us alone; made, whole and once, if there is none."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
        try:
            os.link(draft, path)  # atomic, and loses to whoever was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path


def _new_pem(holder: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, holder[:64]),
        ]
    )
    now = clock.now()
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
