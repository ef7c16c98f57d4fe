"""Issuing, replacing and revoking. The app above decides who may and why; nobody else calls these.

An app keeps the credential's key in a model of its own and has its own door, which checks and then
comes here. Each of these appends to the audit, on the timeline of what the app calls it ``about``.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from association.accounts.models import User
from association.base import audit, clock, files, numbering, pdf
from association.base.errors import Refused
from association.base.models import StoredFile
from association.credentials import keys, signing
from association.credentials.enums import CredentialState
from association.credentials.kinds import Kind
from association.credentials.models import Credential

TOKEN_BYTES = 16  # 128 random bits: not to be guessed, and a QR code that a bad printer can print
_COUNTER = "credential-{}"

log = logging.getLogger(__name__)


@transaction.atomic
def issue(
    *,
    kind: Kind,
    facts: Mapping[str, Any],
    template: str,
    subject: str,
    by: User | None,
    valid_from: date,
    valid_to: date | None = None,
    replaces: Credential | None = None,
    reason: str = "",
    about: Model | None = None,
) -> Credential:
    """Takes a number, prints, signs and registers a document; from then on it is frozen.

    ``facts`` is what the template prints, as plain values; ``subject`` is whom it was issued to,
    and what somebody who looks it up by number has to know. ``template`` extends
    ``credentials/pdf.html``. Nothing is left of an issue that fails, its number neither.

    Raises Refused if the dates are the wrong way round, ``replaces`` no longer stands, or the
    signing key can't be read.
    """
    if valid_to is not None and valid_to < valid_from:
        raise Refused("有效期结束日不能早于开始日。", field="valid_to")
    if replaces is not None:
        _lock(replaces, step="替换")
    credential = _numbered(kind)
    credential.subject = subject
    credential.facts = json.loads(json.dumps(dict(facts), cls=DjangoJSONEncoder))
    credential.template = template
    credential.valid_from, credential.valid_to = valid_from, valid_to
    credential.issued_by, credential.issued_at = by, clock.now()
    credential.replaces = replaces
    _make(credential)
    audit.record(
        credential,
        f"{'换发' if replaces else '签发'}{kind.title}",
        by=by,
        before={"编号": replaces.number} if replaces else None,
        after={"编号": credential.number, "有效期至": valid_to or "长期"},
        reason=reason,
        about=about,
    )
    return credential


def _numbered(kind: Kind) -> Credential:
    year = clock.today().year
    (serial,) = numbering.take(_COUNTER.format(kind.code), year)
    return Credential(
        kind=kind.code,
        title=kind.title,
        number=kind.number(year, serial),
        token=secrets.token_urlsafe(TOKEN_BYTES),
        personal=kind.personal,
        labels=[list(pair) for pair in kind.labels],
    )


def _make(credential: Credential) -> None:
    """Prints what the row says, signs it, keeps it and writes the row."""
    try:
        credential.signed_with = signing.certificate()
        signed = signing.sign(_printed(credential), reason=f"签发 {credential.number}")
    except keys.KeyUnreadableError as error:
        log.exception("The signing key can't be used")
        raise Refused("签名密钥读不出来，没有签发。请系统管理员核对签名密钥的设置。") from error
    credential.file = files.keep_bytes(
        signed,
        name=f"{credential.title} {credential.number}.pdf",
        media_type="application/pdf",
        by=credential.issued_by,
    )
    credential.sha256 = credential.file.sha256
    credential.save(force_insert=True)


def _printed(credential: Credential) -> bytes:
    return pdf.render(
        credential.template,
        {
            "credential": credential,
            "facts": credential.facts,
            "issuer": settings.ASSOCIATION_NAME,
            "address": public_address(credential),
            "register": _absolute(reverse("credentials:verify")),
            "qr": qr(credential),
        },
    )


def replace(
    credential: Credential,
    *,
    kind: Kind,
    facts: Mapping[str, Any],
    subject: str,
    by: User | None,
    reason: str,
    valid_from: date,
    valid_to: date | None = None,
    about: Model | None = None,
) -> Credential:
    """A new credential in the place of one that said something else. Raises Refused."""
    if not reason.strip():
        raise Refused("换发证书须写明理由。", field="reason")
    return issue(
        kind=kind,
        facts=facts,
        template=credential.template,
        subject=subject,
        by=by,
        valid_from=valid_from,
        valid_to=valid_to,
        replaces=credential,
        reason=reason,
        about=about,
    )


@transaction.atomic
def revoke(
    credential: Credential, *, by: User | None, reason: str, about: Model | None = None
) -> Credential:
    """From now on it counts for nothing. ``reason`` is public: everybody who looks it up reads it.

    Its number stays given. Raises Refused if it was revoked or replaced before.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("撤销证书须写明原因，查询的人会看到。", field="reason")
    current = _lock(credential, step="撤销")
    current.revoked_at, current.revoked_by, current.revoked_reason = clock.now(), by, reason[:200]
    current.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    audit.record(
        current,
        f"撤销{current.title}",
        by=by,
        before={"状态": CredentialState.VALID.label},
        after={"状态": CredentialState.REVOKED.label, "编号": current.number},
        reason=reason,
        about=about,
    )
    return current


def _lock(credential: Credential, *, step: str) -> Credential:
    """The row, held until the transaction ends, if it still stands by itself."""
    current = Credential.objects.select_for_update().get(pk=credential.pk)
    if current.revoked_at is not None:
        raise Refused(f"{current}已撤销，不能再{step}。请刷新页面看最新状态。")
    if current.successor is not None:
        raise Refused(
            f"{current}已由 {current.successor.number} 替换，不能再{step}。请刷新页面看最新状态。"
        )
    return current


def document(credential: Credential) -> StoredFile:
    """The file to hand out, after a look whether it is still the one that was signed.

    Raises Refused if its bytes are no longer those of the register.
    """
    stored = credential.file
    with stored.content.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != credential.sha256:
        log.error("The file of %s is not the one that was issued", credential.number)
        raise Refused(f"{credential}的文件与登记的指纹不符，不能下载。请联系联合会秘书处。")
    return stored


def public_address(credential: Credential) -> str:
    """Where everybody can check it: what the QR code says."""
    return _absolute(reverse("credentials:verify_token", args=[credential.token]))


def _absolute(path: str) -> str:
    address: str = settings.PUBLIC_URL
    return address.rstrip("/") + path


def qr(credential: Credential) -> str:
    """As a ``data:`` address of an SVG; a seventh of it may be dirty or torn."""
    drawn = segno.make(public_address(credential), error="m", micro=False)
    return str(drawn.svg_data_uri(scale=4, border=2, dark="#14233b"))
