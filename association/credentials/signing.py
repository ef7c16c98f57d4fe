"""Signatures inside a PDF: PAdES, made without a network, and examined without trusting the file.

No time-stamp server is asked and nothing is fetched: whether a credential still holds is told by
the register, not by the file.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from asn1crypto import pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from asn1crypto.parser import peek  # type: ignore[import-untyped]

from association.base import clock
from association.credentials import container, keys
from association.credentials.enums import SignatureState
from association.credentials.models import SigningCertificate

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it says of a bad file, we say


def sign(document: bytes, *, reason: str, location: str = "") -> bytes:
    """The document with one signature over all of it, certified: nobody may add anything.

    Raises keys.KeyUnreadableError.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import cms_embedder
    from pyhanko.sign.signers.pdf_byterange import PdfSignedData, SignatureObject

    room: PdfSignedData = SignatureObject(
        timestamp=clock.now(),
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location or None,
        bytes_reserved=container.room(),
    )
    certified = cms_embedder.SigMDPSetup(
        md_algorithm=container.ALGORITHM, certify=True, docmdp_perms=MDPPerm.NO_CHANGES
    )
    steps = cms_embedder.PdfCMSEmbedder().write_cms(
        "Signature", IncrementalPdfFileWriter(BytesIO(document))
    )
    next(steps)
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=room, mdp_setup=certified))
    prepared, output = steps.send(cms_embedder.SigIOSetup(md_algorithm=container.ALGORITHM))
    steps.send(container.over(prepared.document_digest))
    content: bytes = output.getvalue()
    return content


def certificate() -> SigningCertificate:
    """The row of the certificate that ``sign`` uses now; written when it is first used."""
    held = keys.signer().signing_cert
    assert held is not None
    row, _ = SigningCertificate.objects.get_or_create(
        fingerprint=fingerprint(held),
        defaults={
            "holder": _name(held.subject),
            "issuer": _name(held.issuer),
            "self_signed": held.subject == held.issuer,
            "not_before": held.not_valid_before,
            "not_after": held.not_valid_after,
            "pem": pem.armor("CERTIFICATE", held.dump()).decode(),
            "first_used_at": clock.now(),
        },
    )
    return row


def fingerprint(certificate: asn1_x509.Certificate) -> str:
    return hashlib.sha256(certificate.dump()).hexdigest()


def _name(name: asn1_x509.Name) -> str:
    native = name.native
    found = native.get("common_name") or native.get("organization_name") or name.human_friendly
    return str(found)[:200]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file says of itself. ``signature`` is valid if it covers every byte and holds,
    whoever made it; ``fingerprint`` is that of the signer's certificate."""

    signature: SignatureState
    fingerprint: str = ""
    number: str = ""


UNREADABLE = Examined(SignatureState.MISSING)


def examine(document: bytes) -> Examined:
    """Reads a file that anybody may have made. Never raises: what can't be read is no signature."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(document), strict=False)
        number = _number(reader)
        signatures = reader.embedded_regular_signatures
    except Exception:  # noqa: BLE001 - a mangled file breaks the parser anywhere
        return Examined(SignatureState.INVALID) if _had_one(document) else UNREADABLE
    if not signatures:
        state = SignatureState.INVALID if _had_one(document) else SignatureState.MISSING
        return Examined(state, number=number)
    try:
        held = fingerprint(signatures[0].signer_cert)
        whole = len(signatures) == 1 and _holds(signatures[0])
    except Exception:  # noqa: BLE001 - the same, inside the signature
        return Examined(SignatureState.INVALID, number=number)
    state = SignatureState.VALID if whole else SignatureState.INVALID
    return Examined(state, fingerprint=held, number=number)


def _had_one(document: bytes) -> bool:
    """Whether somewhere in it stands a signature that can no longer be reached."""
    return any(mark in document for mark in (b"/ETSI.CAdES.detached", b"/ByteRange"))


def _holds(embedded: "EmbeddedPdfSignature") -> bool:
    """Over the whole file, unchanged. Who signed, and whether that is trusted, isn't asked here."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - comes with the others

    context = ValidationContext(trust_roots=[embedded.signer_cert], allow_fetching=False)
    status = container.apart(lambda: validate_pdf_signature(embedded, context, skip_diff=True))
    return bool(
        status.intact
        and status.valid
        and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        and _is_padded_with_nothing(embedded.pkcs7_content)
    )


def _is_padded_with_nothing(room: bytes) -> bool:
    """The room that was reserved for a signature is the one place that no signature covers."""
    return not any(room[peek(room) :])


def _number(reader: "PdfFileReader") -> str:
    """The number that the document's own properties name (``credentials/pdf.html``)."""
    if "/Info" not in reader.trailer:
        return ""
    return re.sub(r"[^0-9A-Za-z-]", "", str(reader.trailer["/Info"].get("/Keywords", "")))[:40]
