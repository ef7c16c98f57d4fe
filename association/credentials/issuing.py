"""Issuing, replacing and revoking. The app above decides who may and why; nobody else calls these.

An app keeps the credential's key in a model of its own and has its own door, which checks and then
comes here. Each of these appends to the audit, on the timeline of what the app calls it ``about``.
Many at once are issued by ``runs``, which prints them afterwards.
"""

import hashlib
import json
import logging
import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from association.accounts.models import User
from association.base import audit, clock, files, numbering
from association.base.errors import Refused
from association.base.models import StoredFile
from association.credentials import making, signing
from association.credentials.enums import CredentialState
from association.credentials.kinds import Kind
from association.credentials.models import Credential

TOKEN_BYTES = 16  # 128 random bits: not to be guessed, and a QR code that a bad printer can print
_COUNTER = "credential-{}"
_NONE = "-"  # in a QR code, where a fact is empty

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
    making.ready()
    if replaces is not None:
        locked(replaces, step="替换")
    (credential,) = numbered(
        kind, [(subject, facts)], template=template, by=by, valid_from=valid_from, valid_to=valid_to
    )
    credential.replaces = replaces
    content = making.made(credential)
    credential.file = files.keep_bytes(
        content, name=making.file_name(credential), media_type=making.MEDIA_TYPE, by=by
    )
    credential.sha256, credential.signed_with = credential.file.sha256, signing.certificate()
    credential.save(force_insert=True)
    audit.record_many([entry(credential, reason=reason, about=about)])
    return credential


def numbered(
    kind: Kind,
    wanted: list[tuple[str, Mapping[str, Any]]],
    *,
    template: str,
    by: User | None,
    valid_from: date,
    valid_to: date | None,
) -> list[Credential]:
    """Rows for these subjects and facts in this order, numbered one after the other, not written.

    Raises Refused if the dates are the wrong way round, ValueError if a fact can't stand in the QR
    code.
    """
    if valid_to is not None and valid_to < valid_from:
        raise Refused("有效期结束日不能早于开始日。", field="valid_to")
    frozen = [json.loads(json.dumps(dict(facts), cls=DjangoJSONEncoder)) for _, facts in wanted]
    carried = [_in_qr(kind, facts) for facts in frozen]
    now = clock.now()
    year = now.astimezone(clock.TZ).year
    serials = numbering.take(_COUNTER.format(kind.code), year, len(wanted))
    return [
        Credential(
            kind=kind.code,
            title=kind.title,
            number=kind.number(year, serial),
            token=secrets.token_urlsafe(TOKEN_BYTES),
            personal=kind.personal,
            labels=[list(pair) for pair in kind.labels],
            subject=subject,
            facts=facts,
            in_qr=in_qr,
            template=template,
            valid_from=valid_from,
            valid_to=valid_to,
            issued_by=by,
            issued_at=now,
        )
        for serial, (subject, _), facts, in_qr in zip(serials, wanted, frozen, carried, strict=True)
    ]


def _in_qr(kind: Kind, facts: Mapping[str, Any]) -> list[str] | None:
    if kind.in_qr is None:
        return None
    words = [str(facts.get(key) or _NONE) for key in kind.in_qr]
    if any(re.search(r"\s", word) for word in words):
        raise ValueError(f"{words}: what stands in a QR code has no blank in it.")
    return words


def entry(credential: Credential, *, reason: str, about: Model | None) -> dict[str, Any]:
    """What the audit says of an issue."""
    old = credential.replaces
    return audit.entry(
        credential,
        f"{'换发' if old else '签发'}{credential.title}",
        by=credential.issued_by,
        before={"编号": old.number} if old else None,
        after={"编号": credential.number, "有效期至": credential.valid_to or "长期"},
        reason=reason,
        about=about,
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
    current = locked(credential, step="撤销")
    before = current.state
    current.revoked_at, current.revoked_by, current.revoked_reason = clock.now(), by, reason[:200]
    current.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    audit.record(
        current,
        f"撤销{current.title}",
        by=by,
        before={"状态": before.label},
        after={"状态": CredentialState.REVOKED.label, "编号": current.number},
        reason=reason,
        about=about,
    )
    return current


def locked(credential: Credential, *, step: str) -> Credential:
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

    Raises Refused if its bytes are no longer those of the register, or aren't made yet.
    """
    stored = credential.file
    if stored is None:
        raise Refused(f"{credential}还在制作中，请稍后再下载。")
    with stored.content.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != credential.sha256:
        log.error("The file of %s is not the one that was issued", credential.number)
        raise Refused(f"{credential}的文件与登记的指纹不符，不能下载。请联系联合会秘书处。")
    return stored
