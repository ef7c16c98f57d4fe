"""会员证书: given to a member of the register by staff, and kept in step with it.

The certificate says what the register says: when name, code or seat change, another one takes its
place, with the same last day; when the membership ends, it is revoked. The doors of the register
call ``follow`` and ``end`` themselves; ``catch_up`` finds what the calendar alone has changed.
"""

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from association.base import clock
from association.base.errors import Refused
from association.credentials import issuing
from association.credentials.enums import CredentialState
from association.credentials.kinds import Kind
from association.credentials.models import Credential
from members.enums import MemberState
from members.models import Certificate, Member
from members.register.standing import standing
from members.rules import Actor, may_issue_certificate

KIND = Kind(
    code="member",
    prefix="HYZ",
    title="会员证书",
    labels=(
        ("member_number", "会员编号"),
        ("credit_code", "统一社会信用代码"),
        ("position", "会员职务"),
    ),
)
TEMPLATE = "members/pdf/certificate.html"
YEARS = 3  # our assumption of how long one is valid; whoever issues it may say otherwise

_FORBIDDEN = "您没有权限办理会员证书。请由社会工作部办理。"
_DATABASE_AWAY = (OperationalError, InterfaceError)
"""Nothing about one member: what a constraint or a trigger refuses has other names."""
logger = logging.getLogger(__name__)


def usual_end(start: date) -> date:
    """The last day of a certificate that begins on this day: the day before its anniversary."""
    try:
        anniversary = start.replace(year=start.year + YEARS)
    except ValueError:  # 29 February
        anniversary = date(start.year + YEARS, 3, 1)
    return anniversary - timedelta(days=1)


def in_force(member: Member) -> Certificate | None:
    """The one that stands, or that has expired and was not renewed."""
    return _in_force().filter(member=member).first()


def all_of(member: Member) -> QuerySet[Certificate]:
    """Everything that the member was ever given, the newest first."""
    return member.certificates.select_related("credential__replaced_by").order_by("-id")


@transaction.atomic
def issue(
    member: Member, *, by: Actor, valid_to: date | None = None, reason: str = ""
) -> Certificate:
    """Gives an active member its certificate, from today on; one in force is replaced by it.

    ``valid_to`` is its last day, by default as ``usual_end`` says. Raises Refused.
    """
    if not may_issue_certificate(by):
        raise Refused(_FORBIDDEN)
    member = _locked(member)
    if member.state != MemberState.ACTIVE:
        raise Refused(f"{member}的会籍是“{member.get_state_display()}”，只能给在册会员签发证书。")
    today = clock.today()
    valid_to = valid_to or usual_end(today)
    if valid_to < today:
        raise Refused("有效期至不能早于今天。", field="valid_to")
    current = in_force(member)
    return _give(member, current, by=by, valid_to=valid_to, reason=reason or "重新签发")


@transaction.atomic
def revoke(member: Member, *, by: Actor, reason: str) -> Certificate:
    """Takes the certificate back by hand. ``reason`` is public. Raises Refused."""
    if not may_issue_certificate(by):
        raise Refused(_FORBIDDEN)
    current = in_force(_locked(member))
    if current is None:
        raise Refused(f"{member}没有现行的会员证书，不必撤销。请刷新页面看最新状态。")
    return _revoke(current, by=by, reason=reason)


def end(member: Member, *, by: Actor) -> None:
    """The membership is over, and so is the certificate. Call it in the door's transaction.

    What the public reads is that it is over and how, never the reason that staff wrote down.
    """
    if current := in_force(member):
        _revoke(current, by=by, reason=f"会籍终止（{member.get_state_display()}）")


def follow(member: Member, *, by: Actor, reason: str) -> None:
    """Replaces a certificate that no longer says what the register says today, if there is one.

    Call it in the transaction of the door that has changed the register.
    """
    follow_all([member], by=by, reason=reason)


def follow_all(members: Iterable[Member], *, by: Actor, reason: str) -> int:
    """The same for many: two queries, and work for those alone that need another certificate."""
    held = _in_force().filter(member__in=[member.pk for member in members])
    outdated = [certificate for certificate in held if _is_outdated(certificate)]
    for certificate in outdated:
        credential = certificate.credential
        _give(certificate.member, certificate, by=by, valid_to=credential.valid_to, reason=reason)
    return len(outdated)


def catch_up() -> int:
    """Replaces what a term's beginning or end has made outdated; how many there were.

    One transaction each, so that one that fails doesn't hold the others up: the log says why, and
    the nightly look at the books tells who is ``left_behind``.
    """
    replaced = 0
    for outdated in [certificate for certificate in _in_force() if _is_outdated(certificate)]:
        try:
            with transaction.atomic():
                member = _locked(outdated.member)
                replaced += follow_all([member], by=None, reason="职务任期起止，会员职务变更")
        except _DATABASE_AWAY:
            raise
        except Exception:  # whatever is the matter with this one, the others aren't to wait for it
            logger.exception("The certificate of %s can't be replaced", outdated.member.number)
    return replaced


def left_behind() -> list[Certificate]:
    """What was outdated yesterday already, and should have been replaced within the hour."""
    yesterday = clock.today() - timedelta(days=1)
    return [one for one in _in_force() if _is_outdated(one) and _is_outdated(one, on=yesterday)]


def _in_force() -> QuerySet[Certificate]:
    return (
        Certificate.objects.filter(in_force=True)
        .select_related("member", "credential__replaced_by")
        .prefetch_related("member__organisation_types", "member__position_terms")
    )


def _is_outdated(certificate: Certificate, *, on: date | None = None) -> bool:
    """Whether it doesn't say what the register says of the day, today if none is given. An expired
    one says what was true; a suspended member waits for what is decided."""
    member, credential = certificate.member, certificate.credential
    if member.state != MemberState.ACTIVE or credential.state != CredentialState.VALID:
        return False
    printed = credential.facts
    # What a newer template would print beside them is no reason to replace what was given.
    differs = any(printed[key] != now for key, now in _facts(member, on).items() if key in printed)
    return differs or credential.subject != member.name


def _facts(member: Member, on: date | None = None) -> dict[str, str]:
    return {
        "member_number": member.number,
        "credit_code": member.credit_code,
        "position": standing(member, on or clock.today()).position,
    }


def _give(
    member: Member, current: Certificate | None, *, by: Actor, valid_to: date | None, reason: str
) -> Certificate:
    new: Credential
    if current is None:
        new = issuing.issue(
            kind=KIND,
            facts=_facts(member),
            template=TEMPLATE,
            subject=member.name,
            by=by,
            valid_from=clock.today(),
            valid_to=valid_to,
            about=member,
        )
    else:
        current.in_force = False
        current.save(update_fields=["in_force"])
        new = issuing.replace(
            current.credential,
            kind=KIND,
            facts=_facts(member),
            subject=member.name,
            by=by,
            valid_from=clock.today(),
            valid_to=valid_to,
            reason=reason,
            about=member,
        )
    return Certificate.objects.create(member=member, credential=new)


def _revoke(certificate: Certificate, *, by: Actor, reason: str) -> Certificate:
    issuing.revoke(certificate.credential, by=by, reason=reason, about=certificate.member)
    certificate.in_force = False
    certificate.save(update_fields=["in_force"])
    return certificate


def _locked(member: Member) -> Member:
    """Held until the transaction ends: two people at once don't give two certificates."""
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)
