"""Is it real, and does it still hold? Told from the register, the same way whatever is found.

An unknown token, a wrong name and a stranger's file take the same path and the same one query as
the real thing: nobody learns by asking which numbers were given. (One that was replaced costs a
second, for the end of its chain: who gets there has already found it.)
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.crypto import constant_time_compare

from association.base import clock
from association.base.templatetags.ui import mask_name
from association.credentials import check_character, signing
from association.credentials.enums import CredentialState, SignatureState, Signer
from association.credentials.models import Credential, SigningCertificate

_NOBODY = Credential(subject="无", valid_from=date.min, facts={}, labels=[])
"""Stands where nothing was found, so that the work is the same."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What anybody may read of a credential. Of an unknown one only the state means anything."""

    state: CredentialState
    asked_at: datetime
    title: str
    number: str
    subject: str
    """Masked where it is a person."""
    facts: list[tuple[str, Any]]
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    revoked_on: date | None
    reason: str
    suspended_on: date | None
    successor: Credential | None
    newest: Credential | None
    """The last of the chain, where that isn't the successor itself."""
    sha256: str
    signed_with: SigningCertificate | None

    @property
    def known(self) -> bool:
        return self.state != CredentialState.UNKNOWN

    @property
    def short_hash(self) -> str:
        """The first 16 digits, in fours."""
        return " ".join(self.sha256[at : at + 4] for at in range(0, 16, 4)).strip()


def by_token(token: str) -> Verdict:
    return _verdict(_find(token=token))


def by_number(number: str, name: str) -> Verdict:
    """Number and holder's name have to agree; which of the two was wrong is not told."""
    found = _find(number=check_character.plain(number))
    same = constant_time_compare(
        check_character.plain(name), check_character.plain((found or _NOBODY).subject)
    )
    return _verdict(found if same else None)


def by_digest(sha256: str) -> Verdict:
    """The file with this SHA-256, hexadecimal, is one of ours, byte for byte; or unknown."""
    return _verdict(_find(sha256=sha256.strip().lower()))


def digest(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _find(**key: str) -> Credential | None:
    return (
        Credential.objects.select_related("replaced_by", "signed_with", "suspension")
        .filter(**key)
        .first()
    )


def _verdict(found: Credential | None) -> Verdict:
    credential, now = found or _NOBODY, clock.now()
    state = credential.state_on(now.date())
    held = credential.suspension if found else None
    successor = credential.successor if found else None
    return Verdict(
        state=state if found else CredentialState.UNKNOWN,
        asked_at=now,
        title=credential.title,
        number=credential.number,
        subject=mask_name(credential.subject) if credential.personal else credential.subject,
        facts=credential.shown_facts(),
        issued_on=credential.issued_at.astimezone(clock.TZ).date() if found else None,
        valid_from=credential.valid_from,
        valid_to=credential.valid_to,
        revoked_on=_day(credential.revoked_at),
        reason=credential.revoked_reason or (held.reason if held else ""),
        suspended_on=_day(held.at) if held else None,
        successor=successor,
        newest=_newest(successor) if successor else None,
        sha256=credential.sha256 or "",
        signed_with=credential.signed_with if found else None,
    )


_CHAIN = """
with recursive chain as (
  select id, 0 as step from credentials_credential where replaces_id = %s
  union all
  select later.id, chain.step + 1
  from credentials_credential later join chain on later.replaces_id = chain.id
)
select credential.* from chain join credentials_credential credential using (id)
order by chain.step desc limit 1
"""


def _newest(successor: Credential) -> Credential | None:
    """In one query, however often it was replaced since."""
    return next(iter(Credential.objects.raw(_CHAIN, [successor.pk])), None)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(clock.TZ).date() if moment else None


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a file and the register say together.

    ``number`` is the register's if the file is ours byte for byte, else what the file claims;
    ``state`` is how that number stands. So an altered copy reads: valid, invalid signature, hash
    not known. ``signature`` is valid only for one of ours over the whole file.
    """

    state: CredentialState
    number: str
    signature: SignatureState
    signer: Signer
    hash_known: bool


def of_file(document: bytes) -> FileVerdict:
    """Three queries at most. Never raises, whatever the bytes are."""
    examined = signing.examine(document)
    issued = by_digest(digest(document))
    claimed = (
        issued if issued.known else _verdict(_find(number=check_character.plain(examined.number)))
    )
    signer = _signer(examined)
    forged = examined.signature == SignatureState.VALID and signer != Signer.OURS
    return FileVerdict(
        state=claimed.state,
        number=claimed.number if claimed.known else examined.number,
        signature=SignatureState.INVALID if forged else examined.signature,
        signer=signer,
        hash_known=issued.known,
    )


def _signer(examined: signing.Examined) -> Signer:
    if examined.signature == SignatureState.MISSING:
        return Signer.NOBODY
    ours = SigningCertificate.objects.filter(fingerprint=examined.fingerprint).exists()
    return Signer.OURS if ours else Signer.STRANGER
